"""Wagtail's own actions that this service does not have, switched off in one place.

What is refused for case studies alone is in `casestudies.page_permissions`. The table of every
action, and what became of it, is `tests/attacks/stock_actions`.
"""

from __future__ import annotations

from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction

# By the name of the route. Answered with 404 for everybody.
ROUTES = frozenset(
    {
        # There are no aliases to convert: copying a case study is refused.
        "wagtailadmin_pages:convert_alias",
        # For developers of Wagtail.
        "wagtailadmin_error_test",
        # Who reads a file follows from the case studies that offer it.
        "wagtailadmin_collections:set_privacy",
    }
)


def switch_off_bulk_actions() -> None:
    """A bulk action without models is offered nowhere and answered with 404."""
    MoveBulkAction.models = []
