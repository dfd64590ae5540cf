"""A picture that waits for its description is made safe before it is stored, not after."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

from casestudies.attachments.forms import prepared


@receiver(pre_save, sender=UploadedFile)
def make_safe(*, instance: UploadedFile, **_: Any) -> None:
    kind = instance.for_content_type
    if instance._state.adding and kind is not None and kind.model_class() is get_image_model():
        instance.file = prepared(instance.file)
