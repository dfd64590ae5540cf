"""The two databases as files: a copy at one moment, and a load that happens whole or not at all.

SQLite copies itself (its online backup), readers and writers go on. PostgreSQL is copied by
pg_dump and loaded by psql in one transaction, with the tools of its own installation.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from django.db import connection, connections, transaction

from portal.operations.backups.archive import ArchiveError

Counts = dict[str, int]


class Database(Protocol):
    """How one kind of database is copied and loaded."""

    engine: str
    part: str
    compress: bool

    def copy(self, to: Path) -> Counts:
        """Write a copy to a file that is not there yet. Returns the rows of each table in it."""

    def load(self, source: Path, counts: Mapping[str, int]) -> None:
        """Put a copy in the place of everything in the database, whole or not at all.

        Raises ArchiveError, with nothing changed, unless every table has as many rows as it had.
        """


def database() -> Database:
    """The database of this site. Raises ArchiveError where there is no way to copy its kind."""
    found: dict[str, Database] = {"sqlite": Sqlite(), "postgresql": Postgresql()}
    if connection.vendor not in found:
        raise ArchiveError(f"A database of the kind {connection.vendor} cannot be backed up here.")
    return found[connection.vendor]


class Sqlite:
    """A file, copied page by page while others read and write it."""

    engine = "sqlite"
    part = "database.sqlite3"
    compress = True

    def copy(self, to: Path) -> Counts:
        connection.ensure_connection()
        with closing(sqlite3.connect(to)) as copied:
            connection.connection.backup(copied)
            # The copy is one file, without a journal beside it.
            copied.execute("PRAGMA journal_mode=DELETE")
            return _counts_of(copied)

    def load(self, source: Path, counts: Mapping[str, int]) -> None:
        try:
            with closing(sqlite3.connect(source)) as copied:
                (verdict,) = copied.execute("PRAGMA integrity_check(1)").fetchone()
                if verdict != "ok":
                    raise ArchiveError(f"The database in the archive is damaged: {verdict}.")
                _compare(_counts_of(copied), counts)
                connection.ensure_connection()
                # One transaction of SQLite: ended half-way, the next to open the file undoes it.
                copied.backup(connection.connection)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"The database could not be loaded: {error}.") from error
        connections.close_all()


class Postgresql:
    """pg_dump's own format, which holds what the portal's role owns."""

    engine = "postgresql"
    part = "database.pgdump"
    # pg_dump has compressed it.
    compress = False

    def copy(self, to: Path) -> Counts:
        with _one_moment() as snapshot:
            dump = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            _run("pg_dump", [*dump, "--schema", _schema(), "--file", str(to)])
            names = connection.introspection.table_names()
            return {name: _number_of_rows(name) for name in sorted(names)}

    def load(self, source: Path, counts: Mapping[str, int]) -> None:
        script = source.with_suffix(".sql")
        # What is in the schema, and not the schema, which is made below.
        options = ["--no-owner", "--no-privileges", "--schema", _schema(), "--file", str(script)]
        # A file first: psql would take the end of a pipe that broke for the end of the script.
        _run("pg_restore", [*options, str(source)], connects=False)
        schema = connection.ops.quote_name(_schema())
        emptying = f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema};"
        beginning = source.with_name("beginning.sql")
        beginning.write_text(f"SET client_min_messages = warning;\n{emptying}\n")
        end = source.with_name("end.sql")
        end.write_text(_check_in_sql(_schema(), counts))
        connections.close_all()
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        files = [word for file in (beginning, script, end) for word in ("--file", str(file))]
        _run("psql", [*options, "--output=/dev/null", *files])


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (name,) = cursor.fetchone()
    return str(name or "public")


def _number_of_rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
        (number,) = cursor.fetchone()
    return int(number)


@contextmanager
def _one_moment() -> Iterator[str]:
    """A transaction of which other connections can share the view; yields the view's name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield str(name)


def _check_in_sql(schema: str, counts: Mapping[str, int]) -> str:
    """Statements that fail, and undo the load with them, unless every row has come."""
    quote = connection.ops.quote_name
    lines = [
        f"IF (SELECT count(*) FROM {quote(schema)}.{quote(name)}) <> {number} THEN "
        f"RAISE EXCEPTION '{name} has lost rows'; END IF;"
        for name, number in sorted(counts.items())
    ]
    return "DO $check$ BEGIN\n" + "\n".join(lines) + "\nEND $check$;\n"


def _run(program: str, options: Sequence[str], *, connects: bool = True) -> None:
    """Run a tool of PostgreSQL on this site's database. Raises ArchiveError with its own words."""
    words, more = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    # The client's words are psql's: its options, then the name of the database.
    where = [*words[1:-1], f"--dbname={words[-1]}"] if connects else []
    try:
        subprocess.run(
            [program, *where, *options],
            env=_environment(more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        raise ArchiveError(
            f"{program} is not installed. Install PostgreSQL's client tools, of the server's "
            "version or later."
        ) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or [f"ended with {error.returncode}"]
        raise ArchiveError(f"{program} failed, and nothing was changed: {said[0]}") from error


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, **(more or {})}


def _counts_of(database: sqlite3.Connection) -> Counts:
    rows = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in sorted(name for (name,) in rows)
    }


def _compare(found: Mapping[str, int], told: Mapping[str, int]) -> None:
    wrong = sorted(name for name in {*found, *told} if found.get(name) != told.get(name))
    if wrong:
        raise ArchiveError(
            f"The archive is damaged: {wrong[0]} does not hold the rows that its manifest names."
        )
