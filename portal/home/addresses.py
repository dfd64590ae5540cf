"""Addresses that no page can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

NUL = "\x00"
NO_ADDRESS = "This address holds a character that no address of ours has. Check it for mistakes."
# The largest id a database row can have, on SQLite as on PostgreSQL.
LARGEST_ID = 2**63 - 1


class RefuseImpossibleAddressMiddleware:
    """400 for a path with a NUL byte, 404 for an id that no row can have.

    PostgreSQL cannot look the first up, and SQLite cannot take the second as a number.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise BadRequest(NO_ADDRESS)
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            raise Http404("There is no page here.")
