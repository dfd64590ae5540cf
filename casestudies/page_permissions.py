"""What nobody may do to a page of case studies in the editor, whatever their rights.

Wagtail's screens, buttons, bulk actions and API all ask the permission tester of a page.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester

from casestudies.permissions import can_change


class FixedPagePermissionTester(PagePermissionTester):
    """A page that stays where it is, is never copied, and says itself who may read it."""

    def can_copy(self) -> bool:
        """No: a copy would count the same savings a second time, without their signatures.

        A change at a second site belongs to the same record; at another trust it is an adoption.
        """
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        """No: the shelf says whose figures they are, and whose finance approver signed them."""
        return False

    def can_move_to(self, destination: Any) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        """No: who can read a case study is a field of it, which lists and search know of."""
        return False

    def can_reorder_children(self) -> bool:
        """No: lists are in the order of publication."""
        return False


class CaseStudyPermissionTester(FixedPagePermissionTester):
    """A case study is not changed by those who signed or checked it: duties stay apart.

    While an import writes it, nobody changes it.
    """

    def can_edit(self) -> bool:
        return (
            super().can_edit()
            and can_change(self.user, self.page)
            and not self.page.specific.is_being_imported
        )

    def can_publish(self) -> bool:
        return super().can_publish() and not self.page.specific.is_being_imported

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return super().can_delete(ignore_bulk) and not self.page.specific.is_being_imported


class ShelfPermissionTester(FixedPagePermissionTester):
    """The pages above case studies, which hold up all that stands on them."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False
