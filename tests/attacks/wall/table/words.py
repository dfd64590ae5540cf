"""What is written where in the world, and who may ever read it."""

from __future__ import annotations

from tests.attacks.wall.table.address import (
    AUTHORS,
    BROKER,
    HELPER,
    HELPING_AUTHOR,
    HELPING_FINANCE,
    NETWORK,
    OWN,
    PARTIES,
    SEEKER,
)

WORDS = {
    "the problem": ("Our agate rosters", PARTIES | BROKER),
    "what was tried": ("Garnet was tried", PARTIES | BROKER),
    "what is offered back": ("Beryl in return", PARTIES | BROKER),
    "the place that asks": ("Peridot partnership", PARTIES | BROKER),
    "its partner": ("Citrine council", PARTIES | BROKER),
    "the broker’s note": ("Topaz is why", PARTIES | BROKER),
    "the reason of an override": ("Tourmaline overrode", BROKER),
    "a message": ("Our turquoise message", PARTIES | BROKER),
    "a goal": ("Malachite measure", PARTIES | BROKER),
    "a meeting": ("Lapis was discussed", PARTIES | BROKER),
    "a task": ("Send the zircon list", PARTIES | BROKER),
    "a survey": ("Moonstone went well", PARTIES | BROKER),
    "a cohort": ("Sunstone cohort", PARTIES | BROKER),
    "a group session": ("Spinel was shown", PARTIES | BROKER),
    "a run": ("Kunzite result", BROKER),
    "an override of a run": ("Larimar was better", BROKER),
    "why an exemplar was designated": ("Apatite evidence", HELPING_AUTHOR | BROKER),
    "an invitation": ("Chrysoprase invites", HELPER | BROKER),
    "an unnamed stopped adoption": ("Obsidian did not work", frozenset({"third"})),
    "a draft": ("Quartz drafted", OWN | HELPING_FINANCE),
    "a page of the network": ("Jasper networked", NETWORK),
    "a result of a page of the network": ("Amber networked result", NETWORK),
    "a change not yet published": ("Onyx rewritten", OWN | HELPING_FINANCE),
    "a record sent to finance": ("Carnelian sent", OWN | HELPING_FINANCE),
    "a record that waits for a peer": ("Heliodor waits", OWN | HELPING_FINANCE | AUTHORS),
    "a record in a peer’s hands": ("Iolite is checked", OWN | HELPING_FINANCE | AUTHORS),
    "what is being typed": ("Jet typed", HELPING_AUTHOR),
    "a picture": ("Pearl pictured", OWN),
    "a document": ("Coral costs", OWN | HELPER | HELPING_FINANCE),
    "a contact’s e-mail": ("hidden.person@example.nhs.uk", OWN),
    "a contact’s telephone": ("01632 960123", OWN),
    "a saved search": ("Ruby searches", SEEKER),
    "a notice": ("Opaline notice", SEEKER),
}
# On a page today: the parties and the broker do find them, so the search can find a leak.
SHOWN = ("the problem", "a message", "a goal", "a meeting", "the broker’s note")
