"""Naming several trusts in a text box, one a line: works without a script and on a telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from portal.trusts import ods_codes
from portal.trusts.carrying_on import TrustNames, carried_on_by
from portal.trusts.models import Trust, TrustQuerySet

MOST = 20
SUGGESTIONS = 3


class TrustsField(forms.CharField):
    """Trusts by ODS code or name, one a line. Its value is a list of open trusts.

    The code or name of a trust that has merged, and an old name, mean the trust that carries on.
    Raises ValidationError that names each line that fits no trust, or more than one.
    """

    widget = forms.Textarea

    def __init__(self, **kw: Any) -> None:
        kw.setdefault("required", False)
        super().__init__(max_length=4000, **kw)
        self.population: TrustQuerySet = Trust.objects.none()

    def clean(self, value: Any) -> list[Trust]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(f"Name {MOST} trusts at most.")
        found, problems = [], []
        for line in lines:
            trusts = self._candidates(line)
            if len(trusts) == 1:
                found.append(trusts[0])
            else:
                problems.append(self._sentence(line, trusts))
        if problems:
            raise ValidationError(problems)
        return list(dict.fromkeys(found))

    def _candidates(self, line: str) -> list[Trust]:
        exact = Q(ods_code=ods_codes.normalised(line)) | Q(name__iexact=line)
        close = Q(name__icontains=line)
        chosen = list(self.population.filter(exact)[:1])
        return (
            chosen
            or list(self.population.filter(close)[: SUGGESTIONS + 1])
            or self._carrying_on(line)
        )

    def _carrying_on(self, line: str) -> list[Trust]:
        """The trusts of the population that carry on what had this name or code."""
        known = TrustNames.read()
        coded = known.coded(line)
        meant = [coded] if coded else known.named(line)
        ids = {one.pk for heirs in carried_on_by(meant).values() for one in heirs}
        return list(self.population.filter(pk__in=ids))

    @staticmethod
    def _sentence(line: str, trusts: list[Trust]) -> str:
        if eaten := ods_codes.why_not(line):
            return eaten
        if not trusts:
            return f"We know no open trust called “{line}”. Enter its name or ODS code."
        names = "; ".join(f"{trust.name} ({trust.ods_code})" for trust in trusts[:SUGGESTIONS])
        more = " and others" if len(trusts) > SUGGESTIONS else ""
        return f"“{line}” fits more than one trust: {names}{more}. Enter the ODS code."
