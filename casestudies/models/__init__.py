from casestudies.models.adoption import (
    Adoption,
    AdoptionAsk,
    AdoptionMeasure,
    AdoptionSaving,
    AdoptionSignOff,
)
from casestudies.models.area import EfficiencyArea, FormerAreaSlug, WantedCaseStudy
from casestudies.models.blueprint import BlueprintStep, Resource, Risk
from casestudies.models.case_study import CaseStudyPage
from casestudies.models.evidence import EvidenceGrade
from casestudies.models.figures import ImplementationCost, Measure, Saving
from casestudies.models.importing import ImportedRecord, ImportRun
from casestudies.models.index import CaseStudiesIndexPage, TrustCaseStudiesPage
from casestudies.models.money_comparison import MoneyComparison
from casestudies.models.peer_review import PeerReview, ReviewCriterion
from casestudies.models.people import Contact, PartnerOrganisation
from casestudies.models.picture import Picture
from casestudies.models.review import FinanceTask, PeerReviewTask, ReviewTask
from casestudies.models.sign_off import SignOff
from casestudies.models.writing import WritingDraft

__all__ = [
    "Adoption",
    "AdoptionAsk",
    "AdoptionMeasure",
    "AdoptionSaving",
    "AdoptionSignOff",
    "BlueprintStep",
    "CaseStudiesIndexPage",
    "CaseStudyPage",
    "Contact",
    "EfficiencyArea",
    "EvidenceGrade",
    "FinanceTask",
    "FormerAreaSlug",
    "ImplementationCost",
    "ImportRun",
    "ImportedRecord",
    "Measure",
    "MoneyComparison",
    "PartnerOrganisation",
    "PeerReview",
    "PeerReviewTask",
    "Picture",
    "Resource",
    "ReviewCriterion",
    "ReviewTask",
    "Risk",
    "Saving",
    "SignOff",
    "TrustCaseStudiesPage",
    "WantedCaseStudy",
    "WritingDraft",
]
