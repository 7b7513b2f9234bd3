"""Prompt files: the unit of iteration. TOML front matter, then the messages as templates, static text first."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from quoth import shipped
from quoth.asking import Message
from quoth.errors import PromptError
from quoth.extraction.answers import Answer, bounded_schema, schema
from quoth.extraction.document import Leads
from quoth.extraction.few_shot_leakage import FewShotText

if TYPE_CHECKING:
    from jinja2 import Template

_FRONT = re.compile(r"\A\+\+\+\r?\n(.*?)\r?\n\+\+\+\r?\n", re.DOTALL)
_SECTION = re.compile(r"^=== (system|user|again) ===[ \t]*\r?\n", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """A few sentences of our own and the answer that the model should give for them."""

    text: str
    answer: Answer
    context: str = ""


@dataclass(frozen=True)
class Prompt:
    """A prompt file as it was read. `hash` is over all that shapes what is sent: the file, its examples, the schema."""

    name: str
    version: str
    path: Path
    system: str
    user: str
    omit: tuple[str, ...]
    bounded: bool
    examples: tuple[Example, ...]
    hash: str
    leads: Leads = "model"
    language: str | None = None
    """In which paraphrases are wanted; the article's own if left out."""
    chunk_tokens: int | None = None
    """A hint to the model's profile: chunks of at most so many tokens suit this prompt."""
    again: str | None = None
    """What is added to the user message in a further pass; None for Quoth's own words."""

    def schema(self, view: Mapping[str, Any] | None = None, judged: Iterable[int] = ()) -> Mapping[str, Any]:
        """What the answer is held to.  A bounded prompt offers only as many items as the chunk's sentences can hold.

        `judged` has the sentence's number for each conditional that was answered before, and is not asked of again.
        """
        if not self.bounded or view is None:
            return schema(self.omit)
        sentences = view["sentences"]
        conditionals = Counter({sentence["n"]: sentence["conditionals"] for sentence in sentences})
        conditional = list((conditionals - Counter(judged)).elements())
        return bounded_schema(self.omit, len(sentences), conditional)

    @cached_property
    def taught(self) -> FewShotText:
        """What its examples say: their texts, and the words of their answers that are not quoted from them."""
        texts = [part for example in self.examples for part in (example.text, example.context)]
        answers = [example.answer for example in self.examples]
        texts += [said for answer in answers for item in answer.claims for said in (item.says, item.about) if said]
        return FewShotText(text for text in texts if text)

    @cached_property
    def _user(self) -> Template:
        return _template(self.user, self.path)

    @cached_property
    def _again(self) -> Template:
        from quoth.extraction.further_passes import AGAIN

        return _template(AGAIN if self.again is None else self.again, self.path)

    @cached_property
    def static_messages(self) -> tuple[Message, ...]:
        """The messages that every chunk shares, so that a provider's prefix cache holds them: system, then examples."""
        from quoth.extraction.prompt_rendering import example_view

        wanted = f"\n\nWrite `says` in {self.language}, whatever the language of the article." if self.language else ""
        messages = [Message("system", self.system.strip() + wanted)]
        for example in self.examples:
            shown = example_view(example.text, example.context)
            messages.append(Message("user", self.render(shown)))
            messages.append(Message("assistant", self.written(example.answer, shown)))
        return tuple(messages)

    def render(self, view: Mapping[str, Any]) -> str:
        """The user message for one chunk; article text goes in as data and is never read as a template."""
        return self._user.render(view).strip()

    def render_again(self, view: Mapping[str, Any]) -> str:
        """What stands behind it in a further pass; `view` also holds `found`, a list of {n, by, words}."""
        return self._again.render(view).strip()

    def written(self, answer: Answer, view: Mapping[str, Any]) -> str:
        """An example's answer as the model would write it: the schema's fields in the schema's order."""
        return json.dumps(
            _ordered(answer.model_dump(mode="json", by_alias=True), self.schema(view)),
            ensure_ascii=False,
            separators=(",", ":"),
        )


def _ordered(value: Any, shape: Mapping[str, Any]) -> Any:
    if shape.get("type") == "object":
        return {key: _ordered(value[key], part) for key, part in shape["properties"].items()}
    if shape.get("type") == "array":
        shapes = shape.get("prefixItems") or [shape["items"]] * len(value)
        return [_ordered(part, each) for part, each in zip(value, shapes, strict=False)]
    return value


