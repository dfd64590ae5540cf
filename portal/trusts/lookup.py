"""Finding a trust by the code that somebody typed at the command line."""

from __future__ import annotations

from portal.trusts import ods_codes
from portal.trusts.models import Trust

EMPTY = "The register of trusts is empty. Run: uv run manage.py setup"


class NoSuchTrust(LookupError):
    """There is no such trust; the message says what to do."""


def trust_of_code(code: str) -> Trust:
    """The trust with this ODS code. Raises NoSuchTrust with a sentence for whoever typed it."""
    try:
        return Trust.objects.by_ods_code(code)
    except Trust.DoesNotExist as error:
        if not Trust.objects.exists():
            raise NoSuchTrust(EMPTY) from error
        why = ods_codes.why_not(code) or f"No trust has the code '{code}'. Codes look like RGT."
        raise NoSuchTrust(why) from error
