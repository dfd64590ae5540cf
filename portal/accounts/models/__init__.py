from portal.accounts.models.audit import AuditEntry
from portal.accounts.models.letter import Letter
from portal.accounts.models.notice import Notice
from portal.accounts.models.role import RoleAssignment
from portal.accounts.models.user import User

__all__ = ["AuditEntry", "Letter", "Notice", "RoleAssignment", "User"]
