"""Names of trusts compared as people write them. Pure.

Apostrophes are straight, curly or left out, "FT" stands for "Foundation Trust", and a name of
years ago differs in a word that says nothing of which trust it is.
"""

from __future__ import annotations

import re

from portal.text.normalising import fold

WRITTEN_OUT = {"ft": "foundation trust", "nhsft": "nhs foundation trust", "nhst": "nhs trust"}
# Words that many names share: what is left tells trusts apart.
SHARED = frozenset(
    {"the", "and", "of", "nhs", "foundation", "trust", "hospital", "hospitals", "teaching"}
    | {"university", "services"}
)
# A text without it may name a university, a commissioner or a building of the same place.
OF_A_TRUST = "trust"


def key_of(name: str) -> str:
    """The name in plain words: equal keys are the same name, differently written."""
    plain = fold(name).replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain.replace("&", " and "))
    written = " ".join(WRITTEN_OUT.get(word, word) for word in words)
    return written.removeprefix("the ")


def core_of(name: str) -> str:
    """What is left of a name without the words that many share, in the order of the alphabet.

    Blank where the text does not say that it is a trust.
    """
    words = key_of(name).split()
    if OF_A_TRUST not in words:
        return ""
    return " ".join(sorted(set(words) - SHARED))
