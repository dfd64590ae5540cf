"""One id for each request, in every line of the log that it leaves, and one line at its end."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_address
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts.client_address import proxy_networks
from portal.operations.observing.logs import request_id
from portal.operations.observing.metrics import observe_request

logger = logging.getLogger("portal.requests")
HEADER = "X-Request-ID"
READABLE = re.compile(r"[A-Za-z0-9_.-]{8,64}")
PROBES = ("/healthz/", "/readyz/", "/metrics")
SECRET_PARTS = {"key", "token", "uidb36", "uidb64"}
"""Parts of an address that let whoever reads them act as its owner: never written to a log."""


class RequestLogMiddleware:
    """First of all, so that it times everything. It asks nothing of the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        token = request_id.set(_given_id(request) or uuid4().hex)
        _admit_probe(request)
        try:
            response = self.get_response(request)
            seconds = perf_counter() - started
            response[HEADER] = request_id.get()
            match = request.resolver_match
            view = (match.view_name or match.route) if match else ""
            observe_request(request.method or "", view, response.status_code, seconds)
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "path": _path(request),
                    "view": view,
                    "status": response.status_code,
                    "milliseconds": round(seconds * 1000, 1),
                },
            )
            return response
        finally:
            request_id.reset(token)


def _admit_probe(request: HttpRequest) -> None:
    """A load balancer or collector asks by the address of the machine, which is no host of the
    site. What it is told is the same for all, so it counts as one that asked by name.
    """
    if request.path not in PROBES:
        return
    try:
        request.get_host()
    except DisallowedHost:
        request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")


def _given_id(request: HttpRequest) -> str:
    """The id that a trusted proxy gave; empty if there is none, or it is a visitor's own word."""
    given = request.headers.get(HEADER, "")
    if not READABLE.fullmatch(given):
        return ""
    try:
        sender = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    networks = proxy_networks(tuple(settings.TRUSTED_PROXIES))
    return given if any(sender in network for network in networks) else ""


def _path(request: HttpRequest) -> str:
    """The path, without what was asked for; the pattern of it where a part is a secret."""
    match = request.resolver_match
    if match is None:
        return request.path if request.path.count("/") < 4 else "(no such address)"
    return f"/{match.route}" if SECRET_PARTS & match.kwargs.keys() else request.path
