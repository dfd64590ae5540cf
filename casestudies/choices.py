"""The enumerations of a case study, in the field's own words."""

from __future__ import annotations

from django.db import models

from portal.performance.measures import MEASURES


class Kind(models.TextChoices):
    """The three kinds of efficiency."""

    COST_REDUCTION = "cost-reduction", "Cost reduction"
    PRODUCTIVITY = "productivity", "Productivity improvement"
    SYSTEM = "system", "System efficiency"


class Stage(models.TextChoices):
    PLANNED = "planned", "Planned"
    TESTING = "testing", "Testing"
    EMBEDDED = "embedded", "Embedded"
    SPREADING = "spreading", "Spreading"
    STOPPED = "stopped", "Stopped"


class Effect(models.TextChoices):
    """What a saving does to the books."""

    CASH_RELEASING = "cash-releasing", "Cash-releasing"
    COST_AVOIDED = "cost-avoided", "Cost avoidance"
    CAPACITY = "capacity", "Capacity released"
    INCOME = "income", "Income"


class Recurrence(models.TextChoices):
    RECURRENT = "recurrent", "Recurrent"
    ONE_OFF = "one-off", "One-off"


class OneOffReason(models.TextChoices):
    LAND_SALE = "land-sale", "Land sale"
    ACCOUNTING = "accounting", "Accounting change"
    VACANCY_FREEZE = "vacancy-freeze", "Vacancy freeze"
    DELAYED_MAINTENANCE = "delayed-maintenance", "Delayed maintenance"
    OTHER = "other", "Other"


class CostKind(models.TextChoices):
    REVENUE = "revenue", "Revenue"
    CAPITAL = "capital", "Capital"
    STAFF_DAYS = "staff-days", "Staff days"


class SignOffLevel(models.TextChoices):
    """The ladder of trust in a figure, lowest first."""

    ESTIMATED = "estimated", "Estimated by the team"
    FINANCE = "finance", "Signed by trust finance"
    INDEPENDENT = "independent", "Independently checked"
    ADOPTER = "adopter", "Confirmed by an adopter"


SIGN_OFF_RANK = {level: rank for rank, level in enumerate(SignOffLevel.values)}


class Grade(models.TextChoices):
    """How far the evidence carries, strongest first."""

    STRONG = "strong", "Strong evidence"
    GOOD = "good", "Good evidence"
    PROMISING = "promising", "Promising evidence"
    EARLY = "early", "Early evidence"


class Direction(models.TextChoices):
    """What the evidence says: a strong grade of a failure is strong evidence of a failure."""

    WORKS = "works", "It works"
    MIXED = "mixed", "Mixed results"
    NO_CLEAR_EFFECT = "no-clear-effect", "No clear effect"
    DOES_NOT_WORK = "does-not-work", "It does not work"
    MADE_WORSE = "made-worse", "It made things worse"
    NOT_MEASURED = "not-measured", "Its effect was not measured"


class Design(models.TextChoices):
    """How the result was measured, weakest first."""

    DESCRIPTION = "description", "Described, not measured"
    BEFORE_AFTER = "before-after", "Before and after"
    TIME_SERIES = "time-series", "Measured over time (run chart)"
    COMPARED = "compared", "Compared with sites that did not change"
    TRIAL = "trial", "Trial with sites chosen at random"


class Independence(models.TextChoices):
    OWN_TEAM = "own-team", "Measured by the team itself"
    OWN_TRUST = "own-trust", "Measured by another department of the trust"
    EXTERNAL = "external", "Measured by someone outside the trust"


class CareSetting(models.TextChoices):
    WARD = "ward", "Hospital ward"
    EMERGENCY = "emergency", "Emergency department"
    THEATRE = "theatre", "Operating theatre"
    OUTPATIENTS = "outpatients", "Outpatient clinic"
    DIAGNOSTICS = "diagnostics", "Diagnostics"
    HOME = "home", "People's homes"
    COMMUNITY_CLINIC = "community-clinic", "Community clinic"
    COMMUNITY_HOSPITAL = "community-hospital", "Community hospital"
    MENTAL_HEALTH_WARD = "mental-health-ward", "Mental health ward"
    MENTAL_HEALTH_COMMUNITY = "mental-health-community", "Mental health team"
    AMBULANCE = "ambulance", "Ambulance"
    CONTROL_ROOM = "control-room", "Control room"
    SUPPORT_SERVICES = "support-services", "Support services"
    WHOLE_SYSTEM = "whole-system", "Across a system"


class HelpKind(models.TextChoices):
    """The ladder of help, lightest first."""

    QUESTION = "question", "Answer a question"
    TALK = "talk", "30-minute talk"
    VISIT = "visit", "Visit"
    REVIEW = "review", "Two-day review"
    PAIRING = "pairing", "Long pairing"


class Visibility(models.TextChoices):
    PUBLIC = "public", "Anyone"
    NETWORK = "network", "Signed-in members"


class ResourceKind(models.TextChoices):
    CORE = "core", "Core: you need this"
    OPTIONAL = "optional", "Optional"
    SUPPORT = "support", "Support"


class Licence(models.TextChoices):
    OGL = "ogl-3", "Open Government Licence v3.0"
    CC_BY = "cc-by-4", "Creative Commons Attribution 4.0"
    OWNER = "owner", "Rights stay with the publisher"
    UNKNOWN = "unknown", "Not stated"


class AdoptionStatus(models.TextChoices):
    CONSIDERING = "considering", "Considering"
    IN_PROGRESS = "in-progress", "In progress"
    SUSTAINED = "sustained", "Sustained"
    ADAPTED = "adapted", "Sustained, with changes"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped"


class StopReason(models.TextChoices):
    NO_BENEFIT = "no-benefit", "It did not bring the result"
    COST = "cost", "It cost too much to run"
    STAFFING = "staffing", "We lacked the staff"
    APPROVAL = "approval", "We did not get approval"
    SYSTEMS = "systems", "It did not fit our systems"
    PRIORITIES = "priorities", "Other priorities came first"
    NOT_SUITABLE = "not-suitable", "It did not suit our patients or area"
    OTHER = "other", "Another reason"


NationalMeasure = models.TextChoices(  # type: ignore[call-overload]
    "NationalMeasure", {key: (key, measure.name) for key, measure in MEASURES.items()}
)


def national_measures() -> list[tuple[str, str]]:
    """The measures of the catalogue, for a field: a new one needs no migration."""
    return list(NationalMeasure.choices)
