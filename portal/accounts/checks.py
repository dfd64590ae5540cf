"""System checks of sign-in and deployment: `manage.py check`, and `check --deploy`."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core import checks

from portal.accounts import deployment

ONLY_BACKEND = "portal.accounts.sign_in.SignInBackend"


def register_checks() -> None:
    """Called once, when the app is ready."""
    checks.register(check_one_way_in, checks.Tags.security)
    checks.register(check_deployment, checks.Tags.security, deploy=True)


def check_one_way_in(**kwargs: Any) -> list[checks.CheckMessage]:
    """portal.E010: another backend would check passwords beside allauth's flow."""
    if settings.AUTHENTICATION_BACKENDS == [ONLY_BACKEND]:
        return []
    return [
        checks.Error(
            "AUTHENTICATION_BACKENDS lists more than the one way in.",
            hint=f'Set it to ["{ONLY_BACKEND}"]: single sign-on belongs inside allauth.',
            id="portal.E010",
        )
    ]


def check_deployment(**kwargs: Any) -> list[checks.CheckMessage]:
    """portal.E001 to E008: what production would refuse to start with."""
    return [
        checks.Error(f"{problem.variable} {problem.says}", hint=problem.do, id=problem.id)
        for problem in deployment.find_problems(os.environ)
    ]
