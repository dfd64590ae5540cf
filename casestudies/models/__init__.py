from casestudies.models.adoption import Adoption, AdoptionMeasure, AdoptionSaving
from casestudies.models.area import EfficiencyArea
from casestudies.models.blueprint import BlueprintStep, Resource, Risk
from casestudies.models.case_study import CaseStudyPage
from casestudies.models.evidence import EvidenceGrade
from casestudies.models.figures import ImplementationCost, Measure, Saving
from casestudies.models.index import CaseStudiesIndexPage, TrustCaseStudiesPage
from casestudies.models.people import Contact, PartnerOrganisation
from casestudies.models.review import ReviewTask
from casestudies.models.sign_off import SignOff

__all__ = [
    "Adoption",
    "AdoptionMeasure",
    "AdoptionSaving",
    "BlueprintStep",
    "CaseStudiesIndexPage",
    "CaseStudyPage",
    "Contact",
    "EfficiencyArea",
    "EvidenceGrade",
    "ImplementationCost",
    "Measure",
    "PartnerOrganisation",
    "Resource",
    "ReviewTask",
    "Risk",
    "Saving",
    "SignOff",
    "TrustCaseStudiesPage",
]
