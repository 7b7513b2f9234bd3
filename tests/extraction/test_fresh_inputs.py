"""Pieces of news of twenty-four kinds, each with its right answer by hand: every item comes through whole."""

from __future__ import annotations

from typing import Any

import pytest

from quoth.articles import Article
from quoth.extraction.document import ArticleDocument

from .rules.building import record_of

MARKS = "«»“”„‘’'\"「」—-  ,.!。"


def said(by: str, words: str, says: str, quotation: str = "indirect", **more: Any) -> dict[str, Any]:
    """A claim; `words` are its content in the article, at whose ends the answer points."""
    ends = (words.split()[:3], words.split()[-3:]) if " " in words else (words[:6], words[-6:])
    first, last = (" ".join(end) if isinstance(end, list) else end for end in ends)
    fixed: dict[str, Any] = {"by": by, "kind": "person", "says": says, "certainty": "certain", "side": "none"}
    return fixed | {"first": first, "last": last} | {"quotation": quotation, "words": words, "mention": by} | more


def bare(words: str) -> str:
    return words.replace("&quot;", '"').strip(MARKS)


def denied(by: str, words: str, says: str, **more: Any) -> dict[str, Any]:
    return said(by, words, says, **{"certainty": "denied", "kind": "government"} | more)


def opposed(about: str, about_kind: str = "proposition") -> dict[str, str]:
    return {"side": "oppose", "about": about, "about_kind": about_kind}


def given(by: str, if_: str, then: str, sense: str, kind: str) -> dict[str, Any]:
    return {"by": by, "if": if_, "then": then, "sense": sense, "kind": kind, "words": if_}


