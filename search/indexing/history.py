"""The history of the entries: how many changes there were, and whose history an index is of.

One row of the database counts the changes and keeps the tokens of the last transactions that made
some. An index whose last change is among them is of this history, and is behind by the changes
since. Any other was built from changes that this database never had (it was restored from a
backup, or a transaction was undone), or is very old: it is built anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from search.engines.contract import Position, new_token
from search.models import IndexMark
from search.prepared import Prepared

# How many transactions are remembered. An index that is further behind is built anew.
REMEMBERED = 300

_position = Prepared(
    lambda names: IndexMark.objects.filter(name__in=names).values_list("version", "token")
)
_past = Prepared(
    lambda names: IndexMark.objects.filter(name__in=names).values_list("swept", "token", "recent")
)


@dataclass(frozen=True)
class Versions:
    """The numbers of the changes of one transaction, one for each."""

    first: int
    last: int


def position() -> Position:
    """The latest change that this connection can see. One query."""
    rows = _position.rows([IndexMark.ENTRIES])
    return Position(*rows[0]) if rows else Position(0, 0)


def leads_from(index: Position) -> bool:
    """True if this database once stood where the index stands, so that the changes since are all
    that the index lacks. One query.
    """
    marks = _past.rows([IndexMark.ENTRIES])
    if not marks:
        return index == Position(0, 0)
    ((swept, token, recent),) = marks
    if index.version < swept:
        # A thing that is gone has left nothing behind that would tell this index.
        return False
    # By the token alone: an index may have taken a part of the changes of a transaction.
    return index.token == token or f":{index.token} " in f"{recent} "


def take_turn() -> IndexMark:
    """Wait until no other transaction changes entries, then read: the last to write saw it all."""
    marks = IndexMark.objects.filter(name=IndexMark.ENTRIES)
    if connection.features.has_select_for_update:
        marks = marks.select_for_update()
    return marks.first() or IndexMark.objects.get_or_create(name=IndexMark.ENTRIES)[0]


def next_versions(number: int) -> Versions:
    """The numbers of so many changes, above all before. Holds its lock until the transaction
    ends, so that changes are committed in their own order. Two queries.
    """
    mark = take_turn()
    before = mark.version
    if mark.token:
        past = [*mark.recent.split(), str(Position(before, mark.token))]
        mark.recent = " ".join(past[-REMEMBERED:])
    mark.version, mark.token = before + number, new_token()
    mark.save(update_fields=["version", "token", "recent"])
    return Versions(before + 1, mark.version)


def note_swept(version: int) -> None:
    """Note that no trace is left of what went up to this version."""
    IndexMark.objects.filter(name=IndexMark.ENTRIES, swept__lt=version).update(swept=version)
