"""Every address of the site, and the junk that people and programs send to it."""

from __future__ import annotations

import re

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, get_resolver

HUGE = "9" * 5000
NUL = "a\x00b"
LONG = "x" * 10_000
ELSEWHERE = ("/cms/", "/media/", "/documents/")


def addresses(ids=(), slugs=()):
    """Each address of our own and of the sign-in, with its variable parts filled in."""
    found = []
    for route in _routes(get_resolver()):
        if route.startswith(ELSEWHERE):
            continue
        found += _filled(route, ids, slugs)
    return list(dict.fromkeys(found))


def _routes(resolver, before="/"):
    for entry in resolver.url_patterns:
        part = str(entry.pattern)
        if part.startswith("^") or "(" in part:
            part = simplify_regex(part).lstrip("/")
        if isinstance(entry, URLPattern):
            yield before + part
        else:
            yield from _routes(entry, before + part)


def _filled(route, ids, slugs):
    if "<" not in route:
        return [route]
    texts = [*slugs, "junk", "0"]
    numbers = [*map(str, ids), "0", "9223372036854775808"]
    values = numbers if "<int:" in route else texts
    return [_with(route, value, texts) for value in values]


def _with(route, value, texts):
    route = re.sub(r"<int:\w+>", value, route)
    if "<" in route and not value.isdecimal():
        return re.sub(r"<[^>]+>", value, route)
    return re.sub(r"<[^>]+>", texts[0], route)


def field_names(html):
    """The names of everything a form on this page sends."""
    return sorted(set(re.findall(r'<(?:input|select|textarea)[^>]*? name="([^"]+)"', html)))
