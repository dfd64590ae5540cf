"""The page “How evidence is graded” tells the rule as it is now, where nobody rewrote it.

The words of that page belong to its editors once it is made. Only the part that told the earlier
rule word for word is replaced; a page that says it otherwise is left for its editors to look at.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

from portal.home.site import GRADES

BEFORE = """<p>The grade looks at five things: how the result was measured, whether it was compared with places
that did not change, who measured it, for how long it was followed, and how many other trusts keep
it up. A rule works out the grade from these facts:</p>
<ul><li><b>Strong evidence.</b> Compared with places that did not change, or a trial; measured by \
someone outside the team; followed for at least 12 months. Or: measured over time by someone \
outside the trust for at least 12 months, and sustained in at least three other trusts.</li>\
<li><b>Good evidence.</b> Compared with places that did not change, or a trial. Or: measured over \
time for at least 6 months. Or: measured before and after, followed for at least 12 months, and \
sustained in at least one other trust.</li>\
<li><b>Promising evidence.</b> Measured before and after, or over a shorter time.</li>\
<li><b>Early evidence.</b> Described, without a measure that others could check.</li></ul>
<p>An editor sets the grade, and gives the reason. If the editor departs from the rule, the case
study says so. If the facts change, the grade is asked for again.</p>
"""


def tell_the_rule(apps: Any, _: Any) -> None:
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for page in apps.get_model("home", "StandardPage").objects.filter(slug="evidence"):
        if BEFORE in page.body:
            page.body = page.body.replace(BEFORE, GRADES)
            page.save(update_fields=["body"])
        # The editor opens the newest version, which would bring the earlier rule back.
        newest = revisions.filter(pk=page.latest_revision_id).first()
        if newest and BEFORE in newest.content.get("body", ""):
            newest.content["body"] = newest.content["body"].replace(BEFORE, GRADES)
            newest.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("home", "0001_pages"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(tell_the_rule, migrations.RunPython.noop)]