INPUTS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "transcript": (
        "The candidates met in Ostrow on Thursday.\n\nGOV. ARDEN (D): We won’t pay a cent until the audit is done."
        "\n\nMODERATOR: Mr. Pryce, your answer?\n\nMR. PRYCE: The audit is a dodge.\n\n(APPLAUSE)\n\n"
        "People want trains, not paper.",
        [
            said(
                "Gov. Arden",
                "We won’t pay a cent until the audit is done.",
                "Arden won’t pay a cent until the audit is done.",
                "direct",
                mention="GOV. ARDEN",
            ),
            given("Gov. Arden", "the audit is done", "We won’t pay a cent", "until", "refusal"),
            said(
                "Mr. Pryce",
                "The audit is a dodge.",
                "The audit is a dodge.",
                "direct",
                mention="Mr. Pryce",
                **opposed("the audit"),
            ),
            said(
                "Mr. Pryce",
                "People want trains, not paper.",
                "People want trains, not paper.",
                "direct",
                mention="Mr. Pryce",
            ),
        ],
    ),
    "single marks": (
        "'It's the miners' money and they'd told us: \"Hands off\",' said Tom O'Dowd, the union's secretary. He said "
        "the firm's offer 'wasn't worth the paper'. 'We'll walk out,' he added, 'unless the directors' bonuses go.'",
        [
            said(
                "Tom O'Dowd",
                "It's the miners' money and they'd told us: \"Hands off\"",
                'It is the miners\' money and they had told the union: "Hands off".',
                "direct",
            ),
            said(
                "Tom O'Dowd",
                "the firm's offer 'wasn't worth the paper'",
                "The firm's offer was not worth the paper.",
                "mixed",
                **opposed("the firm's offer"),
            ),
            said(
                "Tom O'Dowd",
                "We'll walk out,' he added, 'unless the directors' bonuses go",
                "The miners will walk out unless the directors' bonuses go.",
                "direct",
                first=None,
                last=None,
            ),
            given("Tom O'Dowd", "the directors' bonuses go", "We'll walk out", "unless", "threat"),
        ],
    ),
    "unclosed": (
        "“The dam was sound in April, said Rosa Lindqvist, who runs the basin office.\n\nHer deputy, Iver Dahl, said "
        "the gates had been left open overnight. “Somebody slept,” he said.",
        [
            said("Rosa Lindqvist", "The dam was sound in April", "The dam was sound in April.", "direct"),
            said("Iver Dahl", "the gates had been left open overnight", "The gates had been left open overnight."),
            said("Iver Dahl", "Somebody slept", "Somebody slept.", "direct"),
        ],
    ),
    "it agency": (
        "(ANSA) - ROMA, 4 MAR - Il porto di Valmora resterà chiuso fino a maggio, ha detto la ministra Giulia Ferraro. "
        "«Non tratteremo con chi minaccia», ha aggiunto. Secondo il sindacato, invece, lo scalo può riaprire subito.",
        [
            said(
                "Giulia Ferraro",
                "Il porto di Valmora resterà chiuso fino a maggio",
                "Il porto di Valmora resterà chiuso fino a maggio.",
            ),
            said(
                "Giulia Ferraro",
                "Non tratteremo con chi minaccia",
                "Il governo non tratterà con chi minaccia.",
                "direct",
                **opposed("trattare con chi minaccia"),
            ),
            said(
                "il sindacato",
                "lo scalo può riaprire subito",
                "Lo scalo può riaprire subito.",
                kind="organisation",
            ),
        ],
    ),
    "post": (
        "Riders reacted within minutes.\n\nLena Moroz\n@lenamoroz\n\nNobody asked the riders. Scrap the fare plan!\n\n"
        "10:14 PM · Mar 4, 2031\n\nThe agency did not reply.",
        [
            said("Lena Moroz", "Nobody asked the riders.", "Nobody asked the riders.", "direct"),
            said(
                "Lena Moroz",
                "Scrap the fare plan!",
                "The fare plan should be scrapped.",
                "direct",
                **opposed("the fare plan"),
            ),
        ],
    ),
    "block statement": (
        "Guild chair Nils Aker issued the following statement on Sunday:\n\nWe regret the delays. We shall not return "
        "to work before the inquiry ends.\n\nThe port authority declined to comment.",
        [
            said("Nils Aker", "We regret the delays.", "The guild regrets the delays.", "direct"),
            said(
                "Nils Aker",
                "We shall not return to work before the inquiry ends.",
                "The guild will not return to work before the inquiry ends.",
                "direct",
            ),
            given("Nils Aker", "the inquiry ends", "We shall not return to work", "until", "refusal"),
        ],
    ),
    "de live ticker": (
        "14.32 Uhr: Verteidigungsminister Jonas Ehlert hat Berichte über einen Abzug der Truppen aus Lerum dementiert."
        "\n\n14.50 Uhr: „Kein Soldat verlässt die Stadt“, so Ehlert. Laut Oppositionsführerin Maike Thoms sind jedoch "
        "zwei Bataillone schon abgereist.",
        [
            denied(
                "Jonas Ehlert",
                "Berichte über einen Abzug der Truppen aus Lerum",
                "Die Truppen ziehen nicht aus Lerum ab.",
                kind="person",
                **opposed("Berichte über einen Abzug der Truppen"),
            ),
            said(
                "Jonas Ehlert",
                "Kein Soldat verlässt die Stadt",
                "Kein Soldat verlässt die Stadt.",
                "direct",
                mention="Ehlert",
            ),
            said(
                "Maike Thoms",
                "sind jedoch zwei Bataillone schon abgereist",
                "Zwei Bataillone sind schon abgereist.",
            ),
        ],
    ),
    "fr exchange": (
        "« Nous ne céderons pas sur les salaires », a martelé mardi Odile Marchand, présidente du conseil. Selon elle, "
        "la région offrirait cent postes en échange de la fin du blocus. Le préfet, lui, n’a pas démenti que des "
        "renforts soient en route.",
        [
            said(
                "Odile Marchand",
                "Nous ne céderons pas sur les salaires",
                "Le conseil ne cédera pas sur les salaires.",
                "direct",
            ),
            said(
                "Odile Marchand",
                "la région offrirait cent postes en échange de la fin du blocus",
                "La région offrirait cent postes en échange de la fin du blocus.",
            ),
            given("Odile Marchand", "la fin du blocus", "la région offrirait cent postes", "if", "exchange"),
            said(
                "Le préfet",
                "des renforts soient en route",
                "Des renforts sont peut-être en route.",
                kind="office",
                certainty="possible",
            ),
        ],
    ),
    "es dashes": (
        "—Si no hay garantías, no firmamos —advirtió el alcalde Julián Ocaña—. Ya esperamos bastante.\n\nEl gobierno "
        "de Teruela negó que exista un acuerdo secreto.",
        [
            said(
                "Julián Ocaña",
                "Si no hay garantías, no firmamos",
                "Si no hay garantías, el municipio no firma.",
                "direct",
            ),
            given("Julián Ocaña", "no hay garantías", "no firmamos", "if", "threat"),
            said("Julián Ocaña", "Ya esperamos bastante", "El municipio ya esperó bastante.", "direct"),
            denied("El gobierno de Teruela", "exista un acuerdo secreto", "No existe un acuerdo secreto."),
        ],
    ),
    "ru inflected": (
        "По словам вице-премьера Аллы Зиминой, мост откроют в июне. «Деньги есть, рабочих нет», — посетовал глава "
        "подрядчика Олег Крайнов. Кремль отверг сообщения о срыве сроков.",
        [
            said("Алла Зимина", "мост откроют в июне", "Мост откроют в июне.", mention="Аллы Зиминой"),
            said("Олег Крайнов", "Деньги есть, рабочих нет", "Деньги есть, рабочих нет.", "direct"),
            denied(
                "Кремль",
                "сообщения о срыве сроков",
                "Сроки не сорваны.",
                **opposed("сообщения о срыве сроков"),
            ),
        ],
    ),
    "uk inflected": (
        "«Ми не підпишемо жодного папера без в'язнів», — наголосила речниця міністерства Дарина Ковальчук. За даними "
        "Генштабу, бої тривають біля Ставкова. Мер Богдан Литвин запевняє, що вода буде завтра.",
        [
            said(
                "Дарина Ковальчук",
                "Ми не підпишемо жодного папера без в'язнів",
                "Міністерство не підпише жодного папера без в'язнів.",
                "direct",
            ),
            said(
                "Генштаб",
                "бої тривають біля Ставкова",
                "Бої тривають біля Ставкова.",
                kind="government",
                mention="Генштабу",
            ),
            said("Богдан Литвин", "вода буде завтра", "Вода буде завтра."),
        ],
    ),
    "ar denial": (
        "نفى المتحدث باسم الجيش سامي الخطيب الأنباء عن انسحاب القوات من المدينة. وقال الخطيب: «لن نغادر مواقعنا». "
        "وبحسب مصادر طبية، قُتل أربعة أشخاص.",
        [
            denied(
                "سامي الخطيب",
                "الأنباء عن انسحاب القوات من المدينة",
                "القوات لم تنسحب من المدينة.",
                kind="person",
                **opposed("الأنباء عن انسحاب القوات"),
            ),
            said("سامي الخطيب", "لن نغادر مواقعنا", "لن يغادر الجيش مواقعه.", "direct"),
            said("مصادر طبية", "قُتل أربعة أشخاص", "قُتل أربعة أشخاص.", kind="unnamed"),
        ],
    ),
    "he marks in words": (
        'דובר צה"ל, סא"ל רון אדר, אמר כי הגשר ייפתח ביום ראשון. "אם הירי יימשך, נחזור", אמר אדר. לפי ראש העיר נועה '
        "ברק, התושבים לא יתפנו.",
        [
            said("רון אדר", "הגשר ייפתח ביום ראשון", "הגשר ייפתח ביום ראשון."),
            said("רון אדר", "אם הירי יימשך, נחזור", 'אם הירי יימשך, צה"ל יחזור.', "direct"),
            given("רון אדר", "הירי יימשך", "נחזור", "if", "threat"),
            said("נועה ברק", "התושבים לא יתפנו", "התושבים לא יתפנו."),
        ],
    ),
    "zh unless": (
        "外交部发言人林晓表示，除非对方停火，否则谈判不会恢复。她说：“我们不接受任何最后通牒。”据当地媒体报道，大桥已经封闭。",
        [
            said("林晓", "除非对方停火，否则谈判不会恢复", "除非对方停火，否则谈判不会恢复。"),
            given("林晓", "对方停火", "谈判不会恢复", "unless", "refusal"),
            said("林晓", "我们不接受任何最后通牒", "外交部不接受任何最后通牒。", "direct", **opposed("最后通牒")),
            said("当地媒体", "大桥已经封闭", "大桥已经封闭。", kind="organisation"),
        ],
    ),
    "ja titled": (
        "河野市長は「港は売らない」と述べた。組合の佐藤恵委員長によると、交渉は三月に再開する見通しだ。政府は撤退の報道を否定した。",
        [
            said("河野市長", "港は売らない", "港は売らない。", "direct"),
            said("佐藤恵", "交渉は三月に再開する見通しだ", "交渉は三月に再開する見通しだ。", certainty="probable"),
            denied("政府", "撤退の報道", "政府は撤退していない。", **opposed("撤退の報道")),
        ],
    ),
    "tr suffixed": (
        "Bakan Elif Soylu'ya göre liman mayısta açılacak. “Taviz vermeyeceğiz,” dedi Soylu. Muhalefet lideri Cem Aksu "
        "ise anlaşmanın öldüğünü savundu.",
        [
            said("Elif Soylu", "liman mayısta açılacak", "Liman mayısta açılacak."),
            said("Elif Soylu", "Taviz vermeyeceğiz", "Hükümet taviz vermeyecek.", "direct", mention="Soylu"),
            said("Cem Aksu", "anlaşmanın öldüğünü", "Anlaşma öldü."),
        ],
    ),
    "pl dashes": (
        "— Nie ustąpimy — powiedziała burmistrz Hanna Wilk. — To nasze pieniądze.\n\nZdaniem wojewody Piotra Mazura "
        "umowa wygasła w marcu. Rzeczniczka rządu zaprzeczyła, jakoby most był zamknięty.",
        [
            said("Hanna Wilk", "Nie ustąpimy", "Miasto nie ustąpi.", "direct"),
            said("Hanna Wilk", "To nasze pieniądze", "To pieniądze miasta.", "direct"),
            said("Piotr Mazur", "umowa wygasła w marcu", "Umowa wygasła w marcu.", mention="Piotra Mazura"),
            denied("Rzeczniczka rządu", "most był zamknięty", "Most nie był zamknięty.", kind="office"),
        ],
    ),
    "ko": (
        "김민수 장관은 4일 “항만을 팔지 않겠다”고 말했다. "
        "노조는 정부가 합의를 어겼다고 주장했다. 국방부는 철수 보도를 부인했다.",
        [
            said("김민수", "항만을 팔지 않겠다", "김민수 장관은 항만을 팔지 않겠다.", "direct"),
            said(
                "노조",
                "정부가 합의를 어겼다",
                "정부가 합의를 어겼다.",
                kind="organisation",
                **opposed("정부", "actor"),
            ),
            denied("국방부", "철수 보도", "국방부는 철수하지 않았다.", **opposed("철수 보도")),
        ],
    ),
    "pt exchange": (
        "“Não há acordo”, disse na terça-feira a senadora Inês Prado. Segundo Prado, os rebeldes libertariam os "
        "pilotos em troca do fim do cerco. O exército negou ter bombardeado a ponte.",
        [
            said("Inês Prado", "Não há acordo", "Não há acordo.", "direct"),
            said(
                "Inês Prado",
                "os rebeldes libertariam os pilotos em troca do fim do cerco",
                "Os rebeldes libertariam os pilotos em troca do fim do cerco.",
                mention="Prado",
            ),
            given("Inês Prado", "fim do cerco", "os rebeldes libertariam os pilotos", "if", "exchange"),
            denied("O exército", "ter bombardeado a ponte", "O exército não bombardeou a ponte."),
        ],
    ),
    "names like pronouns": (
        "The US believes the strait will stay open. WHO says the fever is contained. May Will, who heads IT at the "
        "port, said the US would free the crew in return for fuel. “She is wrong,” said He Jun, the trade envoy.",
        [
            said("The US", "the strait will stay open", "The strait will stay open.", kind="government"),
            said("WHO", "the fever is contained", "The fever is contained.", kind="organisation"),
            said(
                "May Will",
                "the US would free the crew in return for fuel",
                "The US would free the crew in return for fuel.",
            ),
            given("May Will", "fuel", "the US would free the crew", "if", "exchange"),
            said("He Jun", "She is wrong", "May Will is wrong.", "direct", **opposed("May Will", "actor")),
        ],
    ),
    "broken lines": (
        "Captain Yusuf Demir said the con-\nvoy would not leave be-\nfore dawn. “The road is mi-\nned,” De-\nmir said. "
        "Harbour master Ines Cas-\ntello said the tugs were idle.",
        [
            said(
                "Yusuf Demir",
                "the con-\nvoy would not leave be-\nfore dawn",
                "The convoy would not leave before dawn.",
                first="the convoy would",
                last="before dawn",
            ),
            said("Yusuf Demir", "The road is mi-\nned", "The road is mined.", "direct", last="is mined"),
            said("Ines Castello", "the tugs were idle", "The tugs were idle.", mention="Ines Cas-\ntello"),
        ],
    ),
    "entities": (
        "&#8220;We&#8217;ll wait,&#8221; said Ana O&#39;Neill&nbsp;&mdash; the fleet&rsquo;s agent. Johnson &amp; Holt "
        "said the ships weren&#39;t insured. O&#39;Neill said cover was &quot;a formality&quot;.",
        [
            said(
                "Ana O'Neill",
                "We&#8217;ll wait",
                "The fleet will wait.",
                "direct",
                first="We’ll wait",
                last="We’ll wait",
                mention="Ana O&#39;Neill",
            ),
            said(
                "Johnson & Holt",
                "the ships weren&#39;t insured",
                "The ships were not insured.",
                kind="organisation",
                last="weren't insured",
                mention="Johnson &amp; Holt",
            ),
            said(
                "Ana O'Neill",
                "cover was &quot;a formality&quot;",
                "Cover was a formality.",
                "mixed",
                first="cover was",
                last="a formality",
                mention="O&#39;Neill",
            ),
        ],
    ),
    "mojibake": (
        "â€œWe wonâ€™t wait,â€\x9d said JosÃ© PeÃ±a, the unionâ€™s head. PeÃ±a said the MÃ¼ller yard had cut pay.",
        [
            said(
                "José Peña",
                "We wonâ€™t wait",
                "The union won’t wait.",
                "direct",
                first="We won’t wait",
                last="won’t wait",
                mention="JosÃ© PeÃ±a",
            ),
            said(
                "José Peña",
                "the MÃ¼ller yard had cut pay",
                "The Müller yard had cut pay.",
                first="the Müller yard",
                mention="PeÃ±a",
            ),
        ],
    ),
    "mixed languages": (
        "“Wir gehen nicht”, Bürgermeister Anton Vogt told reporters, adding in English that “the levy is dead”. Le "
        "ministre Paul Garnier a répondu : « C’est faux. » «Нет», — сказала по телефону Нина Белова.",
        [
            said("Anton Vogt", "Wir gehen nicht", "Anton Vogt geht nicht.", "direct"),
            said("Anton Vogt", "the levy is dead", "The levy is dead.", "direct"),
            said("Paul Garnier", "C’est faux", "C’est faux.", "direct"),
            said("Нина Белова", "Нет", "Нет.", "direct"),
        ],
    ),
}


