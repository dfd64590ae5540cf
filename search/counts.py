"""How many there are: the one place where the pages that count case studies get their numbers.

A number and the link that carries it come from one `SearchQuery`, through the engine that answers
the link as well, so that they cannot differ. What is counted:

- case studies, which passed the portal's own checks; a signpost to a case published elsewhere is
  never counted with them;
- what is current: neither withdrawn nor retired. A project that was stopped counts: its trust
  shared what it learnt;
- what the person who looks may read;
- real trusts or the invented ones of a demonstration, never both;
- in an area with all areas below it, each case study once;
- for a type of trust: of a trust of that type, or used in such trusts, as `trust_type` finds.

What the portal counts, in the singular and the plural, so that a number is never bare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.query import CHECKED, SearchQuery, address_of
from search.results import SearchResults
from search.site_engine import get_engine

AREA, TRUST_TYPE = "area", "trust_type"
OF_ALL = "Case studies that passed our checks. Signposts to cases published elsewhere do not count."
OF_TYPE = "Case studies of trusts of this type, or used in such trusts."
OF_AREA = "Case studies in this area or in one below it, each counted once."
OF_TRUSTS = "Trusts whose own case studies these are."


@dataclass(frozen=True)
class Count:
    """A number that people read: what it counts, how, and the address that shows just these."""

    number: int
    noun: Noun
    url: str
    definition: str = ""

    @property
    def words(self) -> str:
        """The number with its noun: “3 case studies”."""
        return self.noun.counted(self.number)

    @property
    def label(self) -> str:
        """The noun as it stands after the number."""
        return self.noun.after(self.number)

    @property
    def attributes(self) -> SafeString:
        """For the link: the number behind it, in the markup, where a test can follow it."""
        return format_html(' data-count="{}" data-of="{}"', self.number, self.noun.slug)


@dataclass(frozen=True)
class CaseStudyCounts:
    """All counts of case studies for one reader, of one search for them."""

    query: SearchQuery
    results: SearchResults

    @property
    def all(self) -> Count:
        """Every case study of the search."""
        return Count(self.results.total, CASE_STUDIES, address_of(self.query), OF_ALL)

    @property
    def trusts(self) -> Count:
        """The trusts whose case studies these are; their link is the map with its list."""
        codes = [code for code in self.results.origins if code]
        return Count(len(codes), TRUSTS, address_of(self.query, view="search:map"), OF_TRUSTS)

    @property
    def trust_codes(self) -> list[str]:
        """The ODS codes of these trusts."""
        return [code for code in self.results.origins if code]

    def narrowed_to(self, facet: str, value: str) -> Count:
        """Those with one value of a facet, whatever the search itself chose of that facet."""
        counted = {one.value: one.count for one in self.results.facet(facet).values}
        query = _narrowed(self.query, facet, value)
        told = {AREA: OF_AREA, TRUST_TYPE: OF_TYPE}.get(facet, OF_ALL)
        return Count(counted.get(value, 0), CASE_STUDIES, address_of(query), told)

    def of_area_and_type(self, area: str, trust_type: str) -> Count:
        """Those of a type of trust in one area, by its slug."""
        query = _narrowed(_narrowed(self.query, AREA, area), TRUST_TYPE, trust_type)
        number = self.results.crossed.get((area, trust_type), 0)
        return Count(number, CASE_STUDIES, address_of(query), OF_TYPE)


def case_studies(
    *, illustrative: bool, sees_network: bool = False, area: str = ""
) -> CaseStudyCounts:
    """The case studies of one population that a reader may see; of one area only, if it is named.

    One search, or two on a site that holds both populations.
    """
    filters = [("record", (CHECKED,))]
    if area:
        filters.append((AREA, (area,)))
    query = SearchQuery(
        filters=tuple(filters),
        page_size=1,
        sees_network=sees_network,
        counts_origins=True,
        crosses=(AREA, TRUST_TYPE),
    )
    found = get_engine().search(query)
    wanted, others = ("yes", "no") if illustrative else ("no", "yes")
    populations = {one.value: one.count for one in found.facet("illustrative").values}
    if populations.get(others):
        query = _narrowed(query, "illustrative", wanted)
        found = get_engine().search(query)
    return CaseStudyCounts(query, found)


def _narrowed(query: SearchQuery, facet: str, value: str) -> SearchQuery:
    """The same search with this choice alone of the facet."""
    kept = query.without(facet)
    return replace(kept, filters=(*kept.filters, (facet, (value,))))


@dataclass(frozen=True)
class Noun:
    """A thing that is counted. `slug` names it in the markup, beside its number."""

    singular: str
    plural: str
    slug: str

    def after(self, number: int) -> str:
        """The word that stands after this number."""
        return self.singular if number == 1 else self.plural

    def counted(self, number: int) -> str:
        """The number with its noun: “1 case study”, “1,204 case studies”."""
        return f"{number:,} {self.after(number)}"


CASE_STUDIES = Noun("case study", "case studies", "case-studies")
SIGNPOSTS = Noun("signpost", "signposts", "signposts")
# Case studies and signposts together, as a search gives them.
RESULTS = Noun("result", "results", "results")
TRUSTS = Noun("trust", "trusts", "trusts")
ADOPTIONS = Noun("adoption", "adoptions", "adoptions")
GAPS = Noun("gap", "gaps", "gaps")
RECORDS = Noun("record", "records", "records")


def records_in_words(checked: int, signposts: int) -> str:
    """What a search finds: “58 case studies and 16 signposts”; a kind of which it has none is
    left out, and where it has neither, “0 case studies”.
    """
    told = [CASE_STUDIES.counted(checked)] if checked or not signposts else []
    if signposts:
        told.append(SIGNPOSTS.counted(signposts))
    return " and ".join(told)
