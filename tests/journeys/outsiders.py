"""People whom a pair is no business of: another trust's, the first one asked, a visitor."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.journeys.browser import Person
from tests.journeys.pairing import NEXT, PROBLEM, SEEKER

ANOTHER_TRUST = "improvement@zz018.example"
FIRST_ASKED = "improvement@zz019.example"
PUBLIC = (
    "/",
    "/exemplars/",
    "/exemplars/illustrative-exemplars/",
    "/insight/",
    "/search/?q=night+visits+wounds",
    "/trusts/ZZ016/",
    "/trusts/ZZ017/",
    "/api/v1/exemplars/",
)


def see_nothing_of_it(people: list[Person], address: str) -> None:
    """For people of other trusts the pair is not there: not its page, and not on theirs."""
    for person in people:
        answer = person.page.goto(address)
        assert answer is not None and answer.status == 404, person.page.url
        for own in ("/my/", "/help/mine/"):
            shown = person.goes_to(own).content()
            assert urlsplit(address).path not in shown and PROBLEM not in shown, person.page.url


def sees_no_name(visitor: Person, address: str) -> None:
    """Who is not signed in is asked to sign in, and no public page says who is paired."""
    page = visitor.page
    page.goto(address)
    assert "/accounts/login/" in page.url
    assert NEXT not in page.content()
    for path in PUBLIC:
        shown = visitor.goes_to(path).content()
        for private in (PROBLEM, "Hilary Stroud", urlsplit(address).path):
            assert private not in shown, path
    assert SEEKER not in visitor.goes_to("/exemplars/illustrative-exemplars/").content()
