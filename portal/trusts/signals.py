"""What the register announces to the apps above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once an import, inside its transaction, with `ods_codes`: the trusts it names that are new
# or changed, and those whose figures it loads. Bulk writes send
# no `post_save`; whoever keeps a copy of a trust's facts listens to both.
register_changed = Signal()
