"""How far an index has come in the history of the entries.

The entries count their changes (`search.entries`), and draw a token at random for each
transaction that changes them. An index keeps the number and the token of the last change it took.
A number alone would not do: a database that was restored from a backup counts on from an older
number and gives the same ones out again, for other changes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

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
