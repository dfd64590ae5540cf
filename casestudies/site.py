"""The part of the page tree that holds case studies, the workflow that guards it, and its authors.

Wagtail's groups say who may write where and know no dates, so authors follow a merger here.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from casestudies import shelves
from casestudies.attachments import collections
from casestudies.models import (
    CaseStudiesIndexPage,
    FinanceTask,
    PeerReviewTask,
    ReviewTask,
)
from casestudies.review import criteria
from portal.accounts.models import User
from portal.accounts.permissions import Role
from portal.accounts.roles import ensure_groups
from portal.background import jobs
from portal.trusts.former_trusts import passed_on_links

WORKFLOW = "Case study review"
EDITORS_MAY = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


@transaction.atomic
def ensure_index(home_page: Page) -> CaseStudiesIndexPage:
    """The index page below `home_page`, with its editors and its review. Safe to run again."""
    index = CaseStudiesIndexPage.objects.first()
    if index is None:
        index = CaseStudiesIndexPage(title="Case studies", slug="case-studies", show_in_menus=True)
        home_page.add_child(instance=index)
    editors = ensure_editors(index)
    workflow = ensure_workflow(editors)
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
    return index


def ensure_editors(index: CaseStudiesIndexPage) -> Group:
    """The editors' group. Editors and administrators have every right below the index."""
    groups = ensure_groups()
    areas = Permission.objects.filter(
        content_type__app_label="casestudies",
        content_type__model__in=("efficiencyarea", "reviewcriterion", "wantedcasestudy"),
    )
    files = Collection.get_first_root_node()
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        grant(groups[role], index, EDITORS_MAY)
        collections.grant(groups[role], files, collections.EDITORS_MAY)
        groups[role].permissions.add(*areas)
    return groups[Role.EDITOR]


def ensure_workflow(editors: Group) -> Workflow:
    """The review of each case study: trust finance, a peer, an editor. Safe to run again."""
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    tasks = [
        _task(FinanceTask, "Signature of trust finance"),
        _task(PeerReviewTask, "Check by a peer"),
        _task(ReviewTask, WORKFLOW),
    ]
    ReviewTask.objects.get(name=WORKFLOW).groups.add(editors)
    for place, task in enumerate(tasks):
        WorkflowTask.objects.update_or_create(
            workflow=workflow, task=task, defaults={"sort_order": place}
        )
    criteria.ensure()
    return workflow


def _task(kind: type[Task], name: str) -> Task:
    return (kind.objects.filter(name=name).first() or kind.objects.create(name=name)).task_ptr


def grant(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    """Let the group into the editor, with these rights on the page and all below it."""
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    group.permissions.add(access)
    granted = GroupPagePermission.objects.filter(group=group, page=page)
    missing = Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=codenames
    ).exclude(pk__in=granted.values("permission"))
    GroupPagePermission.objects.bulk_create(
        [GroupPagePermission(group=group, page=page, permission=right) for right in missing],
        ignore_conflicts=True,
    )


def register() -> None:
    """Add the clock to those that `send_due` runs: a trust may have closed since yesterday."""
    jobs.register(
        "casestudies-mergers", clock, label="Move authors and shelves of trusts that merged"
    )


def clock(now: datetime) -> int:
    """Put the authors of trusts that merged in their groups. Returns how many changed."""
    links = passed_on_links()
    merged = {*links, *(after for afters in links.values() for after in afters)}
    authors = User.objects.filter(
        role_assignments__role=Role.AUTHOR.value, role_assignments__trust__in=merged
    ).distinct()
    return jobs.each(authors.order_by("pk"), shelves.place_author)
