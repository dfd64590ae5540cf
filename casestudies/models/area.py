"""Efficiency areas: what trusts spend on and do, as a tree, with the words staff type."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from casestudies import signals
from casestudies.fields import LinesField


class EfficiencyArea(models.Model):
    """A node of the tree. Its synonyms are matched in search, its slug names its hub."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    description = models.CharField(max_length=300, help_text="One sentence for the hub page.")
    synonyms = LinesField(help_text="The words staff type for this, one a line: DTOC, agency.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                name="casestudies_area_not_its_own_parent",
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kw: Any) -> None:
        """Save, and announce it in the same transaction. A changed slug keeps leading here."""
        before = EfficiencyArea.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(*args, **kw)
        FormerAreaSlug.objects.filter(slug=self.slug).delete()
        if before is not None and before != self.slug:
            FormerAreaSlug.objects.update_or_create(slug=before, defaults={"area": self})
        signals.area_changed.send(sender=type(self), area_id=self.pk)

    def clean(self) -> None:
        super().clean()
        if self.pk and self in self.ancestors():
            raise ValidationError({"parent": "An area cannot stand below itself."})

    def ancestors(self) -> list[EfficiencyArea]:
        """The areas above this one, from the top down. A query for each that is not read yet."""
        found: list[EfficiencyArea] = []
        above = self.parent
        while above is not None and above not in found:
            found.insert(0, above)
            above = above.parent
        return found


class FormerAreaSlug(models.Model):
    """A slug that an area had before it was renamed or merged: its addresses still lead there."""

    slug = models.SlugField(max_length=80, unique=True)
    area = models.ForeignKey(EfficiencyArea, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class WantedQuerySet(models.QuerySet["WantedCaseStudy"]):
    def open(self) -> WantedQuerySet:
        """Those still asked for: one with a closing day ahead is asked for until then."""
        today = timezone.localdate()
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gt=today))


class WantedCaseStudy(models.Model):
    """A case study that editors ask trusts for, because people look for it and find none."""

    title = models.CharField(max_length=120)
    area = models.ForeignKey(EfficiencyArea, on_delete=models.CASCADE, related_name="wanted")
    why = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[WantedQuerySet] = WantedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-asked_on", "-id"]
        verbose_name_plural = "wanted case studies"

    def __str__(self) -> str:
        return self.title
