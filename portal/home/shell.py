"""What every page's frame needs to know. Each value is worked out only if a template asks."""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.accounts.models import Notice
from portal.trusts.models import Trust

NAVIGATION = [
    ("Case studies", "/search/", ("/search/", "/case-studies/")),
    ("Efficiency areas", "/areas/", ("/areas/",)),
    ("Trusts", "/trusts/", ("/trusts/",)),
    ("Exemplars", "/exemplars/", ("/exemplars/",)),
    ("Ask for help", "/help/new/", ("/help/",)),
]


class Shell:
    """The frame around one page: menu, demonstration notice, count of unread notices."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def nav(self) -> list[dict[str, object]]:
        """The main menu, with the place we are at."""
        here = self._request.path
        entries = list(NAVIGATION)
        if self.insight_url:
            entries.append(("Insight", self.insight_url, (self.insight_url,)))
        return [
            {"label": label, "path": path, "here": here.startswith(under), "exact": here == path}
            for label, path, under in entries
        ]

    @cached_property
    def insight_url(self) -> str:
        """Where the reports are, or nothing while they are not mounted."""
        try:
            return reverse("insight:index")
        except NoReverseMatch:
            return ""

    @cached_property
    def is_demo(self) -> bool:
        """True while the site holds invented trusts."""
        return Trust.objects.illustrative().exists()

    @cached_property
    def unread(self) -> int:
        """Notices this person has not read."""
        user = self._request.user
        if not user.is_authenticated:
            return 0
        return Notice.objects.filter(recipient=user, read_at=None).count()


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}
