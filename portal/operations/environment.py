"""What may be set wrong beside what production needs to start (`portal.accounts.checks`).

Pure: it reads the mapping it is given, so that the start of the process and
`manage.py check --deploy` say the same. Every variable stands in portal/docs/settings.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Tags, register

from portal.accounts import checks
from portal.accounts.checks import FEWEST_CHARACTERS, SHORTEST_KEY, Problem

Environment = Mapping[str, str]
YEAR = 31_536_000
SHORTEST_TOKEN = 20
TRUE = {"true", "on", "ok", "y", "yes", "1"}
FALSE = {"false", "off", "n", "no", "0", ""}
SWITCHES = (
    "BACKGROUND_IN_WEB",
    "DEBUG",
    "REQUIRE_SECOND_FACTOR",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_SSL_REDIRECT",
    "SERVE_MEDIA",
)
NUMBERS = ("BACKGROUND_LEASE", "EMAIL_TIMEOUT", "SECURE_HSTS_SECONDS")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = ("json", "text")


def find_problems(environment: Environment) -> list[Problem]:
    """Everything that is missing, half set or unreadable."""
    found = checks.find_problems(environment)
    for check in CHECKS:
        found += check(environment)
    return found


@register(Tags.security, deploy=True)
def settings_can_be_read(**_: Any) -> list[CheckMessage]:
    """portal.E011 to E018: the problems of this module; accounts tell their own."""
    return [
        Error(f"{problem.variable} {problem.says}", hint=problem.do, id=problem.id)
        for check in CHECKS
        for problem in check(os.environ)
    ]


def _switches(environment: Environment) -> list[Problem]:
    return [
        Problem("portal.E011", name, f"is {value}, neither yes nor no.", "Set True or False.")
        for name in SWITCHES
        if (value := environment.get(name, "").strip()).lower() not in TRUE | FALSE
    ]


def _numbers(environment: Environment) -> list[Problem]:
    return [
        Problem("portal.E012", name, f"is {value}, and no number above 0.", "Set a number.")
        for name in NUMBERS
        if (value := environment.get(name)) is not None and not _is_positive(value)
    ]


def _hsts(environment: Environment) -> list[Problem]:
    if not _is_on(environment, "SECURE_HSTS_PRELOAD"):
        return []
    seconds = environment.get("SECURE_HSTS_SECONDS", str(YEAR))
    is_long = _is_positive(seconds) and float(seconds) >= YEAR
    if is_long and _is_on(environment, "SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True):
        return []
    says = "needs a year and the subdomains: browsers refuse it otherwise."
    do = f"Set SECURE_HSTS_SECONDS={YEAR} and SECURE_HSTS_INCLUDE_SUBDOMAINS=True, or leave it out."
    return [Problem("portal.E013", "SECURE_HSTS_PRELOAD", says, do)]


def _fallback_keys(environment: Environment) -> list[Problem]:
    keys = [key for key in environment.get("SECRET_KEY_FALLBACKS", "").split(",") if key.strip()]
    if environment.get("SECRET_KEY") in keys:
        says = "holds SECRET_KEY itself."
    elif any(len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS for key in keys):
        says = "holds a key that is too easy to guess, or a key with a comma in it."
    else:
        return []
    do = "Set the keys that SECRET_KEY was before, with commas between, or leave it out."
    return [Problem("portal.E014", "SECRET_KEY_FALLBACKS", says, do)]


def _log(environment: Environment) -> list[Problem]:
    found = []
    for name, known in (("LOG_FORMAT", FORMATS), ("LOG_LEVEL", LEVELS)):
        value = environment.get(name, known[0])
        if value not in known:
            do = f"Set one of {', '.join(known)}."
            found.append(Problem("portal.E015", name, f"is {value}, which is none.", do))
    return found


def _media(environment: Environment) -> list[Problem]:
    has_bucket = bool(environment.get("MEDIA_BUCKET"))
    if has_bucket and find_spec("storages") is None:
        says = "needs django-storages, which is not installed."
        do = "Set up the extra s3: pip install -r portal/deploy/requirements-all.txt."
        return [Problem("portal.E016", "MEDIA_BUCKET", says, do)]
    if has_bucket and _is_on(environment, "SERVE_MEDIA"):
        says = "is on, and the files are in MEDIA_BUCKET."
        return [Problem("portal.E016", "SERVE_MEDIA", says, "Set one of the two.")]
    endpoint = environment.get("MEDIA_S3_ENDPOINT", "")
    if has_bucket and (not endpoint.startswith("https://") or not urlsplit(endpoint).hostname):
        says = f"is {endpoint}, no https:// address." if endpoint else "is not set."
        do = "Set the address of the service that keeps MEDIA_BUCKET: https://s3.example.nhs.uk."
        return [Problem("portal.E016", "MEDIA_S3_ENDPOINT", says, do)]
    return []


def _metrics(environment: Environment) -> list[Problem]:
    token = environment.get("METRICS_TOKEN", "")
    if not token or len(token) >= SHORTEST_TOKEN:
        return []
    do = f"Set {SHORTEST_TOKEN} random characters or more, or leave it out."
    return [Problem("portal.E017", "METRICS_TOKEN", "is too easy to guess.", do)]


def _sentry(environment: Environment) -> list[Problem]:
    if not environment.get("SENTRY_DSN") or find_spec("sentry_sdk") is not None:
        return []
    says = "needs sentry-sdk, which is not installed."
    do = "Set up the extra sentry: pip install -r portal/deploy/requirements-all.txt."
    return [Problem("portal.E018", "SENTRY_DSN", says, do)]


CHECKS: tuple[Callable[[Environment], list[Problem]], ...] = (
    _switches,
    _numbers,
    _hsts,
    _fallback_keys,
    _log,
    _media,
    _metrics,
    _sentry,
)


def _is_positive(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False


def _is_on(environment: Environment, name: str, *, default: bool = False) -> bool:
    value = environment.get(name)
    return default if value is None else value.strip().lower() in TRUE
