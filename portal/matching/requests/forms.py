"""Asking for help: the five-minute form, who asks together, and the ten questions of readiness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from casestudies.choices import HelpKind
from portal.matching.choices import SMALL_HELP, PlaceKind
from portal.matching.requests import services as request_services
from portal.matching.requests import starting
from portal.matching.requests.readiness import QUESTIONS, VERSION, Answer
from portal.matching.requests.services import MOST_PARTNERS, Partner, Place
from portal.performance.measures import MEASURES
from portal.trusts import ods_codes
from portal.trusts.former_trusts import TrustNames, carried_on_by
from portal.trusts.models import Trust, TrustQuerySet

MOST = 20
SUGGESTIONS = 3


class TrustsField(forms.CharField):
    """Trusts by ODS code or name, one a line. Its value is a list of open trusts.

    The code or name of a trust that has merged, and an old name, mean the trust that carries on.
    Raises ValidationError that names each line that fits no trust, or more than one.
    """

    widget = forms.Textarea

    def __init__(self, **kw: Any) -> None:
        kw.setdefault("required", False)
        super().__init__(max_length=4000, **kw)
        self.population: TrustQuerySet = Trust.objects.none()

    def clean(self, value: Any) -> list[Trust]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(f"Name {MOST} trusts at most.")
        found, problems = [], []
        for line in lines:
            trusts = self._candidates(line)
            if len(trusts) == 1:
                found.append(trusts[0])
            else:
                problems.append(self._sentence(line, trusts))
        if problems:
            raise ValidationError(problems)
        return list(dict.fromkeys(found))

    def _candidates(self, line: str) -> list[Trust]:
        exact = Q(ods_code=ods_codes.normalised(line)) | Q(name__iexact=line)
        close = Q(name__icontains=line)
        chosen = list(self.population.filter(exact)[:1])
        return (
            chosen
            or list(self.population.filter(close)[: SUGGESTIONS + 1])
            or self._carrying_on(line)
        )

    def _carrying_on(self, line: str) -> list[Trust]:
        """The trusts of the population that carry on what had this name or code."""
        known = TrustNames.read()
        coded = known.coded(line)
        meant = [coded] if coded else known.named(line)
        ids = {one.pk for heirs in carried_on_by(meant).values() for one in heirs}
        return list(self.population.filter(pk__in=ids))

    @staticmethod
    def _sentence(line: str, trusts: list[Trust]) -> str:
        if eaten := ods_codes.why_not(line):
            return eaten
        if not trusts:
            return f"We know no open trust called “{line}”. Enter its name or ODS code."
        names = "; ".join(f"{trust.name} ({trust.ods_code})" for trust in trusts[:SUGGESTIONS])
        more = " and others" if len(trusts) > SUGGESTIONS else ""
        return f"“{line}” fits more than one trust: {names}{more}. Enter the ODS code."


class PartnersField(forms.CharField):
    """Partners that are no trust, one a line: a name, and after a colon its part in the work."""

    widget = forms.Textarea

    def __init__(self, **kw: Any) -> None:
        kw.setdefault("required", False)
        super().__init__(max_length=4000, **kw)

    def clean(self, value: Any) -> list[Partner]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_PARTNERS:
            raise ValidationError(f"Name {MOST_PARTNERS} partners at most.")
        halves = [line.partition(":") for line in lines]
        return [Partner(name.strip(), part.strip()) for name, _, part in halves]


class TogetherForm(forms.Form):
    """Fields of a place that asks together, what is offered back, and the word to peers."""

    place_kind = forms.ChoiceField(
        label="Who asks?",
        required=False,
        choices=[("", "Our trust, alone or with the trusts named below"), *PlaceKind.choices],
    )
    place_name = forms.CharField(
        label="Name of the place or partnership",
        max_length=160,
        required=False,
        help_text="Leave it empty for your own integrated care board: we fill it in.",
    )
    members = TrustsField(
        label="Trusts that ask together with you",
        help_text="One a line, by name or ODS code. They see this request.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    partners = PartnersField(
        label="Councils and other partners",
        help_text="One a line. After a colon you can say what they do in it, such as: "
        "Northmoor Council: home care. The team that helps sees them.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    offer_back = forms.CharField(
        label="What can you offer back?",
        max_length=300,
        required=False,
        help_text="Such as: a visit to our day unit, our training slides. The team sees it.",
    )
    open_to_peers = forms.BooleanField(
        label="Other trusts with this problem may see our name, to talk",
        required=False,
        help_text="Only trusts that ask about the same area see it, and only the name. "
        "You can take it back at any time.",
    )

    TOGETHER = (
        "place_kind",
        "place_name",
        "members",
        "partners",
        "offer_back",
        "open_to_peers",
    )

    def check_together(self, answers: dict[str, Any], trust: Trust | None) -> None:
        """Name the place where only its kind was chosen, and put what is amiss at its field."""
        if answers.get("place_kind") == PlaceKind.ICB and not answers.get("place_name") and trust:
            answers["place_name"] = trust.icb
        if any(name in self.errors for name in self.TOGETHER):
            return
        place = Place(
            kind=answers.get("place_kind", ""),
            name=answers.get("place_name", ""),
            trusts=tuple(answers.get("members") or ()),
            partners=tuple(answers.get("partners") or ()),
        )
        try:
            request_services.check(place)
        except ValidationError as error:
            self.add_error(None, error)


class WhyNotForm(forms.Form):
    """`?trust=`: one trust by its ODS code."""

    trust = forms.CharField(
        label="Which trust?",
        max_length=10,
        required=False,
        error_messages={"max_length": "An ODS code has at most five characters."},
    )

    def clean_trust(self) -> Trust | None:
        code = ods_codes.normalised(self.cleaned_data["trust"])
        if not code:
            return None
        trust = Trust.objects.filter(ods_code=code).first()
        if trust is None:
            why = ods_codes.why_not(code) or f"There is no trust with the code “{code}”."
            raise ValidationError(f"{why} Choose one below.")
        return trust


HELD = "matching_readiness"
CHOICES = [
    (Answer.YES.value, "Yes"),
    (Answer.PARTLY.value, "Partly"),
    (Answer.NO.value, "No"),
]


class ReadinessForm(forms.Form):
    """One choice a question, all needed."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for place, question in enumerate(QUESTIONS, 1):
            self.fields[question.key] = forms.ChoiceField(
                label=f"{place}. {question.text}",
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": f"Answer question {place}: yes, partly or no."},
            )


