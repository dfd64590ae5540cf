"""Signing in and one’s own account: allauth’s addresses and ours."""

from __future__ import annotations

from tests.attacks.wall.table.address import (
    ADMINISTRATOR,
    EVERYONE,
    NOBODY,
    SEEKER,
    SIGNED_IN,
    Address,
)

ROWS = [
    Address("account_login", {}, EVERYONE, EVERYONE),
    Address("account_logout", {}, EVERYONE, EVERYONE),
    Address("account_inactive", {}, EVERYONE),
    Address("account_signup", {}, EVERYONE, EVERYONE),
    Address("account_reauthenticate", {}, SIGNED_IN, SIGNED_IN),
    Address("account_email", {}, SIGNED_IN, SIGNED_IN),
    Address("account_email_verification_sent", {}, EVERYONE),
    Address("account_change_password", {}, SIGNED_IN, SIGNED_IN),
    Address("account_set_password", {}, SIGNED_IN, SIGNED_IN),
    Address("account_reset_password", {}, EVERYONE, EVERYONE),
    Address("account_confirm_login_code", {}, SIGNED_IN, SIGNED_IN),
    Address("account_confirm_email", {"key": "=a-b"}, EVERYONE, NOBODY, hidden=True),
    Address("account_reset_password_from_key_done", {}, EVERYONE),
    Address("account_reset_password_from_key", {"key": "=a-b", "uidb36": "=1"}, EVERYONE, EVERYONE),
    Address("account_reset_password_done", {}, EVERYONE),
    Address("mfa_index", {}, SIGNED_IN),
    Address("mfa_authenticate", {}, SIGNED_IN, SIGNED_IN),
    Address("mfa_reauthenticate", {}, SIGNED_IN, SIGNED_IN),
    Address("mfa_activate_totp", {}, SIGNED_IN, SIGNED_IN),
    Address("mfa_deactivate_totp", {}, NOBODY, NOBODY),
    Address("mfa_view_recovery_codes", {}, NOBODY),
    Address("mfa_generate_recovery_codes", {}, SIGNED_IN, SIGNED_IN),
    Address("mfa_download_recovery_codes", {}, NOBODY, NOBODY),
    Address("accounts:act_for", {}, None, SIGNED_IN),
    Address("accounts:job_title", {}, SIGNED_IN, SIGNED_IN),
    # What failed, for administrators.
    Address("accounts:failures", {}, ADMINISTRATOR),
    Address("accounts:retry_notice", {"notice_id": "notice.pk"}, None, ADMINISTRATOR),
    Address("accounts:retry_letter", {"letter_id": "letter.pk"}, None, ADMINISTRATOR),
    Address("accounts:retry_task", {"task_id": "failed_task.pk"}, None, ADMINISTRATOR),
    Address("accounts:run_job", {}, None, ADMINISTRATOR, {"name": "=notices e-mailed"}),
    Address("accounts:ask_membership", {}, None, SIGNED_IN),
    Address("accounts:read_all_notices", {}, None, SIGNED_IN),
    Address("accounts:read_notice", {"notice_id": "notice.pk"}, None, SEEKER),
]
