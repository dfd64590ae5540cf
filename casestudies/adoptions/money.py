"""An adopter's money: shown as pounds only once that trust's own finance approver has signed it.

What is signed are its savings, its measures in pounds, and the pounds in its own words. A
signature stands for a statement as it was: change it, and readers see no pounds again until it is
signed anew. Until then they are told that a figure was given and is not signed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from casestudies.savings import same_money
from casestudies.savings.sign_offs import day, digest
from portal.text.money_in_text import amounts_in

NOT_SIGNED = "[an amount that its trust finance has not signed]"
WORDS = "In its own words"


@dataclass(frozen=True)
class Statement:
    """One statement of money of an adoption. `line` is its UUID, None for the words."""

    line: UUID | None
    digest: str
    name: str
    words: str
    source: str
    explanation: str
    recorded_by_id: int | None
    signed: Any

    @property
    def signed_text(self) -> str:
        """Who signed and when; empty while nobody has."""
        if self.signed is None:
            return ""
        who = [self.signed.name, self.signed.role, self.signed.trust_name]
        return ", ".join([*filter(None, who), day(timezone.localdate(self.signed.signed_at))])


class AdopterMoney:
    """What an adoption says of money, for readers and for its own people.

    Reads `savings`, `measures` and `sign_offs` of the adoption, which a list should prefetch.
    """

    def __init__(self, adoption: Any) -> None:
        self._adoption = adoption

    @property
    def result(self) -> str:
        """What happened there, without pounds that are not signed."""
        return self._readers(self._adoption.result)

    @property
    def how_adapted(self) -> str:
        """What was changed there, without pounds that are not signed."""
        return self._readers(self._adoption.how_adapted)

    @property
    def measures(self) -> list[Any]:
        """The measures that anyone may see: those in pounds only once they are signed."""
        return [one for one in self._adoption.measures.all() if self._may_be_shown(one)]

    @property
    def savings(self) -> list[Any]:
        """The savings that are signed, each with its `signature`."""
        found = []
        for line in self._adoption.savings.all():
            line.signature = self._signature(line.uuid, digest(line))
            if line.signature is not None:
                found.append(line)
        return found

    @property
    def statements(self) -> list[Statement]:
        """Everything it says of money, signed or not."""
        lines = [*self._adoption.savings.all(), *filter(in_pounds, self._adoption.measures.all())]
        found = [self._of_line(line) for line in lines]
        if self._words_have_pounds:
            found.append(self._of_words())
        return found

    @property
    def waiting(self) -> list[Statement]:
        """What the trust's finance approver has not signed, as it stands now."""
        return [one for one in self.statements if one.signed is None]

    @property
    def waiting_figures(self) -> int:
        """How many of those are figures, and not words: what readers are told of."""
        return sum(one.line is not None for one in self.waiting)

    @property
    def _words_have_pounds(self) -> bool:
        return bool(amounts_in(f"{self._adoption.result} {self._adoption.how_adapted}"))

    def _readers(self, text: str) -> str:
        if not amounts_in(text) or self._signature(None, digest_of_words(self._adoption)):
            return text
        return without_pounds(text)

    def _may_be_shown(self, line: Any) -> bool:
        return not in_pounds(line) or self._signature(line.uuid, digest(line)) is not None

    def _signature(self, line: UUID | None, now: str) -> Any | None:
        return next(
            (
                one
                for one in self._adoption.sign_offs.all()
                if one.line_uuid == line and one.digest == now
            ),
            None,
        )

    def _of_line(self, line: Any) -> Statement:
        saving = hasattr(line, "financial_year")
        if saving:
            words = same_money.in_words(line)
            if line.full_year_value != line.amount:
                words += f", £{line.full_year_value:,.0f} in a full year"
        else:
            words = f"{line.baseline.normalize():,f} to {line.after.normalize():,f} {line.unit}"
        now = digest(line)
        return Statement(
            line=line.uuid,
            digest=now,
            name=(line.description if saving else line.name) or "A saving without a description",
            words=words,
            source=line.source,
            explanation=line.explanation if saving else "",
            recorded_by_id=line.recorded_by_id,
            signed=self._signature(line.uuid, now),
        )

    def _of_words(self) -> Statement:
        now = digest_of_words(self._adoption)
        texts = filter(None, (self._adoption.result, self._adoption.how_adapted))
        return Statement(
            line=None,
            digest=now,
            name=WORDS,
            words=" ".join(texts),
            source="",
            explanation="",
            recorded_by_id=self._adoption.written_by_id,
            signed=self._signature(None, now),
        )


def in_pounds(line: Any) -> bool:
    """Whether a measure counts money: its unit says £, pounds or GBP."""
    return bool(re.search(r"£|\bpounds?\b|\bGBP\b", line.unit, re.IGNORECASE))


def without_pounds(text: str) -> str:
    """A text whose amounts in pounds are replaced by a note that they are not signed."""
    for amount in reversed(amounts_in(text)):
        text = f"{text[: amount.start]}{NOT_SIGNED}{text[amount.end :]}"
    return text


def digest_of_words(adoption: Any) -> str:
    """SHA-256, in hex, over the two texts that a signature on the words vouches for."""
    words = f"{adoption.result.strip()}\n\n{adoption.how_adapted.strip()}"
    return hashlib.sha256(words.encode()).hexdigest()
