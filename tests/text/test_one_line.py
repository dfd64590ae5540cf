"""No name or title keeps a line end, however it enters; no letter breaks on one it mentions."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from casestudies.models import CaseStudyPage, EfficiencyArea
from portal.accounts import delivery, notifications
from portal.accounts.models import Notice, User
from portal.trusts.models import Trust
from search.alerts import services
from tests.accounts.smtp_sink import smtp_sink
from tests.builders.accounts import make_author, make_user
from tests.builders.casestudies import make_area, make_case_study, make_person
from tests.builders.due import run_due
from tests.builders.reviewing import make_submitted
from tests.builders.trusts import make_trust

EVIL = "A\r\nBcc: all@nhs.net\x0b\u2028b"
TAME = "A Bcc: all@nhs.net b"


@pytest.mark.django_db
def test_what_is_saved_is_on_one_line():
    trust, area = make_trust(name=EVIL), make_area(name="x")
    area.name = EVIL
    area.save()
    person = make_user(first_name=EVIL, job_title=EVIL)
    page = make_case_study(title=EVIL, publish=False)

    assert Trust.objects.get(pk=trust.pk).name == TAME
    assert EfficiencyArea.objects.get(pk=area.pk).name == TAME
    assert User.objects.get(pk=person.pk).first_name == TAME
    assert CaseStudyPage.objects.get(pk=page.pk).title == TAME


@pytest.mark.django_db
def test_a_name_that_differs_by_a_line_end_is_the_same_name():
    person = make_author(make_trust())
    services.save(owner=person, name="Beds and wards", query_string="q=beds", alert="none")

    with pytest.raises(ValidationError, match="of this name"):
        services.save(owner=person, name="Beds\nand wards", query_string="q=wards", alert="none")


@pytest.mark.django_db
def test_no_letter_of_any_kind_breaks_on_a_name_with_a_line_end(settings):
    """Names that were stored before are still there: rows are poisoned past the normalising."""
    page = make_submitted(make_case_study(publish=False))
    approver = make_person("finance_approver", page.trust)
    Trust.objects.update(name=EVIL)
    User.objects.update(first_name=EVIL, last_name="", job_title=EVIL)
    CaseStudyPage.objects.update(title=EVIL, draft_title=EVIL)

    notifications.send(
        to=[approver], kind="k", key="1", subject=f"Sign: {EVIL}", body=EVIL, url="/"
    )
    Notice.objects.filter(key="1").update(subject=EVIL)
    run_due(page.latest_revision_created_at.replace(year=2031))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with smtp_sink() as (port, letters):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        sent = delivery.deliver_pending()

    assert sent == len(letters) == Notice.objects.count() > 1
    assert not Notice.objects.failing().exists()
    assert not [one for one in letters if "\nBcc:" in one.partition("\r\n\r\n")[0]]
