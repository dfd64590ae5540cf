"""What callers and engines agree on: names, the position of an index, an engine that is away.

An engine that cannot answer now.

The names of the engines, in settings and commands.

How far an index has come in the history of the entries.

The entries count their changes (`search.indexing.entries`), and draw a token at random for each
transaction that changes them. An index keeps the number and the token of the last change it took.
A number alone would not do: a database that was restored from a backup counts on from an older
number and gives the same ones out again, for other changes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass


class EngineAway(Exception):
    """The engine cannot answer at the moment. The message says why, for the log."""


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


TOKEN_BITS = 62


@dataclass(frozen=True)
class Position:
    """The last change that an index has taken, and the token of its transaction."""

    version: int
    token: int

    def __str__(self) -> str:
        return f"{self.version}:{self.token}"

    @classmethod
    def read(cls, text: str) -> Position:
        """From `str(position)`. Raises ValueError."""
        version, _, token = text.partition(":")
        return cls(int(version), int(token))


def new_token() -> int:
    """A token that no other transaction has."""
    return secrets.randbits(TOKEN_BITS)
