"""The names of the engines, in settings and commands."""

from __future__ import annotations

EMBEDDED = "embedded"
ELASTICSEARCH = "elasticsearch"
ENGINES = (EMBEDDED, ELASTICSEARCH)
# What a site may still be set to.
OLD_NAMES = {"database": EMBEDDED}


class NoSuchEngine(Exception):
    """An engine was asked for by a name that none has."""


def engine_named(name: str) -> str:
    """The name that an engine has now. Raises NoSuchEngine with the names there are."""
    name = OLD_NAMES.get(name, name)
    if name not in ENGINES:
        raise NoSuchEngine(f"There is no engine “{name}”. Choose from: {', '.join(ENGINES)}.")
    return name
