"""Text analysis: words, stems and variants of spelling, the same for every engine.

What a word is: one reading of text for indexing, queries, highlights and spelling.

Word stems: Porter's second English stemmer (Snowball), the same one for both engines.

Lucene's is an older edition: it keeps “radiologist” apart from “radiology”, and takes “added” for
“ad”. So a cluster is given stems, and stems nothing itself.

One spelling and one way to write a number, for the index and for what is asked of it.

American spellings become British ones, and an amount with its unit becomes the number that it
is, so that "£1.2 million", "£1.2m" and "1,200,000" are the same word. Both sides are treated
alike, so a rule that goes too far joins two words and hides none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from portal.text import normalising
from portal.text.money_in_text import pounds_as_numbers

WORD = re.compile(r"[^\W_]+")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# The ending of patient's is no word, nor is that of ward(s).
ENDING = re.compile(r"(?<=[^\W\d_])(?:'s(?![^\W_])|\(e?s\))")
TAG = re.compile(r"<[^<>]*>")
# Of a longer one, such as a picture pasted as letters, the beginning: no index holds the whole.
LONGEST_WORD = 255
SPELLABLE = re.compile(r"[a-z]{3,30}$")

# Words that carry no subject. Removed from queries only: the index and phrases keep them.
_STOP = """
a about above after again against all am an and any are as at be because been before being
below between both but by can could did do does doing down during each few for from further
had has have having he her here hers herself him himself his how i if in into is it its
itself just me more most my myself no nor not now of off on once only or other our ours
ourselves out over own same she should so some such than that the their theirs them
themselves then there these they this those through to too under until up very was we were
what when where which while who whom why will with would you your yours yourself yourselves
"""
STOP_WORDS = frozenset(_STOP.split())


def fold(text: str) -> str:
    """Plain small letters (`portal.text`), thousands separators closed up: £100,000 is 100000."""
    return THOUSANDS.sub("", normalising.fold(text))


def words(text: str) -> list[str]:
    """The folded words of a text in British spelling, in order, repeats kept."""
    found = WORD.findall(in_figures(ENDING.sub("", fold(text))))
    return [british(word[:LONGEST_WORD]) for word in found]


def stems(text: str) -> list[str]:
    """The stems of the words of a text, in order."""
    return [stem(word) for word in words(text)]


def content_words(found: list[str]) -> list[str]:
    """Without stop words, unless nothing else is there."""
    return [word for word in found if word not in STOP_WORDS] or found


def plain(html: str) -> str:
    """The text of a piece of rich text."""
    return unescape(TAG.sub(" ", html)).strip()


def analyzer() -> TextAnalyzer:
    """What turns folded words with blanks between them into the terms of an index."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()


