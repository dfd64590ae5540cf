"""The names of systems and suppliers, kept as records that name them are written."""

from __future__ import annotations

from collections.abc import Mapping

from search.models import SupplierName


def note(named: Mapping[str, str], *, is_open: bool) -> None:
    """Keep the names that a record gives; `is_open` if anyone may find it.

    The first spelling stays. A name that the public has seen stays known to it.
    """
    if not named:
        return
    SupplierName.objects.bulk_create(
        [
            SupplierName(value=value, name=name, open_to_all=is_open)
            for value, name in named.items()
        ],
        ignore_conflicts=True,
    )
    if is_open:
        SupplierName.objects.filter(value__in=named, open_to_all=False).update(open_to_all=True)


def known(*, sees_network: bool) -> dict[str, str]:
    """Names by value, those that this reader may know of."""
    names = (
        SupplierName.objects.all()
        if sees_network
        else SupplierName.objects.filter(open_to_all=True)
    )
    return dict(names.values_list("value", "name"))
