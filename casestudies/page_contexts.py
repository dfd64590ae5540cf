"""What a page shows beside its own fields: reads of case studies, which stand above all pages.

A page asks here by its type; who reads for it has said so when the site started.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Read = Callable[[Any, HttpRequest], dict[str, Any]]

_reads: dict[str, Read] = {}


def register(page_type: str, read: Read) -> None:
    """Say what the template of a type of page is given."""
    _reads[page_type] = read


def context_of(page: Any, request: HttpRequest) -> dict[str, Any]:
    """What the template of this page is given. Raises KeyError where nobody reads for it."""
    return _reads[type(page).__name__](page, request)
