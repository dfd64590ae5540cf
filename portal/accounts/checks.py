"""System checks of sign-in and of deployment: `manage.py check`, and `check --deploy`.

They say what production needs from its environment, and what to do about each thing it lacks. What
reads the environment is pure: it takes a mapping and changes nothing, so that the start of the
process and the checks say the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

# Django's own bar for a key (security.W009), which there is only a warning.
SHORTEST_KEY = 50
FEWEST_CHARACTERS = 5
DELIVERING = ("smtp://", "smtps://", "smtp+tls://", "smtp+ssl://", "submission://")
DATABASES = {"postgres", "postgresql", "pgsql", "psql", "postgis", "sqlite"}
# Memory of one process, nothing at all, and files whose `add` is two steps: none counts tries.
UNSHARED_CACHES = ("locmemcache://", "dummycache://", "filecache://")
Environment = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """One setting that production cannot start with. `id` is the id of the system check."""

    id: str
    variable: str
    says: str
    do: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.says} {self.do}"


def find_problems(environment: Environment) -> list[Problem]:
    """Everything that is missing or half set, in the order of the check's ids."""
    return [problem for check in CHECKS if (problem := check(environment))]


def explain(problems: list[Problem]) -> str:
    """One message for all of them."""
    lines = "\n".join(f"  - {problem}" for problem in problems)
    return f"Production is not configured ({len(problems)} to set right):\n{lines}"


def _secret_key(environment: Environment) -> Problem | None:
    key = environment.get("SECRET_KEY", "")
    is_poor = len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS
    if not is_poor and not key.startswith("django-insecure-"):
        return None
    return Problem(
        "portal.E001",
        "SECRET_KEY",
        f"is {'too easy to guess' if key else 'not set'}.",
        f"Set {SHORTEST_KEY} random characters or more, for instance the output of: python -c "
        '"import secrets; print(secrets.token_urlsafe(50))".',
    )


def _allowed_hosts(environment: Environment) -> Problem | None:
    hosts = _listed(environment, "ALLOWED_HOSTS")
    bad = [host for host in hosts if host.strip(".") in {"", "*"} or "/" in host or "*" in host]
    if hosts and not bad:
        return None
    return Problem(
        "portal.E002",
        "ALLOWED_HOSTS",
        f"{', '.join(bad)} is not the name of a host." if bad else "is not set.",
        "Name the hosts that the site answers to, with commas between: exemplar.example.nhs.uk.",
    )


def _base_url(environment: Environment) -> Problem | None:
    base = environment.get("PORTAL_BASE_URL", "")
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    hosts = _listed(environment, "ALLOWED_HOSTS")
    is_known = any(
        host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in hosts
    )
    if parts.scheme != "https" or not host or parts.path or parts.query or parts.fragment:
        says = f"{base} is not an https:// address without a path." if base else "is not set."
    elif hosts and not is_known:
        says = f"{host} is not among ALLOWED_HOSTS."
    else:
        return None
    return Problem(
        "portal.E003",
        "PORTAL_BASE_URL",
        says,
        "Set the address that e-mails link to: https://exemplar.example.nhs.uk.",
    )


def _database(environment: Environment) -> Problem | None:
    url = environment.get("DATABASE_URL", "")
    if url:
        parts = urlsplit(url)
        if parts.scheme in DATABASES and parts.path.strip("/"):
            return None
    return Problem(
        "portal.E004",
        "DATABASE_URL",
        "does not name a database." if url else "is not set.",
        "Set postgresql://user:password@host:5432/name.",
    )


def _email(environment: Environment) -> Problem | None:
    url = environment.get("EMAIL_URL", "")
    if url.startswith(DELIVERING) and urlsplit(url).hostname:
        return None
    return Problem(
        "portal.E005",
        "EMAIL_URL",
        "does not name a mail server." if url else "is not set.",
        "Set smtp+tls://user:password@host:587: confirming an address needs mail that arrives.",
    )


def _sender(environment: Environment) -> Problem | None:
    sender = environment.get("DEFAULT_FROM_EMAIL", "")
    domain = sender.rpartition("@")[2].strip("> ")
    if "@" in sender and "." in domain:
        return None
    return Problem(
        "portal.E006",
        "DEFAULT_FROM_EMAIL",
        f"{sender} is not an e-mail address." if sender else "is not set.",
        "Set the address that letters come from: exemplar@example.nhs.uk.",
    )


def _cache(environment: Environment) -> Problem | None:
    url = environment.get("CACHE_URL", "")
    if "://" in url and not url.startswith(UNSHARED_CACHES):
        return None
    return Problem(
        "portal.E007",
        "CACHE_URL",
        "is not a cache that processes share." if url else "is not set.",
        "Set dbcache://portal_cache and run `manage.py createcachetable` once: limits on tries "
        "count there.",
    )


def _proxies(environment: Environment) -> Problem | None:
    names = _listed(environment, "TRUSTED_PROXIES")
    if [name.lower() for name in names] == ["none"]:
        return None
    bad = [name for name in names if not _is_network(name)]
    if names and not bad:
        return None
    return Problem(
        "portal.E008",
        "TRUSTED_PROXIES",
        f"{', '.join(bad)} is not a network." if bad else "is not set.",
        "Name the networks of the proxies in front (10.0.0.0/8,192.0.2.7), or none: limits on "
        "tries would count every visitor as one.",
    )


CHECKS: tuple[Callable[[Environment], Problem | None], ...] = (
    _secret_key,
    _allowed_hosts,
    _base_url,
    _database,
    _email,
    _sender,
    _cache,
    _proxies,
)


def _listed(environment: Environment, name: str) -> list[str]:
    return [item.strip() for item in environment.get(name, "").split(",") if item.strip()]


def _is_network(name: str) -> bool:
    try:
        network = ip_network(name, strict=False)
    except ValueError:
        return False
    # Everyone as a proxy would let every visitor choose their address.
    return network.prefixlen > 0


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
        for problem in find_problems(os.environ)
    ]
