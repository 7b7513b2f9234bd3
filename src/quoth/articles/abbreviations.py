"""The words that end in a full stop without ending a sentence, by what must follow for the sentence to go on."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


BEFORE_NAME = _words(
    """
    Mr Mrs Ms Mx Messrs Mmes Dr Drs Prof St Ste Sr Fr Rev Hon Msgr Pres Sen Sens Rep Reps Gov Govs Lt Gen Col Maj Capt
    Cpt Sgt Cpl Pvt Pfc Cmdr Cdr Adm Brig Supt Insp Det Amb Atty Mme Mlle Hr Sec Asst Assoc Ft Mt Pte Dep
    vs v viz cf eg ie e.g i.e E.g I.e z.B d.h bzw ca u.a
    MM Sr Sra Srta Lic Ing EE Ministerpräs Dipl проф акад гр им Им ул пл тов вул просп ім Sn Prof
    """
)
"""A name or an explanation follows: `Lt. Gen. Doe`, `St. Anne`, `e.g. Kenya`."""

BEFORE_NUMBER = _words(
    """
    No Nos Art Fig Figs Vol Ch Op Sect Para Nr p pp para approx Abs núm núms pág págs art арт ст стр см
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    """
)
"""A number follows: `No. 10`, `Feb. 3`. Before anything else the full stop ends the sentence."""

WITHIN = _words(
    """
    Inc Corp Ltd Co Cos Plc Bros Jr Ave Blvd Rd Dept Est Gov't Govt Univ Natl Intl Assn Bldg Hwy Mfg LLC
    etc al est usw UU ej vb г гг млн млрд тыс тис руб долл грн рр
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn
    Tex Va Vt Wash Wis Wyo Ont Que Alta Ph.D
    """
)
"""May stand within a sentence or end it: it ends where a word follows that often opens sentences."""

OPENERS = _words(
    """
    The A An This That These Those He She It We They You But And So Yet Or Nor In On At For From With Without After
    Before When Whenever While If As By To Since Though Although However Meanwhile There Here What Who Why How Where
    Which Whether His Her Its Their Our My Your Not Now Then Also Some Many Most All Both Each Every Another Earlier
    Later Still Even Once During Between Among According Because Despite Instead Indeed Until Unless Asked Speaking
    Such Several Few Other Others Nobody Everyone Someone Nothing Only Perhaps Maybe Moreover Furthermore Nevertheless
    """
)
"""Words that open sentences and hardly ever follow an abbreviation within one."""

REPORTING = (
    "said|says|asked|asks|told|added|adds|wrote|writes|replied|answered|shouted|cried|exclaimed|tweeted|posted|"
    "warned|insisted|declared|demanded|wondered|quipped|joked|continued|concluded|argued|noted|yelled|chanted"
)
"""Verbs after a name that make what stands before, in quotes, part of the same sentence: `“Why?” Ms Doe asked.`"""

GERMAN_MONTHS = _words("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")
"""`3. März`: an ordinal, not a sentence's end."""
