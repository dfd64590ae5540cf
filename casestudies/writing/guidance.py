"""The guidance beside each question of the short form: a good example and a poor one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Guidance:
    """What to write, with one example to follow and one to avoid."""

    hint: str
    good: str
    poor: str


GUIDANCE = {
    "title": Guidance(
        "Start with a verb. At most 100 characters.",
        "Plan rosters eight weeks ahead",
        "E-rostering transformation programme",
    ),
    "result": Guidance(
        "What changed, in one line with a number. At most 160 characters.",
        "Agency shifts fell from 100 to 60 a week within a year.",
        "Significant improvements were achieved.",
    ),
    "kind": Guidance(
        "Cost reduction: fewer pounds. Productivity: more care for the same pounds. System "
        "efficiency: one organisation spends, another gains.",
        "Productivity, for more visits with the same nurses",
        "Cost reduction, for time that was used again",
    ),
    "area": Guidance(
        "Choose up to three: the closest, not all that it touches.",
        "Rostering",
        "Workforce, digital and corporate services at once",
    ),
    "problem": Guidance(
        "Up to 150 words, with a number. Where did you start?",
        "One shift in six went to an agency, because rosters came out ten days ahead.",
        "Staffing was challenging.",
    ),
    "done": Guidance(
        "What people did, in order.",
        "Ward managers approve rosters eight weeks ahead; the bank sees gaps first.",
        "We implemented best practice.",
    ),
    "happened": Guidance(
        "The result, and when it showed. What did not change counts too.",
        "Agency use fell from the third month on. Night shifts did not change.",
        "Feedback was very positive.",
    ),
    "saving": Guidance(
        "One line is enough to start. “No cash effect” is an honest answer.",
        "£120,000 in 2025/26, cash-releasing, recurrent: agency nurses, wards 3 to 7",
        "About £1m over five years",
    ),
    "contacts": Guidance(
        "Two people who will answer. Their e-mail addresses are never shown.",
        "Moira Castleden, tissue viability lead",
        "The transformation office",
    ),
}
