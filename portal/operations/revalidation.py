"""What browsers and proxies may keep of a page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


class RevalidationMiddleware:
    """A page that says nothing of its own may be kept by one browser alone, and is asked for again
    before it is shown: figures are never old. With its ETag that costs a 304 and no page. An error
    is kept by nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with a `Cache-Control` at every answer."""
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            patch_cache_control(response, no_store=True)
        else:
            patch_cache_control(response, private=True, no_cache=True)
        return response
