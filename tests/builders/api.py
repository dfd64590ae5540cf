"""A small site that every endpoint of the API has something to say of."""

from __future__ import annotations

from tests.builders.casestudies import (
    make_adoption,
    make_area,
    make_case_study,
    make_signpost,
    sign_line,
)
from tests.builders.matching import make_designation, make_offer, make_programme
from tests.builders.trusts import make_figure, make_known_trust, make_trust


class PublicWorld:
    """A trust with a signed case study, an adopter, an offer, a figure and a signpost."""

    def __init__(self):
        self.area = make_area("Rostering")
        self.below = make_area("Night rosters", parent=self.area)
        self.trust = make_known_trust("RAA", name="Aldermoor NHS Trust")
        make_known_trust("RAB", factor=1.1)
        self.case_study = make_case_study(self.trust, [self.below], title="Plan rosters earlier")
        sign_line(self.case_study)
        self.adopter = make_trust(name="Birchfield NHS Trust")
        make_adoption(self.case_study, self.adopter)
        self.signpost = make_signpost(self.trust, title="Read about rosters")
        programme = make_programme(areas=[self.area])
        self.offer = make_offer(make_designation(self.trust, programme), self.area)
        make_figure(self.trust, "beds", 650, year="2020/21", source="Bed returns")

    def addresses(self):
        """One address of each operation of the OpenAPI document."""
        return {
            "index": "/api/v1/",
            "searchCaseStudies": "/api/v1/case-studies/?q=rosters",
            "readCaseStudy": f"/api/v1/case-studies/{self.case_study.pk}/",
            "listAreas": "/api/v1/areas/",
            "readArea": f"/api/v1/areas/{self.area.slug}/",
            "listTrusts": "/api/v1/trusts/",
            "readTrust": f"/api/v1/trusts/{self.trust.ods_code}/",
            "listSimilarTrusts": f"/api/v1/trusts/{self.trust.ods_code}/similar/",
            "listExemplars": "/api/v1/exemplars/",
        }
