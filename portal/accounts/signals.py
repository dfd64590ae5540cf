"""What people and permissions announce to the layers above."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction of the change, with `user`: their roles are not what they were.
# Higher layers keep their own groups in step.
roles_changed = Signal()
