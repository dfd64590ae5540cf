"""The register as a list that can be narrowed, and a trust by the code that somebody typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, TextChoices
from django.db.models.functions import Upper

from portal.trusts import facts, ods_codes
from portal.trusts.former_trusts import Former, former_names
from portal.trusts.models import Trust, TrustQuerySet

TYPE_NOT_KNOWN = "not-known"


class Status(TextChoices):
    OPEN = "open", "Open trusts"
    TO_OPEN = "to-open", "Trusts that open later"
    CLOSED = "closed", "Closed trusts"
    ALL = "all", "Open and closed"


class Population(TextChoices):
    ALL = "all", "Real and illustrative"
    REAL = "real", "Real trusts only"
    ILLUSTRATIVE = "illustrative", "Illustrative trusts only"


@dataclass(frozen=True)
class Filters:
    """What a reader asks of the register."""

    words: tuple[str, ...] = ()
    type: str = ""
    region: str = ""
    icb: str = ""
    status: Status = Status.OPEN
    population: Population = Population.ALL


def boards() -> list[tuple[str, str]]:
    """The integrated care boards in the register, by name."""
    found = Trust.objects.exclude(icb_code="").values_list("icb_code", "icb").distinct()
    return sorted(dict(found.order_by()).items(), key=lambda board: board[1])


def has_illustrative() -> bool:
    """True while the register holds invented trusts."""
    return Trust.objects.illustrative().exists()


def trusts(filters: Filters) -> TrustQuerySet:
    """The trusts that pass every filter, by name; each word may stand in any of the names."""
    found = Trust.objects.all()
    formerly = former_names() if filters.words else {}
    for word in filters.words:
        by_old_name = [pk for pk, names in formerly.items() if any(_has(n, word) for n in names)]
        found = found.filter(_by_own_name(word) | Q(pk__in=by_old_name))
    if filters.type:
        found = found.filter(type="" if filters.type == TYPE_NOT_KNOWN else filters.type)
    if filters.region:
        found = found.filter(region=filters.region)
    if filters.icb:
        found = found.filter(icb_code=filters.icb)
    match filters.status:
        case Status.OPEN:
            found = found.open()
        case Status.TO_OPEN:
            found = found.to_open()
        case Status.CLOSED:
            found = found.closed()
    if filters.population != Population.ALL:
        found = found.filter(illustrative=filters.population == Population.ILLUSTRATIVE)
    return found.order_by("illustrative", Upper("name"), "ods_code")


def _by_own_name(word: str) -> Q:
    return (
        Q(name__icontains=word)
        | Q(ods_code__iexact=word)
        | Q(town__icontains=word)
        | Q(postcode__istartswith=word)
    )


def _has(former: Former, word: str) -> bool:
    return (
        word.casefold() in former.name.casefold() or ods_codes.normalised(word) == former.ods_code
    )


def found_formerly(trusts: Iterable[Trust], words: Iterable[str]) -> dict[int, str]:
    """The old name by which a trust is in the list, where its own name is not what was asked.

    By id; a trust that its own name, code, town or postcode brought is left out.
    """
    asked, words = list(trusts), list(words)
    if not asked or not words:
        return {}
    own = Trust.objects.filter(pk__in=[trust.pk for trust in asked])
    for word in words:
        own = own.filter(_by_own_name(word))
    by_own_name = set(own.values_list("pk", flat=True))
    formerly = former_names(asked)
    found = {}
    for trust in asked:
        if trust.pk not in by_own_name:
            fitting = [n for n in formerly[trust.pk] if any(_has(n, word) for word in words)]
            if fitting:
                best = max(fitting, key=lambda one: sum(_has(one, word) for word in words))
                found[trust.pk] = best.name
    return found


@dataclass(frozen=True)
class History:
    """Where a trust comes from and what became of it."""

    former_name: str
    predecessors: list[Trust]
    successors: list[Trust]
    left_out: bool


def history_of(trust: Trust) -> History:
    """The trust's names and neighbours in time."""
    return History(
        former_name=facts.former_name(trust),
        predecessors=list(trust.predecessors.order_by("closed", "name")),
        successors=list(trust.successors.order_by("name")),
        left_out=facts.left_out_of_a_later_list(trust),
    )


EMPTY = "The register of trusts is empty. Run: uv run manage.py setup"


class NoSuchTrust(LookupError):
    """There is no such trust; the message says what to do."""


def trust_of_code(code: str) -> Trust:
    """The trust with this ODS code. Raises NoSuchTrust with a sentence for whoever typed it."""
    try:
        return Trust.objects.by_ods_code(code)
    except Trust.DoesNotExist as error:
        if not Trust.objects.exists():
            raise NoSuchTrust(EMPTY) from error
        why = ods_codes.why_not(code) or f"No trust has the code '{code}'. Codes look like RGT."
        raise NoSuchTrust(why) from error
