"""A signature is the signed-in person's own, whatever a form sends beside it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import pytest
from django import forms

import casestudies
import portal
import search
from casestudies import evidence
from casestudies.models import EvidenceGrade, PeerReview, SignOff
from casestudies.review import criteria
from casestudies.savings import sign_offs
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.accounts.signatures import signature_of
from portal.matching.models import Assessment
from tests.builders.casestudies import make_case_study, make_person
from tests.builders.reviewing import make_checked, make_peer, make_signed, sign_on_screen
from tests.builders.trusts import make_trust

DAME = "Dame Anyone Else, NHS England"
# What a form would call the person who acts. Whatever it sends in these is nobody's signature.
SIGNERS = (
    "name", "role", "job_title", "signed_by", "signer", "approver", "reviewer", "by", "full_name",
    "first_name", "last_name", "position", "organisation", "trust_name",
)  # fmt: skip
FORGED = dict.fromkeys(SIGNERS, DAME)
SIGNER = re.compile(rf"(?:^|_)(?:{'|'.join(SIGNERS)})$")
# Forms with fields of these names that say something else than who signs, and what.
NOT_A_SIGNATURE = {
    "NameForm": "who opens an account",
    "PersonCreationForm": "people, by an administrator",
    "PersonEditForm": "people, by an administrator",
    "RoleForm": "which role an administrator gives",
    "JobTitleForm": "a person's own account",
    "SignupForm": "who opens an account",
    "SponsorForm": "somebody else, who gives the time; shown with who named them",
    "AdoptionMeasureForm": "what is measured",
    "OwnMeasureForm": "what is measured",
    "ContactForm": "whom readers can ask",
    "SaveForm": "what a saved search is called",
    "PutOffForm": "a day",
    "AgreementForm": "a day",
    "TogetherForm": "what a place is called",
    "AskForm": "what a place is called",
    "CohortForm": "what a group is called",
    "ProgrammeForm": "what a programme is called",
}


def modules():
    for package in (casestudies, search, portal):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name and ".settings" not in found.name:
                yield importlib.import_module(found.name)


def forms_with_a_signer():
    for module in modules():
        for name, found in vars(module).items():
            is_form = inspect.isclass(found) and issubclass(found, forms.BaseForm)
            if is_form and found.__module__ == module.__name__:
                fields = {one for one in getattr(found, "base_fields", ()) if SIGNER.search(one)}
                if fields:
                    yield name, module.__name__, fields


def test_no_form_asks_who_signs():
    asking = [one for one in forms_with_a_signer() if one[0] not in NOT_A_SIGNATURE]

    assert asking == []


def test_no_command_takes_a_name_beside_the_person_who_acts():
    """A function with `by` knows who acts: a name and role in its arguments would be another's."""
    taking = []
    for module in modules():
        for name, found in vars(module).items():
            if inspect.isfunction(found) and found.__module__ == module.__name__:
                arguments = set(inspect.signature(found).parameters)
                signs = arguments & {"job_title", "signed_by", "signer", "signature"}
                if "by" in arguments and (signs or {"name", "role"} <= arguments):
                    taking.append(f"{module.__name__}.{name}")

    # Whom readers can ask is somebody else.
    assert taking == ["casestudies.maintenance.services.add"]


@pytest.mark.django_db
def test_finance_signs_as_the_account_says(client):
    page = make_case_study()
    approver = make_person("finance_approver", page.trust)
    client.force_login(approver)
    line = page.savings.get()
    lines = f"{line.uuid}:{sign_offs.digest(line)}"

    sign_on_screen(client, page, [lines], **FORGED)

    kept = SignOff.objects.get()
    assert (kept.name, kept.role, kept.by) == ("Asha Rao", "Deputy director of finance", approver)
    assert kept.trust_name == page.trust.name
    assert DAME not in client.get(page.url).content.decode()


@pytest.mark.django_db
def test_a_peer_checks_as_the_account_says(client):
    page, peer = make_signed(), make_peer()
    client.force_login(peer)
    criteria.ensure()
    answers = {f"answer_{one.pk}": "met" for one in criteria.active()}

    client.post(f"/case-studies/review/{page.pk}/take/", FORGED)
    client.post(f"/case-studies/review/{page.pk}/", {**FORGED, **answers, "verdict": "passed"})

    kept = PeerReview.objects.get()
    assert kept.verdict == "passed" and kept.reviewer == peer
    assert kept.trust == peer.role_assignments.get().trust


@pytest.mark.django_db
def test_an_editor_grades_as_the_account_says(client):
    page, editor = make_checked(), make_person("editor")
    client.force_login(editor)

    client.post(
        f"/case-studies/grade/{page.pk}/", {**FORGED, "grade": "good", "reason": "Measured."}
    )

    assert EvidenceGrade.objects.get().by == editor
    assert evidence.grade_of(page).reason == "Measured."


@pytest.mark.django_db
def test_who_assesses_is_whoever_is_signed_in():
    assert Assessment._meta.get_field("by").remote_field.model is User
    names = {field.name for field in Assessment._meta.fields}
    assert not names & {"name", "role", "assessor"}


@pytest.mark.django_db
def test_a_signature_keeps_what_it_said():
    page = make_case_study()
    approver = make_person("finance_approver", page.trust)
    line = page.savings.get()
    sign_offs.sign(page=page, line_uuid=line.uuid, by=approver)

    User.objects.filter(pk=approver.pk).update(first_name="Other", job_title="Retired")

    assert "Asha Rao, Deputy director of finance" in sign_offs.statuses_of(page)[line.uuid].detail


@pytest.mark.django_db
def test_the_trust_comes_from_the_membership():
    here, there = make_trust(), make_trust()
    person = make_person("finance_approver", here, acting_trust=there)

    assert signature_of(person, role=Role.FINANCE_APPROVER, trust_id=here.pk).trust == here
    assert signature_of(person, role=Role.FINANCE_APPROVER, trust_id=there.pk).trust is None
    assert signature_of(person, role=Role.AUTHOR).trust is None


@pytest.mark.django_db
def test_without_a_job_title_the_page_asks_for_it_once_and_comes_back(client):
    page = make_case_study()
    client.force_login(make_person("finance_approver", page.trust, job_title=""))
    address = f"/case-studies/sign/{page.pk}/"
    assert "Add your job title" in client.get(address).content.decode()

    answer = client.post("/my/job-title/", {"job_title": "Finance\nlead", "next": address})

    assert answer.url == address
    assert "Asha Rao, Finance lead" in client.get(address).content.decode()


@pytest.mark.django_db
def test_an_empty_job_title_is_refused_next_to_its_field(client):
    person = make_person("author", make_trust())
    client.force_login(person)

    answer = client.post("/my/job-title/", {"job_title": " ", "next": "https://evil.example/"})

    assert answer.status_code == 400 and "Enter your job title." in answer.content.decode()
    person.refresh_from_db()
    assert person.job_title == "Deputy director of finance"
