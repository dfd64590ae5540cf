"""The rows that a page carries while it is answered with: `casestudies.page_rows` reads them.

A draft, and a page in an editor's screen, carries none: whoever needs such rows asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
