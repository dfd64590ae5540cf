"""The e-mails that a demonstration has sent: it writes them to files in its data folder.

It does so after its answers, so whoever counts them waits until none is on its way.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

BETWEEN = b"\n" + b"-" * 79 + b"\n"

LONGEST_WAIT = 60
WAITING = """
SELECT (SELECT count(*) FROM accounts_notice WHERE delivered_at IS NULL)
     + (SELECT count(*) FROM accounts_letter WHERE delivered_at IS NULL)
"""


def letters_of(data_dir: Path) -> Counter[tuple[str, str]]:
    """How often each person was sent each subject, once everything has gone out."""
    until = time.monotonic() + LONGEST_WAIT
    while _waiting(data_dir):
        assert time.monotonic() < until, "letters still wait"
        time.sleep(0.1)
    found: Counter[tuple[str, str]] = Counter()
    for file in (data_dir / "mail").glob("*.log"):
        for raw in file.read_bytes().split(BETWEEN):
            if raw.strip():
                letter = message_from_bytes(raw, policy=policy.default)
                found[letter["To"], letter["Subject"]] += 1
    return found


def _waiting(data_dir: Path) -> int:
    with closing(sqlite3.connect(data_dir / "portal.sqlite3")) as database:
        return database.execute(WAITING).fetchone()[0]
