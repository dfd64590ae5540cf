"""The endpoints, a module for each subject. They read; they write nothing."""

from __future__ import annotations

from typing import Any

from portal.api.schemas.shared import Error

REFUSALS: dict[int, Any] = {400: Error}
MISSING: dict[int, Any] = {**REFUSALS, 404: Error}


def example(path: str) -> dict[str, Any]:
    """An address that answers, for the documentation."""
    return {"x-example": path}
