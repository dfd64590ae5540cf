"""What the portal counts, in the singular and the plural, so that a number is never bare."""

from __future__ import annotations

from dataclasses import dataclass


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
