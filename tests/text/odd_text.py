"""Odd characters, as a strategy: those that break pages, feeds and tables, and those that do not.

Kept small and telling: each kind that `normalising.RULES` names, letters of several scripts, and
what a spreadsheet, a page or a letter takes for its own.
"""

from __future__ import annotations

from hypothesis import strategies as st

from portal.text.normalising import RULES

SPECIAL = (
    *"abcXYZ 019\t\n\r",
    *"\x01\x0b\x0c\x1b\x7f\x85\x92\x9f\ufffe\uffff\ud800\udc00\U0001ffff\ue000\ufdd0\u0378",
    *"\u00ad\u200b\u200c\u200d\u200e\u202e\u2066\u2069\u2028\u2029\ufeff\u061c\u3164\u115f\u2800",
    *"\ufe0e\ufe0f\U0001f469\u2695\U0001f3fd\u20e3\U0001fae8",
    *"\u00e9\u0301\u0300\u0315\u0338\u0344\u0327\u0175\u00f8\u00df\u0142\u00e6\u0131\u0130\ufb01",
    *"\ufb05\uff21\uff1d\uff08\uffa0\uff76\uff9e\u2082\u00b2\u00bd\u215f\u00b5\u212b\u2122",
    *"\u00a0\u2009\u3000\u2019\u2018\u201c\u00b4`\u2013\u2014\u2011\u2212\u00a3",
    *"\u0645\u062d\u06dd\u0915\u094d\u0937\u1100\u1161\u11a8\uac00\u05d0\u4e2d\u0e33\u03a3\u03c2",
    *"<>&\"'=+-@|;,:/\\%{}[]()#",
)
PHRASES = (
    *(rule.typed for rule in RULES), "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "]]>",
    "&shy;", "&#x202e;", "&#8203;", "\r\nBcc: all@nhs.net", "{{ 7|add:7 }}", "%(value)s", "</p>",
)  # fmt: skip


def odd_text(*, max_size: int = 30) -> st.SearchStrategy[str]:
    """Texts of odd characters and phrases, surrogates among them."""
    pieces = st.one_of(st.sampled_from(SPECIAL), st.sampled_from(PHRASES), st.characters())
    return st.lists(pieces, max_size=max_size).map("".join)


def storable_text(*, max_size: int = 30) -> st.SearchStrategy[str]:
    """The same, of what a browser or a database can hold: neither halves of letters nor NUL."""
    return odd_text(max_size=max_size).map(
        lambda text: text.encode("utf-8", "ignore").decode().replace("\x00", "")
    )