@pytest.mark.parametrize("kind", INPUTS)
def test_a_right_answer_comes_through_unharmed(kind: str) -> None:
    text, items = INPUTS[kind]
    prose = [each for each in ArticleDocument(Article(id="case", text=text)).sentences if each.is_prose]
    answer: dict[str, list[dict[str, Any]]] = {"claims": [], "conditions": []}
    for item in items:
        at = text.index(item["words"])
        n = next(n for n, each in enumerate(prose, 1) if each.start <= at < each.end)
        answer["conditions" if "if" in item else "claims"].append({"n": n} | item)
    record = record_of(text, answer, leads="model")
    claims, conditions = answer["claims"], answer["conditions"]
    assert [finding for finding in record.findings if finding.severity != "note"] == []
    assert [
        (
            claim.source.name,
            claim.source.kind,
            claim.source.mention and claim.source.mention.text,
            bare(" … ".join(span.text for span in claim.content)),
            claim.proposition,
            claim.quotation,
            claim.certainty,
        )
        for claim in record.claims
    ] == [
        (
            each["by"],
            each["kind"],
            each["mention"],
            bare(each["words"]),
            each["says"],
            each["quotation"],
            each["certainty"],
        )
        for each in claims
    ]
    assert [(stance.polarity, stance.target, stance.target_kind) for stance in record.stances] == [
        (each["side"], each["about"], each["about_kind"]) for each in claims if each["side"] != "none"
    ]
    assert [(c.antecedent.text, c.consequent.text, c.sense, c.kind) for c in record.conditions] == [
        (each["if"], each["then"], each["sense"], each["kind"]) for each in conditions
    ]
