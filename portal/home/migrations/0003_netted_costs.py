"""“How evidence is graded” states each condition of the rule as it is, and what payback takes off.

The rule has not changed: its words left out that a trial needs 6 months only, and that a saving in
the accounts was measured by someone outside the team. As before, only what stands word for word as
it was shipped is replaced; what editors say otherwise is left to them.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

from casestudies.evidence import RULE

BEFORE = {
    "strong": "Measured over time or compared with places that did not change, by someone outside "
    "the team, for at least 12 months, and kept up by at least two other trusts: if nobody from "
    "outside the trust measured it, by two that gave their own figures. A trial needs no repeat "
    "elsewhere. Nor does a change that was stopped, if someone outside the trust compared it for "
    "12 months: nobody repeats a failure.",
    "good": "Measured over time or compared, by someone outside the team, for at least 6 months. "
    "Or: measured before and after for at least 12 months, and either measured by someone outside "
    "the trust or kept up by another trust. Or: the saving came once and the accounts show it, as "
    "with a sale, a claim for past years, posts held vacant or work put off.",
    "promising": "Measured in another way: by the team itself, or for a shorter time.",
    "early": "Described, without a measure that others could check.",
}
PAYBACK_BEFORE = "against the headline less what it costs a year. A staff day"
PAYBACK = (
    "against the headline less what it costs a year. A yearly cost that is already taken off the "
    "saving\nis not taken off again. A staff day"
)


def told_now(body: str) -> str:
    """The page with the words of the rule as they are now, where it had the earlier ones."""
    for grade, words in RULE:
        before = f"<li><b>{grade.label}.</b> {BEFORE[grade.value]}</li>"
        body = body.replace(before, f"<li><b>{grade.label}.</b> {words}</li>")
    return body.replace(PAYBACK_BEFORE, PAYBACK)


def tell_the_rule(apps: Any, _: Any) -> None:
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for page in apps.get_model("home", "StandardPage").objects.filter(slug="evidence"):
        body = told_now(page.body)
        if body != page.body:
            page.body = body
            page.save(update_fields=["body"])
        # The editor opens the newest version, which would bring the earlier words back.
        newest = revisions.filter(pk=page.latest_revision_id).first()
        if newest and told_now(newest.content.get("body", "")) != newest.content.get("body", ""):
            newest.content["body"] = told_now(newest.content["body"])
            newest.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("home", "0002_evidence_words"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(tell_the_rule, migrations.RunPython.noop)]
