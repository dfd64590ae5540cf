"""When a case study may be deleted: while nobody else's word or result hangs on it."""

from __future__ import annotations

from casestudies.models import CaseStudyPage


def why_not(page: CaseStudyPage) -> str:
    """Why this record stays, and what to do instead; empty where it may be deleted."""
    instead = (
        "Retire it instead: it keeps its address, and no list or total shows it."
        if page.live
        else "Leave it unpublished instead."
    )
    if page.adoptions.exists():
        return f"other trusts took it up, and their results hang on it. {instead}"
    if page.sign_offs.exists():
        return f"its figures were signed. {instead}"
    return ""
