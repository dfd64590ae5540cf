from casestudies.models.adoption import (
    Adoption,
    AdoptionAsk,
    AdoptionMeasure,
    AdoptionSaving,
    AdoptionSignOff,
)
from casestudies.models.area import EfficiencyArea, FormerAreaSlug, WantedCaseStudy
from casestudies.models.blueprint import (
    BlueprintStep,
    Contact,
    PartnerOrganisation,
    Picture,
    Resource,
    Risk,
)
from casestudies.models.case_study import CaseStudiesIndexPage, CaseStudyPage, TrustCaseStudiesPage
from casestudies.models.figures import ImplementationCost, Measure, Saving
from casestudies.models.importing import ImportedRecord, ImportRun
from casestudies.models.review import FinanceTask, PeerReviewTask, ReviewTask
from casestudies.models.review_records import (
    EvidenceGrade,
    MoneyComparison,
    PeerReview,
    ReviewCriterion,
    SignOff,
)
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
