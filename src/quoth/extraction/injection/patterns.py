"""What words meant for a model look like in a text: instructions, marks of a conversation, forged answers and numbers.

Every pattern is bounded, so that no text makes the search long, and stands for what ordinary news hardly ever writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WINDOW = 24
"""Characters before an instruction that tell whether a clause opens there."""
_OPENING = re.compile(
    r"(?:^\W*|[.:;!?*#>|(\[{—–-]\s{0,3}[\"“'‘]?|\bplease,? |\bkindly |\binstead,? |\bmust |\byou (?:will|should) )\Z"
)


@dataclass(frozen=True, slots=True)
class Form:
    """To be searched in one sentence, in lower case, each white space a space.

    One word of each of `needed` stands in every sentence of the form: asked first, since it takes no time. No pattern
    begins with an assertion, so that the search goes by its first letters; `opens` says that a clause must open there.
    """

    needed: tuple[tuple[str, ...], ...]
    pattern: re.Pattern[str]
    opens: bool = False

    def place(self, read: str) -> tuple[int, int] | None:
        """Where the form stands in a sentence, or None."""
        for match in self.pattern.finditer(read):
            at = match.start()
            if read[at].isalnum() and read[at - 1 : at].isalnum():
                continue
            if not self.opens or _OPENING.search(read, max(0, at - _WINDOW), at):
                return match.span()
        return None


def _form(*patterns: str, needed: tuple[str, ...], opens: bool = False) -> Form:
    """`needed` are lists of words, a bar between those of more than one word."""
    words = tuple(tuple(each.split("|")) if "|" in each else tuple(each.split()) for each in needed)
    return Form(words, re.compile("|".join(patterns)), opens)


_MODEL = (
    r"(?:ai|a\.i\.|llms?|(?:large )?language models?|chatbots?|bots?|automated (?:system|reader|tool|agent|model)s?|"
    r"(?:ai|extraction|reading) (?:model|system|assistant|agent|reader|tool|engine)s?)\b"
)
_NOUN = r"(?:instructions?|prompts?|system messages?|directives?)\b"
_TAUGHT = r"(?:instructions?|prompts?|messages?|directives?|directions|guidelines|rules|commands|programming|context)\b"
_SOME = r"(?:(?:all|any|every|each|the|of|these|those|my|and|or|everything|whatever)\s{1,3}){0,4}"
_ITEM = r"(?:claims?|stances?|conditions?|records?|json|findings?)\b"
_FEW = r"(?:[\w’'\"“”]++[\s,]{1,3}){0,5}?"
_OVERRIDES = "ignor|disregard|forget|override|bypass|discard|not follow|stop following|don’t follow|don't follow"
_TAUGHT_WORDS = "instruc prompt message directi guideline rules command programming context"
_MODEL_WORDS = 'language model|llm|bot| ai|a.i.|“ai|"ai|automated|extraction|reading'

INSTRUCTIONS = (
    _form(
        rf"(?:ignore|disregard|forget|override|bypass|discard|do not follow|don[’']t follow|stop following)\s{{1,3}}"
        rf"{_SOME}(?:(?:previous|prior|above|preceding|foregoing|your)\s{{1,3}}){{1,3}}(?:[\w’']++\s{{1,3}}){{0,2}}?"
        rf"{_TAUGHT}",
        rf"(?:ignore|disregard|forget|override)\s{{1,3}}{_SOME}"
        rf"(?:(?:earlier|original|initial|system|existing|other)\s{{1,3}}){{1,3}}{_NOUN}",
        rf"(?:ignore|disregard|forget)\s{{1,3}}(?:the|these|those|all)\s{{1,3}}{_NOUN}\s{{1,3}}"
        r"(?:above|before|given|you)\b",
        needed=(_OVERRIDES, _TAUGHT_WORDS),
    ),
    _form(
        rf"(?:ignore|disregard|forget)\s{{1,3}}(?:all|any)\s{{1,3}}(?:of\s{{1,3}})?(?:the\s{{1,3}})?{_NOUN}",
        r"(?:ignore|disregard|forget)\s{1,3}(?:everything|anything|all|the (?:text|article|sentences?))\s{1,3}"
        r"(?:above|that came before|before this|written above)\b",
        needed=("ignore disregard forget", "instruc prompt message directive above before"),
        opens=True,
    ),
    _form(
        r"ignorier\w*\s{1,3}(?:alle\s{1,3})?(?:vorherigen|bisherigen|früheren|obigen)\s{1,3}anweisungen",
        r"(?:ignor|oublie)\w*\s{1,3}(?:toutes\s{1,3})?(?:les|vos|tes)\s{1,3}(?:instructions|consignes)",
        r"(?:ignor|olvid)\w*\s{1,3}(?:todas\s{1,3})?(?:las|tus|sus)\s{1,3}instrucciones",
        r"(?:игнорируй|забудь)\w*\s{1,3}(?:все\s{1,3})?(?:предыдущие|прежние|свои|ваши)\s{1,3}(?:инструкции|указания)",
        r"(?:忽略|无视|忘记).{0,8}(?:指令|指示)",
        needed=(
            "ignor oublie olvid игнорируй забудь 忽略 无视 忘记",
            "anweisung instruc consignes инструкци указани 指令 指示",
        ),
    ),
    _form(
        rf"(?:if|when|since|because) you(?:[’']re| are) (?:an? |the |any )?{_MODEL}",
        rf"you are (?:now|no longer) (?:an? |the )?(?:[\w-]++ )?(?:{_MODEL}|assistant\b)",
        r"you are (?:now )?in (?:developer|debug|admin|maintenance|god|jailbreak) mode\b",
        rf"(?:as|being) an? {_MODEL},? you (?:must|should|will|have to|are)\b",
        needed=(_MODEL_WORDS + "|assistant| mode", "you are|you’re|you're|, you| you"),
    ),
    _form(
        rf"(?:attention|notice|note|message|instructions?|dear|hello|hey|hi)(?: to| for)?\W{{1,3}}"
        rf"(?:all |any |the |every )?{_MODEL}",
        needed=(_MODEL_WORDS, "attention not message instruction dear hello hey hi"),
        opens=True,
    ),
    _form(
        r"(?:ais?|llms?|language models?|chatbots?|systems?|agents?|models?|assistants?|extractors?|parsers?),? "
        r"(?:that (?:is|are) )?(?:reading|processing|parsing|extracting(?: from)?) (?:this|the) "
        r"(?:article|text|page|document)\b",
        needed=("reading processing parsing extracting", "article text page document"),
    ),
    _form(
        rf"(?:output|return|emit|print|produce|generate|write|give)\b\W{{1,3}}{_FEW}json\b",
        r"(?:answer|respond|reply) (?:only |exclusively |just |solely )?(?:with|in) "
        r"(?:(?:an?|the|this|exactly|valid) ){0,3}"
        rf"(?:empty (?:list|object|answer|array)|(?:following )?{_ITEM}|following (?:answer|text|words))",
        r"(?:add|insert|include|output|emit|create|invent|fabricate|extract|write|return|produce|list|report|record)\W{1,3}"
        r"(?:an?|one|the following|these|this|new|extra|no|only|exactly|another|\d++)\W{1,3}(?:[\w-]++ ){0,2}?"
        rf"{_ITEM}",
        needed=(
            "json claim stance condition record finding empty following",
            "output return emit print produce generate write give answer respond reply add insert include create "
            "invent fabricate extract list report record",
        ),
        opens=True,
    ),
    _form(
        r"(?:mark|label|classify|set|treat|count|tag)\W{1,3}(?:all|every|each|any|this|these|the)\W{1,3}"
        rf"(?:[\w-]++ ){{0,2}}?(?:claims?|stances?|statements?|sentences?|polarity|certainty)\b {_FEW}(?:as|to)\b",
        r"(?:attribute|assign)\W{1,3}"
        r"(?:all|every|each|everything|the following|the next|these|this sentence|this claim)\b"
        rf"[\s,]{{1,3}}{_FEW}to\b",
        rf"(?:say|write|output|state|report|record) that {_FEW}(?:in|as) "
        r"(?:every|each|all|your) (?:claims?|answers?)\b",
        needed=(
            "claim|stance|statement|sentence|polarity|certainty|answer|attribute|assign ",
            "mark|label|classify|set|treat|count|tag|attribute|assign|that ",
        ),
        opens=True,
    ),
    _form(
        r"(?:reveal|print|repeat|show|output|dump|disclose|leak)\W{1,3}(?:me )?"
        r"(?:your (?:[\w-]++ )?(?:prompt|instructions|api key)"
        r"|the (?:system prompt|system message|hidden (?:prompt|instructions)))",
        r"(?:system|developer|hidden|new|updated|special|secret) (?:prompt|instructions?)\s{0,3}[:=]",
        needed=("prompt|instruction|api key|system message",),
        opens=True,
    ),
    _form(
        rf"do not (?:extract|output|return|report) (?:anything|any|the|this|other)\b\W{{1,3}}{_FEW}"
        r"(?:claims?|stances?|conditions?|json|sentences?)\b",
        r"(?:stop|end) (?:the )?extract(?:ion|ing)\b",
        needed=("do not|stop|end", "claim stance condition json sentence extract"),
        opens=True,
    ),
    _form(
        r"your (?:new|actual|real) (?:task|instructions?|objective)s? (?:is|are)\b",
        r"sentences? \[?\d{1,4}\]? (?:is|was|must be|should be) "
        r"(?:said|attributed|spoken|extracted|ignored|recorded)\b",
        needed=("your new|your actual|your real|sentence",),
    ),
)
"""Words that tell a model what to do."""

FORGERIES = (
    _form(
        r"[{\"“]\s{0,3}[\"“']?(?:n|by|claims|stances|conditions)[\"”']\s{0,3}:",
        r"<\|[a-z_]{2,30}\|>|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>",
        r"</?(?:system|assistant|user|instructions?|prompt|tool_call|tool_response|function_calls?)>",
        r"###\s{0,3}(?:instructions?|response|system|assistant|user|human|input|output)\b",
        r"===\s{0,3}(?:system|user|assistant)\s{0,3}===",
        r"[-=#*<\[]{2,10}\s{0,3}(?:end|begin(?:ning)?|start) of (?:the )?"
        r"(?:article|input|document|prompt|instructions|text|data|context|conversation|user (?:input|message))\b",
        r"\((?:not a sentence to extract from|read, do not extract)\)",
        needed=('< { [inst [/inst ### === --- *** ": ”: extract',),
    ),
    _form(
        r"(?:assistant|system|developer)\s{0,2}:\s",
        needed=("assistant system developer",),
        opens=True,
    ),
)
"""A mark of a conversation with a model, or of its answer."""

NUMBERED = re.compile(r"(?:\A|[\n\r\x0b\x0c\x85\u2028\u2029])[ \t]{0,8}[\"“]?(\[\d{1,4}\])\s{0,3}(?=[\"“‘']?[^\W\d_])")
"""A line that opens with a number in brackets, as the sentences do that a model is shown."""
NUMBERED_WITHIN = re.compile(r"[.!?”\"][ \t]{1,3}(\[\d{1,4}\])\s{1,3}(?=[\"“‘]?[^\W\d_a-z])")
"""The same where a sentence begins within a line."""
