"""Who may open an account: people with an NHS e-mail address."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError


class AccountAdapter(DefaultAccountAdapter):
    def clean_email(self, email: str) -> str:
        """The address in lower case. Refuses one outside the allowed domains."""
        email = super().clean_email(email).lower()
        domain = email.rpartition("@")[2]
        allowed = settings.ACCOUNT_ALLOWED_DOMAINS
        if not any(domain == name or domain.endswith(f".{name}") for name in allowed):
            raise ValidationError(
                f"Use your work e-mail address. It must end in {' or '.join(allowed)}."
            )
        return email
