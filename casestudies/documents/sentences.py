"""Sentences of a text, cut where a reader would."""

from __future__ import annotations

import re

# Not after an initial or an abbreviation, nor inside a number such as £1.2m.
END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b[Dd]r\.)(?<!\b[Mm]r\.)(?<!e\.g\.)(?<!i\.e\.)\s+(?=\S)"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each as it stands there."""
    return [part.strip() for line in text.split("\n") for part in END.split(line) if part.strip()]
