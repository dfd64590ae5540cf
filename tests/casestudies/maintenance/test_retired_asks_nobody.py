"""A retired record asks nobody to sign, check, grade or answer; brought back, it asks again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casestudies.adoptions import finance as adoption_finance
from casestudies.adoptions import follow_up
from casestudies.desk import queries as desk_queries
from casestudies.models import CaseStudyPage
from casestudies.review import jobs as review_jobs
from portal.accounts.models import Notice
from portal.accounts.permissions import Role
from portal.home.my import queries as my_queries
from tests.builders.accounts import make_author, make_user
from tests.builders.casestudies import make_adoption, make_ask, make_case_study, make_person
from tests.builders.reviewing import make_checked, make_signed, make_submitted
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def retire(page):
    CaseStudyPage.objects.filter(pk=page.pk).update(
        retired_on=timezone.localdate(), retired_reason="The store closed."
    )


def bring_back(page):
    CaseStudyPage.objects.filter(pk=page.pk).update(retired_on=None, retired_reason="")


def published_unsigned():
    page = make_case_study()
    return page, make_person("finance_approver", page.trust)


def sent_to_finance():
    page = make_submitted()
    return page, make_person("finance_approver", page.trust)


def sent_to_a_peer():
    return make_signed(), make_author(make_trust())


def sent_to_the_editors():
    return make_checked(), make_user(held=[Role.EDITOR])


def same_money_asked():
    page = make_case_study(savings=[{}, {}])
    return page, make_person("finance_approver", page.trust)


def adopters_money():
    adoption = make_adoption(savings=[{}])
    return adoption.case_study, make_person("finance_approver", adoption.trust)


def adopters_money_questioned():
    adoption = make_adoption(savings=[{}], finance_query="Which ledger?")
    return adoption.case_study, make_person("member", adoption.trust)


def adopter_asked():
    adoption = make_ask().adoption
    return adoption.case_study, make_person("member", adoption.trust)


@pytest.mark.parametrize(
    "made",
    [
        published_unsigned, sent_to_finance, sent_to_a_peer, sent_to_the_editors,
        same_money_asked, adopters_money, adopters_money_questioned, adopter_asked,
    ],
)  # fmt: skip
def test_nothing_of_a_retired_record_waits_for_anybody(made):
    page, person = made()
    before = [row.title for row in my_queries.my_page(person).waiting]
    assert before

    retire(page)
    assert my_queries.my_page(person).waiting == []

    bring_back(page)
    assert [row.title for row in my_queries.my_page(person).waiting] == before


def test_no_clock_and_no_queue_reminds_of_its_review():
    page = make_checked()
    assert [row.page.pk for row in desk_queries.queue()] == [page.pk]
    later = timezone.now() + timezone.timedelta(days=60)

    retire(page)
    Notice.objects.all().delete()

    assert desk_queries.queue() == []
    assert review_jobs.remind(later) == 0 and not Notice.objects.exists()
    bring_back(page)
    assert review_jobs.remind(later) > 0


def test_no_clock_asks_an_adopter_and_no_letter_asks_its_finance():
    ask = make_ask()
    adoption = make_adoption(case_study=ask.adoption.case_study, savings=[{}])
    make_person("finance_approver", adoption.trust)
    retire(adoption.case_study)
    adoption.case_study.refresh_from_db()

    adoption_finance.tell_finance(adoption)

    assert not follow_up.due_on(timezone.localdate()).exists()
    assert not Notice.objects.exists()


def test_its_page_promises_no_editor_and_asks_for_no_signature(client):
    page, approver = published_unsigned()
    client.force_login(approver)
    before = client.get(page.url).content.decode()
    assert "no editor has looked at it yet" in before and "Sign these figures" in before

    retire(page)

    after = client.get(page.url).content.decode()
    assert "Worked out by rule, not set by an editor." in after
    assert "looked at it yet" not in after and "Sign these figures" not in after
