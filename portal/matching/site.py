"""What programme managers may do in the Wagtail admin."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission

from portal.accounts.permissions import Role
from portal.accounts.roles import ensure_groups

RIGHTS = ("view_programme", "view_exemplardesignation")


def ensure_managers() -> Group:
    """The programme managers' group with its rights. Safe to run again.

    Nothing of matching is changed there: programmes and designations move by their commands.
    """
    managers = ensure_groups()[Role.PROGRAMME_MANAGER]
    rights = Permission.objects.filter(content_type__app_label="matching", codename__in=RIGHTS)
    managers.permissions.add(*rights)
    return managers
