from portal.accounts.models.audit import AuditEntry
from portal.accounts.models.outgoing import Letter, Notice
from portal.accounts.models.user import RoleAssignment, User

__all__ = ["AuditEntry", "Letter", "Notice", "RoleAssignment", "User"]
