"""What an operator did that outlives the command: the backups that were made."""

from __future__ import annotations

from django.db import models


class Backup(models.Model):
    """One archive that was written whole. Where it lies now only the operator knows."""

    made_at = models.DateTimeField()
    name = models.CharField(max_length=255, help_text="The file's name when it was written.")
    host = models.CharField(max_length=200)
    bytes = models.PositiveBigIntegerField()
    version = models.CharField(max_length=40, help_text="The version of the portal.")
    has_secrets = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} of {self.made_at:%Y-%m-%d %H:%M}"
