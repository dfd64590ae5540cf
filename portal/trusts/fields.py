"""Form fields that choose trusts."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.trusts.carrying_on import Former, former_names

MOST_NAMES = 2


class TrustChoiceField(forms.ModelChoiceField):
    """One trust out of a list, each with what it was called: people look for the name they knew."""

    _formerly: dict[int, list[Former]] | None = None

    def label_from_instance(self, obj: Any) -> str:
        """The name, and after it the latest former ones."""
        if self._formerly is None:
            self._formerly = former_names()
        names = dict.fromkeys(one.name for one in self._formerly.get(obj.pk, ()))
        former = ", ".join(list(names)[:MOST_NAMES])
        return f"{obj.name} (formerly {former})" if former else str(obj.name)
