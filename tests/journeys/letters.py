"""The e-mails that a demonstration has sent: it writes them to files in its data folder."""

from __future__ import annotations

from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

BETWEEN = b"\n" + b"-" * 79 + b"\n"


def letters_of(data_dir: Path) -> Counter[tuple[str, str]]:
    """How often each person was sent each subject."""
    found: Counter[tuple[str, str]] = Counter()
    for file in (data_dir / "mail").glob("*.log"):
        for raw in file.read_bytes().split(BETWEEN):
            if raw.strip():
                letter = message_from_bytes(raw, policy=policy.default)
                found[letter["To"], letter["Subject"]] += 1
    return found
