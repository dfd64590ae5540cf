"""Reading performance figures: the table of them all, with likeness from the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal.performance.measures import MEASURES, Measure
from portal.performance.models import PerformanceFigure
from portal.performance.performers import Figure, FigureTable
from portal.trusts.likeness import ours
from portal.trusts.likeness.ours import Frame, Profile
from portal.trusts.likeness.queries import profiles_for
from portal.trusts.models import Trust


def figure_table(
    *, illustrative: bool = False, measures: Iterable[Measure] = (), trust_type: str = ""
) -> FigureTable:
    """All national figures of real trusts, or of the invented ones; of some measures if given,
    and of one type of trust.

    A balancing measure is read with the one that it balances. One query, and those of the
    register for the first trust that is compared.
    """
    keys = {key for one in measures or MEASURES.values() for key in (one.key, one.balanced_by)}
    rows = (
        PerformanceFigure.objects.national()
        .of_population(illustrative=illustrative)
        .with_current_type()
        .filter(measure__in=keys - {""})
    )
    if trust_type:
        rows = rows.filter(current_type=trust_type)
    figures: dict[str, list[Figure]] = defaultdict(list)
    for key, code, kind, year, value, is_part in rows.values_list(
        "measure", "ods_code", "current_type", "year", "value", "is_part_year"
    ):
        figures[key].append(Figure(code, kind, year, float(value), is_part))
    return FigureTable(figures, _NearestTrusts(illustrative=illustrative))


class _NearestTrusts:
    """The trusts most like one, open and closed, of its type, by our method: nearest first.

    Closed ones too, because figures stay with the trust that reported them.
    """

    def __init__(self, *, illustrative: bool) -> None:
        self._illustrative = illustrative
        self._types: dict[str, str] | None = None
        self._profiles: dict[str, tuple[dict[str, Profile], Frame]] = {}
        self._near: dict[str, list[str]] = {}

    def __call__(self, ods_code: str) -> Sequence[str]:
        if ods_code not in self._near:
            self._near[ods_code] = self._nearest(ods_code)
        return self._near[ods_code]

    def _nearest(self, ods_code: str) -> list[str]:
        if self._types is None:
            trusts = Trust.objects.filter(illustrative=self._illustrative)
            self._types = dict(trusts.values_list("ods_code", "type"))
        trust_type = self._types.get(ods_code, "")
        if not trust_type:
            return []
        profiles, frame = self._of_type(trust_type)
        return list(ours.places_on_list(profiles[ods_code], profiles.values(), frame=frame))

    def _of_type(self, trust_type: str) -> tuple[dict[str, Profile], Frame]:
        if trust_type not in self._profiles:
            trusts = Trust.objects.filter(illustrative=self._illustrative, type=trust_type)
            known = profiles_for(trusts, illustrative={self._illustrative}, type=trust_type)
            profiles = {code: one.profile for code, one in known.items()}
            self._profiles[trust_type] = profiles, ours.frame_of(profiles.values())
        return self._profiles[trust_type]
