"""What a row of the table holds, and the groups of people that rows name."""

from __future__ import annotations

from dataclasses import dataclass, field

# The pair: those who ask, a place that asks with them, and those who help. A colleague is a plain
# member of the trust that helps, where the helper is one of its authors too.
ASKERS = frozenset({"seeker", "place"})
SEEKER = frozenset({"seeker"})
HELPER = frozenset({"helper", "colleague"})
HELPING_AUTHOR = frozenset({"helper"})
HELPING_FINANCE = frozenset({"helper finance"})
PARTIES = ASKERS | HELPER
BROKER = frozenset({"broker"})
# Authors as well as members of a trust: what belongs to authors is theirs.
AUTHORS = frozenset({"seeker", "helper", "third"})
MEMBERS = AUTHORS | {"place", "colleague"}
ANONYMOUS = frozenset({"anonymous"})
EDITOR = frozenset({"editor"})
ADMINISTRATOR = frozenset({"administrator"})
EDITORS = EDITOR | ADMINISTRATOR
THIRD = frozenset({"third"})
FINANCE = frozenset({"seeker finance", "helper finance"})
# Signed in, but without a role any more.
ROLELESS = frozenset({"no trust", "left"})
EVERYONE = ANONYMOUS | ROLELESS | MEMBERS | FINANCE | BROKER | EDITORS
SIGNED_IN = EVERYONE - ANONYMOUS
NETWORK = SIGNED_IN - ROLELESS
NOBODY: frozenset[str] = frozenset()

# Who gets into the editor at all; who writes there; who works on the helping trust's own records.
STAFF = AUTHORS | BROKER | EDITORS
WRITERS = AUTHORS | EDITORS
OWN = HELPING_AUTHOR | EDITORS
# Authors of other trusts, who check what this trust wrote, and the editor.
PEERS = frozenset({"seeker", "third"}) | EDITOR


@dataclass(frozen=True)
class Address:
    """One address. `opens` is who gets a page by GET, None where it only takes a POST; `sends` is
    who gets past the door with a POST, None where it takes none. `keys` fills the address in from
    the world: an attribute's path, or a text after "="; parameters without a name are "0", "1".
    `query` goes behind the address in the same way. `body` is what a POST needs to be heard.

    Whoever is not let in is asked to sign in, or refused where they are. `hidden`: to visitors
    too it is not there, instead of asking them to sign in.

    A route without a name is named by its pattern, and `path` is the address to visit.
    """

    name: str
    keys: dict[str, str]
    opens: frozenset[str] | None
    sends: frozenset[str] | None = None
    body: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    path: str = ""

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.keys)})" if self.keys else self.name
