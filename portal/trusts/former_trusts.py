"""Old names and codes, and the trusts that carry on: a merger ends a name, not the work.

A trust that has closed is carried on by the open trusts that its successors lead to, the nearest
on each way. One whose services were divided is carried on by several: nobody guesses which. Names
are compared as people write them: apostrophes are straight, curly or left out, and “FT” stands for
“Foundation Trust”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from portal.text.normalising import fold
from portal.trusts import ods_codes, succession
from portal.trusts.models import Trust, TrustFigure, closed_before, succession_links

WRITTEN_OUT = {"ft": "foundation trust", "nhsft": "nhs foundation trust", "nhst": "nhs trust"}
# Words that many names share: what is left tells trusts apart.
SHARED = frozenset(
    {"the", "and", "of", "nhs", "foundation", "trust", "hospital", "hospitals", "teaching"}
    | {"university", "services"}
)
# A text without it may name a university, a commissioner or a building of the same place.
OF_A_TRUST = "trust"


def key_of(name: str) -> str:
    """The name in plain words: equal keys are the same name, differently written."""
    plain = fold(name).replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain.replace("&", " and "))
    written = " ".join(WRITTEN_OUT.get(word, word) for word in words)
    return written.removeprefix("the ")


def core_of(name: str) -> str:
    """What is left of a name without the words that many share, in the order of the alphabet.

    Blank where the text does not say that it is a trust.
    """
    words = key_of(name).split()
    if OF_A_TRUST not in words:
        return ""
    return " ".join(sorted(set(words) - SHARED))


FORMER_NAME = "former_name"
Links = dict[int, set[int]]


@dataclass(frozen=True)
class Former:
    """What a trust, or one that it took over, was called. `ods_code` is blank for its own name."""

    name: str
    ods_code: str = ""


def carried_on_by(trusts: Iterable[Trust]) -> dict[int, list[Trust]]:
    """The open trusts that carry each of these on today, by id: itself, where it is open.

    Empty for a trust that has closed without a known successor. Ends on a circle too.
    """
    asked = list(trusts)
    if all(trust.is_open for trust in asked):
        return {trust.pk: [trust] for trust in asked}
    links = succession_links()
    after = succession.everything_after(links, [trust.pk for trust in asked])
    known = {trust.pk: trust for trust in asked} | Trust.objects.in_bulk(after)
    return {trust.pk: _nearest_open(trust, links, known) for trust in asked}


def _nearest_open(trust: Trust, links: dict[int, set[int]], known: dict[int, Trust]) -> list[Trust]:
    if not trust.has_closed:
        return [trust]
    # An open trust ends the way: what it will pass on one day is not passed on yet.
    passed_on = {pk: after for pk, after in links.items() if known.get(pk, trust).has_closed}
    found = [known[pk] for pk in succession.everything_after(passed_on, [trust.pk])]
    return sorted((one for one in found if one.is_open), key=lambda one: one.name)


def passed_on_links() -> Links:
    """The ids of the successors of every trust that has closed. One query."""
    links: Links = defaultdict(set)
    pairs = Trust.successors.through.objects.filter(
        closed_before(timezone.localdate(), prefix="from_trust__")
    ).values_list("from_trust_id", "to_trust_id")
    for before, after in pairs:
        links[before].add(after)
    return dict(links)


def is_in_a_merger(trust: str) -> Exists:
    """For a query: true if the trust at this reference passed something on, or carries it on."""
    passed_on = Trust.successors.through.objects.filter(
        closed_before(timezone.localdate(), prefix="from_trust__")
    )
    at_either_end = Q(from_trust=OuterRef(trust)) | Q(to_trust=OuterRef(trust))
    return Exists(passed_on.filter(at_either_end))


def taken_over_ids(trust_ids: Iterable[int], links: Links | None = None) -> set[int]:
    """These trusts and every closed one that they carry on, at any distance.

    `links`, as `passed_on_links` gives them, saves its query.
    """
    asked = set(trust_ids)
    back = succession.reversed_links(passed_on_links() if links is None else links)
    return asked | set(succession.everything_after(back, asked))


def only_heir_id(trust_id: int, links: Links) -> int | None:
    """The one trust at the end of every way from a closed one.

    None for a trust that has not closed, or whose services went to several.
    """
    after = succession.everything_after(links, [trust_id])
    ends = [pk for pk in after if pk not in links]
    return ends[0] if len(ends) == 1 else None


def ids_acting_for(trust_ids: Iterable[int]) -> set[int]:
    """The trusts whose people act for these: themselves, and by a merger before or behind them.

    The other side of what `portal.accounts.permissions.holdings_of` gives a person.
    """
    asked = set(trust_ids)
    links = passed_on_links()
    behind = {pk for pk in links if only_heir_id(pk, links) in asked}
    return behind | ids_carrying_on(asked, links)


def ids_carrying_on(trust_ids: Iterable[int], links: Links | None = None) -> set[int]:
    """These trusts and every one that carries them on, at any distance.

    `links`, as `passed_on_links` gives them, saves its query.
    """
    asked = set(trust_ids)
    forward = passed_on_links() if links is None else links
    return asked | set(succession.everything_after(forward, asked))


def former_names(trusts: Iterable[Trust] | None = None) -> dict[int, list[Former]]:
    """What these trusts (all, if none are given) were called, by id; of mergers too.

    A trust that is still to close is no former one yet. Three queries.
    """
    own: dict[int, list[str]] = defaultdict(list)
    told = TrustFigure.objects.filter(measure=FORMER_NAME).exclude(text="")
    for pk, text in told.order_by("-year").values_list("trust_id", "text"):
        own[pk].append(text)
    links = succession_links()
    closed = Trust.objects.closed().filter(pk__in=links).in_bulk()
    back = succession.reversed_links({pk: after for pk, after in links.items() if pk in closed})
    wanted = {trust.pk for trust in trusts} if trusts is not None else {*own, *back}
    found: dict[int, list[Former]] = {}
    for pk in wanted:
        formers = [Former(text) for text in own.get(pk, ())]
        for before in succession.everything_after(back, [pk]):
            was = closed[before]
            formers.append(Former(was.name, was.ods_code))
            formers += [Former(text, was.ods_code) for text in own.get(before, ())]
        found[pk] = list(dict.fromkeys(formers))
    return found


@dataclass
class TrustNames:
    """Every name in the register, read once: for looking up many texts."""

    trusts: dict[int, Trust]
    by_code: dict[str, int]
    by_key: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_former_key: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_core: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls) -> TrustNames:
        """The register of today. Two queries."""
        trusts = Trust.objects.in_bulk()
        found = cls(trusts, {trust.ods_code: pk for pk, trust in trusts.items()})
        for pk, trust in trusts.items():
            found.by_key[key_of(trust.name)].add(pk)
            found.by_core[core_of(trust.name)].add(pk)
        told = TrustFigure.objects.filter(measure=FORMER_NAME).values_list("trust_id", "text")
        for pk, text in told:
            found.by_former_key[key_of(text)].add(pk)
            found.by_core[core_of(text)].add(pk)
        return found

    def coded(self, text: str) -> Trust | None:
        """The trust with this code, whatever its blanks and capitals."""
        pk = self.by_code.get(ods_codes.normalised(text))
        return None if pk is None else self.trusts[pk]

    def named(self, text: str) -> list[Trust]:
        """The trusts that a name means: its own, or else a former one, or else a like one.

        A like one is taken only where no other trust is like it; nothing is guessed between two.
        """
        key = key_of(text)
        found = (self.by_key.get(key) or self.by_former_key.get(key)) if key else None
        if not found:
            core = core_of(text)
            alike = self.by_core.get(core, set()) if core else set()
            found = alike if len(alike) == 1 else None
        return [self.trusts[pk] for pk in sorted(found or ())]


MOST_NAMES = 2


class TrustChoiceField(forms.ModelChoiceField):
    """One trust out of a list, each with what it was called: people look for the name they knew."""

    _formerly: dict[int, list[Former]] | None = None

    def label_from_instance(self, obj: Any) -> str:
        """The name, and after it the latest former ones."""
        if self._formerly is None:
            self._formerly = former_names()
        names = dict.fromkeys(one.name for one in self._formerly.get(obj.pk, ()))
        former = ", ".join(list(names)[:MOST_NAMES])
        return f"{obj.name} (formerly {former})" if former else str(obj.name)