def hold(session: SessionBase, answers: dict[str, str]) -> None:
    """Keep a visitor's answers in their own session, through signing in."""
    session[HELD] = {"version": VERSION, "answers": answers}


def held(session: SessionBase) -> dict[str, str] | None:
    """The answers that wait, or None: also where the questions have changed since."""
    kept = session.get(HELD)
    return kept["answers"] if kept and kept["version"] == VERSION else None


def forget(session: SessionBase) -> None:
    """Throw the answers away."""
    session.pop(HELD, None)


Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Rung:
    """One kind of help: what it is, how long it takes, who it goes to."""

    kind: HelpKind
    title: str
    what: str
    takes: str
    goes_to: str


NO_TEAM = "We are not sure: let the broker find one"
TEAM = "Straight to the team you choose"
BROKER = "To the programme’s broker, who finds a team that fits"
LADDER = (
    Rung(
        HelpKind.QUESTION,
        "Ask a question",
        "You write, they answer in a thread that both teams see.",
        "10 minutes of their time",
        TEAM,
    ),
    Rung(
        HelpKind.TALK,
        "Have a talk",
        "A call with one of the people who did it.",
        "30 minutes",
        TEAM,
    ),
    Rung(
        HelpKind.VISIT,
        "Visit",
        "You go and see it at work, or they come to you.",
        "Half a day",
        TEAM,
    ),
    Rung(
        HelpKind.REVIEW,
        "Have a two-day review",
        "Their team looks at your service with you and writes down what to change first.",
        "Two days on site",
        BROKER,
    ),
    Rung(
        HelpKind.PAIRING,
        "Be paired",
        "You work to agreed goals with an exemplar.",
        "6 to 12 months",
        BROKER,
    ),
)