def load(name: str) -> Prompt:
    """The prompt of that name (the newest version of a shipped folder, or `folder/version`), or of that file.

    Raises PromptError, one line, where there is none or it cannot be used.
    """
    path = _find(name)
    try:
        raw = path.read_bytes()
        front, body = _split(raw.decode("utf-8"), path)
        sections = _sections(body, path)
        examples = _examples(path, front.get("examples"))
        _check_types(front)
        leads = _leads(front)
        omit = tuple(front.get("omit", ()))
        shape = schema(omit)
        chunk_tokens = _chunk_hint(front.get("hints", {}))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError) as error:
        raise PromptError(f"{path}: {' '.join(str(error).split())}") from error
    digest = hashlib.sha256(raw)
    digest.update(
        json.dumps(
            [
                example.answer.model_dump(mode="json") | {"text": example.text, "context": example.context}
                for example in examples
            ]
        ).encode()
    )
    digest.update(json.dumps(shape, sort_keys=True).encode())
    prompt = Prompt(
        name=str(front.get("name") or path.stem),
        version=str(front.get("version", "")),
        path=path,
        system=sections["system"],
        user=sections["user"],
        omit=omit,
        bounded=bool(front.get("bounded", False)),
        examples=examples,
        hash=digest.hexdigest(),
        leads=leads,
        language=front.get("language"),
        chunk_tokens=chunk_tokens,
        again=sections.get("again"),
    )
    _template(prompt.user, path)
    return prompt


def shipped_names() -> list[str]:
    """The prompts that Quoth ships, as `folder/version`."""
    root = shipped.folder("prompts")
    return sorted(str(path.relative_to(root).with_suffix("")).replace("\\", "/") for path in root.glob("*/v*.md"))


def _find(name: str) -> Path:
    given = Path(name)
    if given.suffix == ".md" or given.is_file():
        if given.is_file():
            return given
        raise PromptError(f"{name}: no such prompt file")
    names = shipped_names()
    versions = [known for known in names if known == name or known.rpartition("/")[0] == name]
    if not versions:
        raise PromptError(f"no prompt {name!r}; there are {', '.join(names)}, or give a file that ends in .md")
    newest = max(versions, key=lambda known: [int(number) for number in re.findall(r"\d+", known.rpartition("/")[2])])
    return shipped.folder("prompts") / f"{newest}.md"


def _check_types(front: Mapping[str, Any]) -> None:
    for name, kind, words in (
        ("omit", list, "a list of fields"),
        ("bounded", bool, "true or false"),
        ("hints", dict, "a table"),
        ("examples", str, "a file's name"),
        ("language", str, "the language of paraphrases, as `English`"),
    ):
        if name in front and not isinstance(front[name], kind):
            raise ValueError(f"{name} is {front[name]!r}: it must be {words}")


def _leads(front: Mapping[str, Any]) -> Leads:
    leads = front.get("leads", "model")
    if leads not in get_args(Leads):
        raise ValueError(f"leads is {leads!r}: it is one of {', '.join(get_args(Leads))}")
    return cast(Leads, leads)


def _chunk_hint(hints: Mapping[str, Any]) -> int | None:
    unknown = sorted(set(hints) - {"chunk_tokens"})
    if unknown:
        raise ValueError(f"no hint is called {unknown[0]!r}; there is chunk_tokens")
    given = hints.get("chunk_tokens")
    if given is not None and (not isinstance(given, int) or isinstance(given, bool) or given < 1):
        raise ValueError(f"chunk_tokens is {given!r}: it must be a whole number of tokens")
    return given


def _split(text: str, path: Path) -> tuple[dict[str, Any], str]:
    front = _FRONT.match(text)
    if front is None:
        raise ValueError("no front matter: the file must begin with TOML between two lines of +++")
    return tomllib.loads(front.group(1)), text[front.end() :]


def _sections(body: str, path: Path) -> dict[str, str]:
    parts = _SECTION.split(body)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    missing = {"system", "user"} - set(found)
    if missing:
        raise ValueError(f"no section '=== {sorted(missing)[0]} ==='")
    if "sentences" not in found["user"]:
        raise ValueError("the user section never shows `sentences`")
    if "again" in found and "found" not in found["again"]:
        raise ValueError("the again section never shows `found`")
    return found


def _examples(path: Path, name: str | None) -> tuple[Example, ...]:
    if not name:
        return ()
    examples = []
    file = path.parent / name
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            examples.append(Example(row["text"], Answer.model_validate(row["answer"]), row.get("context", "")))
        except (ValueError, KeyError, TypeError) as error:
            raise PromptError(f"{file}:{number}: not an example: {' '.join(str(error).split())}") from error
    return tuple(examples)


def _template(source: str, path: Path) -> Template:
    import jinja2

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return environment.from_string(source)
    except jinja2.TemplateError as error:
        raise PromptError(f"{path}: template: {error}") from error


__all__: Sequence[str] = ("Example", "Prompt", "load", "shipped_names")
