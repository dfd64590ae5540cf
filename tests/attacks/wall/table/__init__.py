"""The wall as one table: who gets behind each address of the site, and who may read which words.

A module of rows for each part of the site. A route without a row fails a test, and so does a row
without a route: add it, or take it away.
"""

from __future__ import annotations

from tests.attacks.wall.table import accounts, casestudies, editor, matching, records, site
from tests.attacks.wall.table.address import EVERYONE, Address
from tests.attacks.wall.table.words import SHOWN, WORDS

ADDRESSES = [
    *site.ROWS,
    *casestudies.ROWS,
    *matching.ROWS,
    *accounts.ROWS,
    *editor.ROWS,
    *records.ROWS,
]

# Routes whose row says the right value and whose door does not stand so yet, with what is wrong.
# A test fails as soon as one of them is right: then strike it here.
NOT_YET: dict[str, str] = {
    "wagtailadmin_error_test": "Breaks on purpose, for whoever opens it.",
}

__all__ = ["ADDRESSES", "EVERYONE", "NOT_YET", "SHOWN", "WORDS", "Address"]
