"""What a page shows beside its own fields: reads of case studies, from apps above the page models.

A page asks here by its type; an app that reads for it registers when the site starts. The rows that
a page carries while it is answered with are read by `casestudies.page_rows`. A draft, and a page in
an editor's screen, carries none: whoever needs such rows asks the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class PageRows:
    """What hangs on a page and is no part of it: its signatures, void ones too, its grade, and
    its adoptions with their own lines.
    """

    sign_offs: list[Any]
    grade: Any | None
    adoptions: list[Any]


def rows_of(page: Any) -> PageRows | None:
    """The rows that this page carries, if they were read."""
    return getattr(page, "rows_read", None)
