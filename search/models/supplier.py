"""The systems and suppliers that case studies name."""

from __future__ import annotations

from django.db import models


class SupplierName(models.Model):
    """How a system or supplier is written, by how it stands in an address.

    `open_to_all` is set once a record that anyone may find names it: until then only members are
    told that there is such a name.
    """

    value = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    open_to_all = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "value"]

    def __str__(self) -> str:
        return self.name
