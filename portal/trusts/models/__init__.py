from portal.trusts.models.figure import TrustFigure
from portal.trusts.models.trust import (
    Trust,
    TrustQuerySet,
    check_no_circle,
    closed_before,
    is_open_between,
    open_on,
    succession_links,
)

__all__ = [
    "Trust",
    "TrustFigure",
    "TrustQuerySet",
    "check_no_circle",
    "closed_before",
    "is_open_between",
    "open_on",
    "succession_links",
]
