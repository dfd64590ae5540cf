"""What a person says about themselves once they have an account."""

from __future__ import annotations

from django import forms

from portal.accounts.models import User


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
