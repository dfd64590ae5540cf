"""The facts that the score reads of a need and of an offer. Pure; what is not known is None."""

from __future__ import annotations

from dataclasses import dataclass

from portal.trusts.likeness.scale import NOT_RANKED


@dataclass(frozen=True)
class TrustFacts:
    """What the register knows of a trust. Blank is not known.

    `type_from` names the successor that the type was inferred from. `system` is a supplier that
    can be shared: blank also for a trust that has none yet, whose `system_said` tells so.
    `system_year` is the fact's year.
    """

    ods_code: str
    name: str = ""
    type: str = ""
    type_label: str = ""
    type_from: str = ""
    region: str = ""
    region_label: str = ""
    icb: str = ""
    system: str = ""
    system_year: str = ""
    system_said: str = ""

    @property
    def called(self) -> str:
        """Its name, or its code where that is all there is."""
        return self.name or self.ods_code


@dataclass(frozen=True)
class Proof:
    """What an exemplar has published in the area. `grade` runs from 0 (none) to 1 (strong)."""

    case_studies: int
    signed_recurrent: int
    grade: float = 0.0
    grade_label: str = ""
    adopters: int = 0


@dataclass(frozen=True)
class Alike:
    """Likeness of two trusts, 0 to 1, with what they share and where they differ.

    `said` is its word and place as every page gives it.
    """

    similarity: float
    closest_on: tuple[str, ...] = ()
    differs_on: tuple[str, ...] = ()
    said: str = NOT_RANKED


@dataclass(frozen=True)
class Standing:
    """Where both stand on one measure: the share, 0 to 1, of like trusts that do worse."""

    measure: str
    seeker: float
    helper: float


@dataclass(frozen=True)
class Starts:
    """Where both began on one measure, in words with year and source, and how alike that is.

    `likeness` runs from 1 (the same start) to 0; a half is neither alike nor unlike.
    `case_study` is the id of the record that tells of the helper's start, None where a national
    publication does.
    """

    measure: str
    seeker: str
    helper: str
    likeness: float
    case_study: int | None = None


@dataclass(frozen=True)
class Words:
    """The case study, in the area offered, that speaks of a need best.

    `speaks` is False where the fit is too slight to say so. `shared` are words of both.
    """

    case_study: int
    title: str
    fit: float
    speaks: bool
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Free:
    """Places, and hours this quarter if the exemplar set a ceiling."""

    places_left: int
    places: int
    hours_left: float | None = None
    hours: float | None = None


@dataclass(frozen=True)
class Feedback:
    """The mean of what `answers` earlier partners said, from 1 to 5."""

    mean: float
    answers: int


@dataclass(frozen=True)
class NeedFacts:
    """A need: who asks, in which area (slugs from the top of the tree down), for what.

    `until` is the last year that counts as of the time ("" for now): a fact of a later year
    keeps half its pull. `preferences` are keys of `weights.PREFERENCES`.
    """

    trust: TrustFacts
    area: tuple[str, ...]
    area_name: str = ""
    has_words: bool = False
    until: str = ""
    preferences: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OfferFacts:
    """An offer, and what is known of it for one need. None is not known.

    `no_starts` says what is missing where the two starts are not known.
    """

    trust: TrustFacts
    area: tuple[str, ...] | None = None
    area_name: str = ""
    words: Words | None = None
    proof: Proof | None = None
    alike: Alike | None = None
    standing: Standing | None = None
    starts: Starts | None = None
    no_starts: str = ""
    miles: float | None = None
    free: Free | None = None
    feedback: Feedback | None = None
