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
NOT_YET = {
    "wagtailcore_login": "Signs in past the second factor.",
    "wagtailadmin_error_test": "Breaks on purpose, for whoever opens it.",
    "wagtailadmin_api:pages:action": "Publishes past the gate, and copies.",
    "wagtailadmin_api:documents:listing": "Names other trusts’ documents.",
    "wagtailadmin_api:documents:detail": "Names other trusts’ documents.",
    "wagtailadmin_api:documents:find": "Names other trusts’ documents.",
    "wagtailadmin_api:images:listing": "Names other trusts’ pictures.",
    "wagtailadmin_api:images:detail": "Names other trusts’ pictures.",
    "wagtailadmin_api:images:find": "Names other trusts’ pictures.",
    "wagtail_bulk_action": "Names drafts to those who may do nothing with them.",
    "wagtailadmin_pages:move_confirm": "Names drafts to those who may do nothing with them.",
    "wagtailadmin_pages:confirm_workflow_cancellation": "Tells others where a draft waits.",
    "wagtailadmin_pages:copy": "Breaks when it is sent.",
    "wagtailadmin_choose_page_chosen_multiple": "Names drafts of other trusts.",
}

__all__ = ["ADDRESSES", "EVERYONE", "NOT_YET", "SHOWN", "WORDS", "Address"]
