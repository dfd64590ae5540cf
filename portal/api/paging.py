"""Lists page by page: which page is meant, and the addresses of those beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from portal.api.errors import Refused
from portal.api.parameters import REFUSED
from search.forms import without_tracking


@dataclass(frozen=True)
class Place:
    """A page of a list. The addresses are blank where there is no such page."""

    total: int
    page: int
    pages: int
    next: str
    previous: str

    def as_values(self) -> dict[str, Any]:
        return dict(self.__dict__)


def place(request: HttpRequest, *, total: int, page: int, size: int) -> Place:
    """Where this page stands. Raises `Refused` for one after the last."""
    pages = max(1, -(-total // size))
    if page > pages:
        said = f"There is no page {page}: the last is page {pages}."
        raise Refused(400, REFUSED, [("page", said)])
    return Place(
        total=total,
        page=page,
        pages=pages,
        next=_address(request, page + 1) if page < pages else "",
        previous=_address(request, page - 1) if page > 1 else "",
    )


def _address(request: HttpRequest, page: int) -> str:
    kept = without_tracking(request.GET)
    kept["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{kept.urlencode()}")


def site_of(request: HttpRequest) -> str:
    """How every address of this site begins: `https://host`."""
    return request.build_absolute_uri("/").rstrip("/")