_ANALYZER = analyzer()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a folded word. A text of several words has none: it comes back as it is."""
    stems = _ANALYZER.analyze(word)
    return stems[0] if len(stems) == 1 else word


def stemmed(text: str) -> str:
    """The stems of folded words with blanks between them, in their order, in the same way."""
    return " ".join(_ANALYZER.analyze(text))


# Where a word begins so, its beginning is spelt the British way.
_BEGINNINGS = {
    "anemi": "anaemi", "anesth": "anaesth", "celiac": "coeliac", "cesarean": "caesarean",
    "counsel": "counsell", "diarrhea": "diarrhoea", "edema": "oedema", "enroll": "enrol",
    "esophag": "oesophag", "estrogen": "oestrogen", "fecal": "faecal", "feces": "faeces",
    "foet": "fet", "fulfill": "fulfil", "gynec": "gynaec", "hemat": "haemat",
    "hemo": "haemo", "hypoglycem": "hypoglycaem", "hyperglycem": "hyperglycaem",
    "ischem": "ischaem", "leukem": "leukaem", "maneuver": "manoeuvr", "orthoped": "orthopaed",
    "pediatr": "paediatr", "septicem": "septicaem", "skeptic": "sceptic", "uremi": "uraemi",
}  # fmt: skip
_BEGINS = re.compile(rf"^(?:{'|'.join(sorted(_BEGINNINGS, key=len, reverse=True))})")
_WHOLE = {
    "aging": "ageing", "aluminum": "aluminium", "analog": "analogue", "catalog": "catalogue",
    "catalogs": "catalogues", "defense": "defence", "dialog": "dialogue",
    "gray": "grey", "judgment": "judgement", "judgments": "judgements", "license": "licence",
    "licenses": "licences", "mold": "mould", "offense": "offence", "practise": "practice",
    "practises": "practices", "practised": "practiced", "practising": "practicing",
    "program": "programme", "programs": "programmes",
}  # fmt: skip
_COLOUR = re.compile(
    r"^(behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|od|rig|rum|tum|vap|vig)or"
    r"(?=(?:s|ed|ing|er|ers|al|ally|able|ite|ites|less|hood|hoods|ful)?$)"
)
_CENTRE = re.compile(r"^((?:kilo|milli|centi)?(?:met|lit)|cent|theat|fib|calib)er(?=s?$)")
_ORGANISE = re.compile(r"(?<=..[iy])z(?=(?:e|es|ed|er|ers|ing|ation|ations|ational)$)")
_TRAVELLED = re.compile(
    r"^(cancel|channel|fuel|label|level|model|panel|signal|total|travel)(?=(?:ed|ing|er|ers)$)"
)

_BACK = sorted(
    [(ours, theirs) for theirs, ours in [*_BEGINNINGS.items(), *_WHOLE.items()]],
    key=lambda pair: -len(pair[0]),
)
_COLOR = re.compile(_COLOUR.pattern.replace(")or", ")our", 1))
_CENTER = re.compile(_CENTRE.pattern.replace(")er", ")re", 1))

_UNITS = re.compile(
    r"(?<![^\W_])(\d+)[ -]?(?P<unit>hrs?|h|mins?|wks?|mths?|yrs?)(?![^\W_])|"
    r"(?P<share>(?<=\d) ?%|\bper cent\b)"
)
_ORDINAL = re.compile(r"(?<![^\W_])(\d{1,2})(?:st|nd|rd|th)(?![^\W_])")
_YEARS = re.compile(r"(?<![^\W_])(20\d\d)[/-](?:20)?(\d\d)(?![^\W_]|[/-]\d)")
_AREA = re.compile(r"\b(?:square met(?:re|er)s?|sq\.? ?m(?:etres?)?|m\^2)(?![^\W_])")
_HAS_FIGURES = re.compile(r"[\d%]|per cent|square met|\bsq\b")
_UNIT_WORDS = {
    "h": "hour",
    "hr": "hour",
    "min": "minute",
    "wk": "week",
    "mth": "month",
    "yr": "year",
}


@lru_cache(maxsize=50_000)
def british(word: str) -> str:
    """The British spelling of a lower-case word; any other word as it is."""
    if word in _WHOLE:
        return _WHOLE[word]
    begins = _BEGINS.match(word)
    if begins:
        rest = word[begins.end() :]
        if begins[0] == "counsel":
            return f"counsell{rest}" if rest in {"ing", "ed", "or", "ors"} else word
        return _BEGINNINGS[begins[0]] + rest
    word = _COLOUR.sub(r"\1our", word)
    word = _CENTRE.sub(r"\1re", word)
    word = _TRAVELLED.sub(r"\1l", word)
    return _ORGANISE.sub("s", word)


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """How a British word may stand in a text that is not British; the word itself if likewise."""
    for ours, theirs in _BACK:
        if word.startswith(ours):
            return theirs + word[len(ours) :]
    return _COLOR.sub(r"\1or", _CENTER.sub(r"\1er", word))


def has_figures(text: str) -> bool:
    """Whether a lower-case text holds anything that `in_figures` may write in another way."""
    return _HAS_FIGURES.search(text) is not None


def in_figures(text: str) -> str:
    """A lower-case text whose amounts, units and dates are written in one way."""
    if has_figures(text):
        text = _AREA.sub("m2", _UNITS.sub(_unit, text))
        text = _YEARS.sub(r"\1 \2", _ORDINAL.sub(r"\1", text))
        text = pounds_as_numbers(text)
    return text


def _unit(found: re.Match[str]) -> str:
    if found["share"]:
        return " percent"
    return f"{found[1]} {_UNIT_WORDS[found['unit'].rstrip('s')]}"
