"""allauth's forms, with words that say what to do where nothing was typed."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms

from portal.accounts.sign_in import check_domain

MISSING = {
    "login": "Enter your work e-mail address.",
    "email": "Enter your work e-mail address.",
    "password": "Enter your password.",
    "oldpassword": "Enter the password you have now.",
    "password1": "Choose a password.",
    "password2": "Type the password once more.",
    "first_name": "Enter your first name.",
    "last_name": "Enter your last name.",
}


class SaysWhatIsMissing:
    """A form whose empty fields each name what belongs there."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]


class LoginForm(SaysWhatIsMissing, allauth_forms.LoginForm):
    """Signing in."""


class SignupForm(SaysWhatIsMissing, allauth_forms.SignupForm):
    """Opening an account."""


class ResetPasswordForm(SaysWhatIsMissing, allauth_forms.ResetPasswordForm):
    """Asking for a link to choose a new password."""


class ResetPasswordKeyForm(SaysWhatIsMissing, allauth_forms.ResetPasswordKeyForm):
    """Choosing a new password by that link."""


class ChangePasswordForm(SaysWhatIsMissing, allauth_forms.ChangePasswordForm):
    """Choosing another password, signed in."""


class AddEmailForm(SaysWhatIsMissing, allauth_forms.AddEmailForm):
    """Changing to another address: the rule of signing up holds for it too."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        check_domain(email)
        return email
