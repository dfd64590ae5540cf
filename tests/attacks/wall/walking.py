"""Walking the table: each address opened and sent to by each person, and what is wrong with it."""

from __future__ import annotations

import contextlib
import copy
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.attacks.wall.site_world import SiteWorld
from tests.attacks.wall.table import ADDRESSES, WORDS, Address

SIGN_IN = ("/accounts/login/", "/cms/login/")
EDITOR_HOME = "/cms/"
MOST_REDIRECTS = 5
SENTENCE = re.compile(r">\s*[A-Z][^<>]{8,}\.\s*<")
# Asked first whether an address lets them in: those with the fewest rights.
LEAST_RIGHTS = ["helper", "seeker", "colleague", "helper finance", "broker", "editor"]

Step = tuple[Address, str]
"""An address and a method, "get" or "post"."""


def routes(resolver=None, spaces: tuple[str, ...] = (), before: str = "/") -> Iterator[tuple]:
    """The name (or the pattern, where a route has none) and the parameters of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            inner = [entry.namespace] if entry.namespace else []
            yield from routes(entry, (*spaces, *inner), pattern)
            continue
        regex = entry.pattern.regex
        unnamed = [str(n) for n in range(regex.groups)] if not regex.groupindex else []
        name = ":".join([*spaces, entry.name]) if entry.name else pattern
        yield name, frozenset([*regex.groupindex, *unnamed])


@dataclass(frozen=True)
class Answer:
    """What came of one step. `outcome` is "in", "sign in", "shut" (403, 404, or back to the
    editor's first page), "no such method" or "broken"; `words` names the private words in it.
    """

    who: str
    address: Address
    method: str
    url: str
    status: int
    outcome: str
    words: frozenset[str]
    leads_to: str = ""
    is_bare: bool = False

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, each with who did what where."""
        allowed = self.address.opens if self.method == "get" else self.address.sends
        wrong = []
        if self.outcome not in expected(self.address, self.who, allowed):
            wrong.append(f"is {self.outcome} ({self.status})")
        wrong += [f"reads {what}" for what in sorted(self.words) if self.who not in WORDS[what][1]]
        if self.is_bare:
            wrong.append("is refused without a sentence")
        return [f"{self.who}: {self.method} {self.url} {fault}" for fault in wrong]


def expected(address: Address, who: str, allowed: frozenset[str] | None) -> set[str]:
    """The outcomes that agree with the table."""
    if allowed is not None and who in allowed:
        return {"in"}
    if allowed is None:
        return {"no such method", "sign in", "shut"}
    return {"sign in"} if who == "anonymous" and not address.hidden else {"shut"}


def sign_in(client: Client, world: SiteWorld, who: str) -> None:
    # Limits on tries count in the cache: each person starts afresh.
    cache.clear()
    client.logout()
    if world.people[who]:
        client.force_login(world.people[who])


def walk(world: SiteWorld, who: str, steps: Iterable[Step]) -> list[Answer]:
    """Take each step as this person. What a step changes is put back."""
    client = Client(raise_request_exception=False)
    sign_in(client, world, who)
    # Some steps sign the person out.
    cookies = copy.deepcopy(client.cookies)
    answers = []
    for address, method in steps:
        client.cookies = copy.deepcopy(cookies)
        url = world.url(address)
        with transaction.atomic(), quiet():
            response = getattr(client, method)(url, world.body(address))
            text = text_of(response)
            transaction.set_rollback(True)
        answers.append(_answer(who, address, method, url, response, text))
    return answers


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without a line in the log for each refusal: there are thousands."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def text_of(response) -> str:
    return b"".join(response).decode(errors="replace")


def _answer(who, address, method, url, response, text) -> Answer:
    page = response.get("Content-Type", "").startswith("text/html")
    return Answer(
        who=who,
        address=address,
        method=method,
        url=url,
        status=response.status_code,
        outcome=outcome_of(who, response, url),
        words=frozenset(what for what, (words, _) in WORDS.items() if words in text),
        leads_to=getattr(response, "url", ""),
        is_bare=response.status_code == 403 and page and not SENTENCE.search(text),
    )


def outcome_of(who, response, url) -> str:
    led_to = getattr(response, "url", "")
    if response.status_code == 401 or led_to.startswith(SIGN_IN):
        return "sign in" if who == "anonymous" else "shut"
    if led_to == EDITOR_HOME:
        return "shut"
    if response.status_code >= 500 and url != "/readyz/":
        return "broken"
    return {403: "shut", 404: "shut", 405: "no such method"}.get(response.status_code, "in")


def every_step(addresses: Iterable[Address] = ADDRESSES) -> list[Step]:
    return [(address, method) for address in addresses for method in ("get", "post")]


def sample(addresses: Iterable[Address] = ADDRESSES) -> dict[str, list[Step]]:
    """For one address of each kind a visitor, an author of another trust, and one who gets in."""
    steps: dict[str, list[Step]] = {"anonymous": [], "third": []}
    for address in _one_of_each_kind(addresses):
        doors = [("get", address.opens), ("post", address.sends)]
        let_in = [(method, allowed) for method, allowed in doors if allowed]
        for method, allowed in doors:
            if allowed is not None:
                steps["anonymous"].append((address, method))
                steps["third"].append((address, method))
        if let_in and "third" not in let_in[0][1]:
            method, allowed = let_in[0]
            who = next((one for one in LEAST_RIGHTS if one in allowed), min(allowed))
            steps.setdefault(who, []).append((address, method))
    return steps


def _one_of_each_kind(addresses: Iterable[Address]) -> list[Address]:
    """Without the same view of another snippet, and without the second address of one list."""
    kinds = {}
    for address in addresses:
        space, _, view = address.name.rpartition(":")
        snippets = space.partition("_")[0] if space.startswith("wagtailsnippet") else None
        kind = (snippets, view, address.opens, address.sends) if snippets else id(address)
        if not view.endswith("_results"):
            kinds.setdefault(kind, address)
    return list(kinds.values())
