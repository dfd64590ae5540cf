"""Errors and common headers of the API's answers: always JSON, always of one shape.

Every answer has an ETag and can be read from any website.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control

LIST = "The addresses that there are stand in /api/v1/."
SENTENCES = {
    400: "This address cannot be read. Check it for mistakes.",
    404: f"There is nothing at this address. {LIST}",
    405: "This is a read API: use GET.",
    500: "Something went wrong here, not with your address. Try again later.",
}


class Refused(Exception):
    """A request that cannot be answered. `problems` pairs a parameter with what is wrong."""

    def __init__(self, status: int, message: str, problems: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = tuple(problems)


def body(
    status: int, message: str = "", problems: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """The one shape of an error."""
    return {
        "status": status,
        "message": message or SENTENCES.get(status, SENTENCES[400]),
        "problems": [{"parameter": name, "message": said} for name, said in problems],
    }


def answer(
    status: int, message: str = "", problems: Iterable[tuple[str, str]] = ()
) -> JsonResponse:
    """The error as an answer."""
    return JsonResponse(body(status, message, problems), status=status)


PREFIX = "/api/v1/"
JSON = "application/json"
SECONDS_KEPT = 60


class ReadApiMiddleware:
    """Errors as JSON whatever refused the request, an ETag, and leave to be read by any page.

    It stands outside the parts that refuse an address before a view is reached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._conditional = ConditionalGetMiddleware(self._inside)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        if request.method == "HEAD":
            request.method = "GET"
            response = self._answer(request)
            request.method = "HEAD"
            if isinstance(response, HttpResponse):
                length = response.headers.get("Content-Length")
                response.content = b""
                if length is not None:
                    response.headers["Content-Length"] = length
            return response
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self._conditional(request)
        # After the comparison of ETags, which makes a bare answer of its own.
        if response.status_code == 304 or _is_json(response):
            response["Access-Control-Allow-Origin"] = "*"
        return response

    def _inside(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code >= 400 and not _is_json(response):
            refused = answer(response.status_code)
            if allowed := response.headers.get("Allow"):
                refused["Allow"] = allowed
            response = refused
        if response.status_code == 200 and _is_json(response):
            # Not longer: what a trust takes back should be gone soon.
            patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
        return response


def _is_json(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(JSON)