class AskForm(TogetherForm):
    """A help request. `areas` and `teams` are choices; `asking_for` the trusts one may ask for.

    `without_team` lets small help go to the broker, where no team is known yet.
    """

    trust = forms.ChoiceField(label="Which trust do you ask for?")
    help_kind = forms.ChoiceField(
        label="What kind of help do you want?",
        choices=[(rung.kind.value, rung.title) for rung in LADDER],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind of help."},
    )
    area = forms.ChoiceField(
        label="Which area is it about?",
        error_messages={"required": "Choose the area your problem is in."},
    )
    helper = forms.ChoiceField(
        label="Which team should it go to?",
        required=False,
        help_text="For a question, a talk or a visit. For the rest the broker finds a team.",
    )
    problem = forms.CharField(
        label="What is the problem?",
        max_length=3000,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A few sentences: what happens now, and what you want instead. "
        "Leave out anything about a patient or a named member of staff.",
        error_messages={
            "required": "Say what the problem is, in a few sentences.",
            "min_length": "Say a little more, so that a team can tell if it can help.",
        },
    )
    by_when = forms.DateField(
        label="When do you need it by?",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": "Enter a date, such as 30/6/2027."},
    )
    starting_figure = forms.CharField(
        label="Where do you start?",
        max_length=120,
        required=False,
        help_text="One figure and its date, such as: 14% of appointments missed, May 2026.",
    )
    measure = forms.ChoiceField(
        label="Which national measure is it about?",
        required=False,
        help_text="If one of these shows your problem, a team that began where you are is found "
        "first. If none does, leave it.",
    )
    starting_value = forms.DecimalField(
        label="Your figure",
        max_digits=14,
        decimal_places=4,
        required=False,
        help_text="In the unit of the measure.",
        error_messages={"invalid": "Enter your figure as a number, such as 5.2."},
    )
    starting_year = forms.ChoiceField(label="Of which financial year?", required=False)
    tried_so_far = forms.CharField(
        label="What have you tried so far?",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    other_area = forms.ChoiceField(
        label="A second area",
        required=False,
        help_text="For a two-day review or a long pairing. Each area gets a team of its own.",
    )
    prefer_near = forms.BooleanField(label="A trust near us", required=False)
    prefer_same_type = forms.BooleanField(label="A trust of our type", required=False)
    prefer_same_system = forms.BooleanField(label="A trust with our record system", required=False)
    not_these = TrustsField(
        label="Trusts not to ask",
        help_text="One a line, by name or ODS code. Only you and the broker see this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    case_study = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # The fields of a place come from the base, and would stand first.
    field_order = (
        *("trust", "help_kind", "area", "helper", "problem", "by_when"),
        *("measure", "starting_value", "starting_year", "starting_figure", "tried_so_far"),
        *("prefer_near", "prefer_same_type"),
        *("prefer_same_system", "not_these"),
    )
    START = ("measure", "starting_value", "starting_year")
    DETAILS = (
        *START,
        "starting_figure",
        "tried_so_far",
        "other_area",
        "prefer_near",
        "prefer_same_type",
        "prefer_same_system",
        "not_these",
        *TogetherForm.TOGETHER,
    )

    def __init__(
        self,
        *args: Any,
        areas: Choices,
        teams: Choices,
        asking_for: Sequence[Trust] = (),
        without_team: bool = True,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.asking_for = {trust.ods_code: trust for trust in asking_for}
        self.fields["area"].choices = [("", "Choose an area"), *areas]
        self.fields["other_area"].choices = [("", "None"), *areas]
        self.fields["measure"].choices = [("", "None of these"), *starting.measure_choices()]
        self.fields["starting_year"].choices = [("", "Choose"), *starting.year_choices()]
        self.fields["helper"].choices = [
            *([("", NO_TEAM)] if without_team else []),
            *teams,
        ]
        if len(self.asking_for) > 1:
            self.fields["trust"].choices = [(c, t.name) for c, t in self.asking_for.items()]
        else:
            del self.fields["trust"]
        for name in ("members", "not_these"):
            self.fields[name].population = self._population()

    def _population(self) -> Any:
        """Open trusts of the asking trust's own population, without the trust itself."""
        trust = self.asking_trust
        if trust is None:
            return Trust.objects.open()
        return Trust.objects.open().same_population(trust).exclude(pk=trust.pk)

    @property
    def asking_trust(self) -> Trust | None:
        """The trust this request is for, or None while nobody has signed in."""
        chosen = self.data.get("trust") or self.initial.get("trust")
        return self.asking_for.get(chosen) or next(iter(self.asking_for.values()), None)

    @property
    def trust_name(self) -> str:
        return self.asking_trust.name if self.asking_trust else ""

    @property
    def details_open(self) -> bool:
        """True where something below the fold was filled in or is wrong."""
        return any(self[name].value() or self[name].errors for name in self.DETAILS)

    def clean_by_when(self) -> Any:
        day = self.cleaned_data["by_when"]
        if day and day < timezone.localdate():
            raise ValidationError("Enter a day that is still to come.")
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        kind = answers.get("help_kind")
        if answers.get("other_area") and answers.get("other_area") == answers.get("area"):
            self.add_error("other_area", "Choose another area than the first, or none.")
        if answers.get("other_area") and kind in SMALL_HELP:
            self.add_error("other_area", "A question, a talk or a visit is about one area.")
        helper = answers.get("helper")
        if helper and any(trust.ods_code == helper for trust in answers.get("not_these") or []):
            self.add_error("not_these", "You chose this team above. Take it out of one of the two.")
        self.check_together(answers, self.asking_trust)
        self._read_start(answers)
        return answers

    def _read_start(self, answers: dict[str, Any]) -> None:
        """Put the start that was typed under `start`, or what is amiss at its field."""
        trust, measure = self.asking_trust, answers.get("measure", "")
        if trust is None or any(name in self.errors for name in self.START):
            return
        if (
            measure
            and answers.get("area")
            and not starting.belongs_to(MEASURES[measure], answers["area"])
        ):
            self.add_error(
                "measure",
                f"{MEASURES[measure].name} is not of this area. Choose another measure, or none.",
            )
            return
        try:
            answers["start"] = starting.read_start(
                trust, measure, answers.get("starting_value"), answers.get("starting_year", "")
            )
        except ValidationError as error:
            self.add_error(None, error)
