"""One spelling and one way to write a number, for the index and for what is asked of it.

American spellings become British ones, and an amount with its unit becomes the number that it
is, so that "£1.2 million", "£1.2m" and "1,200,000" are the same word. Both sides are treated
alike, so a rule that goes too far joins two words and hides none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from portal.text.money_in_text import pounds_as_numbers

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
