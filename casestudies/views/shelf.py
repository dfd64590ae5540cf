"""One address for a trust's shelf: the code in lower case."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def lower_case(request: HttpRequest, code: str, rest: str) -> HttpResponse:
    """Send /case-studies/RWH/… to /case-studies/rwh/…, with the query kept."""
    query = request.META.get("QUERY_STRING", "")
    path = f"/case-studies/{code.lower()}/{quote(rest)}"
    return redirect(f"{path}?{query}" if query else path, permanent=True)
