from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from portal import urls as site_urls
from portal.home import views
from tests.builders.accounts import make_member
from tests.builders.trusts import make_trust

pytestmark = pytest.mark.django_db


def raiser(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("bad/", raiser(BadRequest("“page” must be a number. Enter 1 or more."))),
    path("odd/", raiser(SuspiciousOperation("secret detail"))),
    path("no/", raiser(PermissionDenied("Only a finance approver can sign."))),
    path("broken/", raiser(RuntimeError("secret detail"))),
    *site_urls.urlpatterns,
]
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404 = site_urls.handler404


@pytest.fixture(autouse=True)
def site():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/bad/", 400, "“page” must be a number. Enter 1 or more."),
        ("/odd/", 400, "We cannot read that request"),
        ("/no/", 403, "Only a finance approver can sign."),
        ("/nowhere/", 404, "There is no page here"),
        ("/broken/", 500, "Something went wrong on our side"),
    ],
)
def test_error_says_what_is_wrong_and_gives_a_way_on(browser, address, status, sentence):
    answer = browser.get(address)

    page = answer.content.decode()
    assert answer.status_code == status
    assert sentence in page
    assert 'action="/search/"' in page
    assert "secret detail" not in page


def test_forbidden_visitor_is_offered_to_sign_in_and_come_back(browser):
    assert "/accounts/login/?next=/no/" in browser.get("/no/").content.decode()


def test_forbidden_member_is_told_for_whom_they_act(browser):
    trust = make_trust(name="Wexmoor Hospitals NHS Trust")
    browser.force_login(make_member(trust))

    assert "acting for Wexmoor Hospitals NHS Trust" in browser.get("/no/").content.decode()


def test_old_form_says_what_to_do():
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/feedback/", {"text": "x"})

    assert answer.status_code == 403
    assert "reload the page and send it again" in answer.content.decode()


def test_plain_denial_has_words_too():
    request = RequestFactory().get("/")
    request.user = make_member(make_trust())

    assert views.FORBIDDEN in views.forbidden(request, PermissionDenied()).content.decode()
