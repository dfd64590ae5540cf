"""What people type about themselves and their roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from wagtail.users.forms import UserCreationForm, UserEditForm

from portal.accounts import roles
from portal.accounts.models import RoleAssignment, User
from portal.accounts.permissions import Role, trust_ids_of
from portal.accounts.sign_in import check_domain
from portal.trusts.former_trusts import TrustChoiceField
from portal.trusts.models import Trust

PEOPLE_FIELDS = ["email", "first_name", "last_name", "job_title"]


class NameForm(forms.Form):
    """The part of signing up that allauth does not ask: who this is."""

    first_name = forms.CharField(max_length=150, label="First name")
    last_name = forms.CharField(max_length=150, label="Last name")
    job_title = forms.CharField(max_length=120, label="Job title", required=False)
    field_order = ["first_name", "last_name", "job_title", "email", "password1", "password2"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once it has saved the person."""
        for name in ("first_name", "last_name", "job_title"):
            setattr(user, name, self.cleaned_data[name])
        user.save(update_fields=["first_name", "last_name", "job_title"])


class AllowedAddress:
    """The e-mail rule of signing up, also for people whom an administrator adds.

    An address that stays as it is passes: people may have been invited from elsewhere.
    """

    cleaned_data: dict[str, Any]
    instance: User

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email != self.instance.email:
            check_domain(email)
        return email


class PersonCreationForm(AllowedAddress, UserCreationForm):
    """A person invited by an administrator, who chooses a password by a link in a letter."""

    is_superuser = None
    role = forms.ChoiceField(
        choices=[("", "None yet"), *RoleAssignment.Role.choices],
        required=False,
        help_text="What the person may do. More roles can be given later, at Roles.",
    )
    trust = forms.ModelChoiceField(
        queryset=Trust.objects.none(),
        required=False,
        empty_label="None",
        help_text="For members, authors and finance approvers. Leave it empty for other roles.",
    )

    class Meta(UserCreationForm.Meta):
        fields = PEOPLE_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked on each day anew: a process lives on past the day it began.
        self.fields["trust"].queryset = Trust.objects.open()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("role") and "trust" not in self.errors:
            roles.check_shape(Role(cleaned["role"]), cleaned.get("trust"))
        elif cleaned.get("trust") and "role" not in self.errors:
            self.add_error("role", "Choose the role that the person has at this trust.")
        return cleaned

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit=commit)


class PersonEditForm(AllowedAddress, UserEditForm):
    """Names and whether the account is open. Roles have a screen of their own."""

    is_superuser = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    def save(self, commit: bool = True) -> User:
        """A new address is confirmed anew, and the old one opens nothing any more."""
        user: User = super().save(commit=commit)
        if commit and "email" in self.changed_data:
            user.emailaddress_set.exclude(email=user.email).delete()
        return user

    class Meta(UserEditForm.Meta):
        fields = [*PEOPLE_FIELDS, "is_active"]


class RoleForm(forms.ModelForm):
    """One role for one person, at a trust or nationally."""

    class Meta:
        model = RoleAssignment
        fields = ["user", "role", "trust"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("role"):
            roles.check_shape(Role(cleaned["role"]), cleaned.get("trust"))
        return cleaned


class ActForForm(forms.Form):
    """Which of their trusts a person acts for."""

    trust = forms.ModelChoiceField(
        queryset=Trust.objects.none(),
        to_field_name="ods_code",
        empty_label=None,
        label="Act for",
        error_messages={"invalid_choice": "Choose one of the trusts you have a role at."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trust"].queryset = Trust.objects.filter(pk__in=trust_ids_of(user))


class MembershipForm(forms.Form):
    """Asking to be made a member of a trust."""

    trust = TrustChoiceField(
        queryset=Trust.objects.none(),
        to_field_name="ods_code",
        label="Your trust",
        empty_label="Choose a trust",
        error_messages={
            "required": "Choose the trust you work for.",
            "invalid_choice": "Choose a trust from the list.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked on each day anew: a process lives on past the day it began.
        self.fields["trust"].queryset = Trust.objects.open()


class JobTitleForm(forms.ModelForm):
    """The job title that stands beside what a person signs."""

    class Meta:
        model = User
        fields = ["job_title"]
        labels = {"job_title": "Your job title"}
        help_texts = {
            "job_title": "For example deputy director of finance. What you signed before keeps the "
            "title that you had then."
        }
        error_messages = {"job_title": {"required": "Enter your job title."}}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["job_title"].required = True
