"""Every route of the site with its variable parts filled in once, for tests that walk them all."""

from __future__ import annotations

import re

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, get_resolver

VALUES = {"int": "1", "slug": "junk", "uuid": "00000000-0000-0000-0000-000000000001"}


def routes(resolver=None, before="/"):
    """Paths, the first of each kind only; what stands for a number is 1, for words "junk"."""
    return list(
        dict.fromkeys(_filled(route) for route in _walk(resolver or get_resolver(), before))
    )


def _walk(resolver, before):
    for entry in resolver.url_patterns:
        part = str(entry.pattern).replace(r"(\d+)", "1").replace("(.*)", "junk")
        if part.startswith("^") or "(" in part:
            part = simplify_regex(part).lstrip("/")
        if isinstance(entry, URLPattern):
            yield before + part
        else:
            yield from _walk(entry, before + part)


def _filled(route):
    typed = re.sub(r"<(\w+):\w+>", lambda found: VALUES.get(found.group(1), "junk"), route)
    return re.sub(r"<[^>]*>|\.\*", "junk", typed).replace("//", "/")
