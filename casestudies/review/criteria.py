"""The published criteria of the check by a peer. Editors change them; these are the first."""

from __future__ import annotations

from casestudies.models import ReviewCriterion

FIRST = (
    (
        "Can you tell from the title and the one-line result what was done and what came of it?",
        "Cover the rest of the page. If you would not know, it is not met.",
    ),
    (
        "Is the starting position clear enough to compare with your own trust?",
        "A number, its unit and its date. Half of a result is often where a trust started.",
    ),
    (
        "Could the result be due to something else?",
        "Met if the record names other causes that were looked at, or says that it cannot tell.",
    ),
    (
        "Does each measure say where its values come from and over which months?",
        "Look for a source that somebody at the trust could open again.",
    ),
    (
        "Do the savings say who gains, in which year, and whether they come again?",
        "A saving that moves a cost to another organisation is not one: it should say so.",
    ),
    (
        "Is what it cost complete, with staff time?",
        "Think of training, backfill, licences and the months of running two ways at once.",
    ),
    (
        "Does it say plainly what did not work, and where it should not be copied?",
        "“Works everywhere” is not met.",
    ),
    (
        "Are effects on quality, safety, equality and staff named, good or bad?",
        "“None seen, and this is how we looked” is enough.",
    ),
    (
        "Could your team begin from the steps and conditions given?",
        "You should know what you need first, and whom to ring.",
    ),
    (
        "Is nobody recognisable who should not be?",
        "Patients, and staff who are not contacts. Small numbers in a small place count.",
    ),
)


def ensure() -> None:
    """Put the first criteria in place where there are none. Safe to run again."""
    if ReviewCriterion.objects.exists():
        return
    ReviewCriterion.objects.bulk_create(
        ReviewCriterion(question=question, guidance=guidance, position=place)
        for place, (question, guidance) in enumerate(FIRST, start=1)
    )


def active() -> list[ReviewCriterion]:
    """The criteria that a new review is held to, in their order."""
    return list(ReviewCriterion.objects.filter(active=True))
