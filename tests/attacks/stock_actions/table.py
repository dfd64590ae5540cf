"""Every action that Wagtail brings, and what became of it here.

A row says one of four things: OFF (nobody has it, a superuser neither), NO_ROLE (no role of ours
gives the right to it), WIRED (it follows our rules: the test that shows it is named) or READS (a
screen that changes nothing; what it may show is walked by `tests/attacks/editor`).

A route, a bulk action, an action of the editor's API, a command or a button that has no row fails
a test: the next release of Wagtail is found by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch

OFF, NO_ROLE, WIRED, READS = "off", "no role", "wired", "reads"


@dataclass(frozen=True)
class Row:
    """Routes by name, with `*` for any text. `by` names a test (WIRED) or says why."""

    routes: str
    became: str
    by: str

    def holds(self, name):
        return any(fnmatch(name, pattern) for pattern in self.routes.split())


# The first row that fits a route counts.
ROWS = [
    # Pages
    Row("wagtailadmin_pages:copy", OFF, "a copy would count the same savings twice"),
    Row("wagtailadmin_pages:convert_alias", OFF, "nothing can be an alias"),
    Row("wagtailadmin_pages:move wagtailadmin_pages:move_confirm", OFF, "the shelf says whose"),
    Row("wagtailadmin_pages:set_page_position", OFF, "lists are in the order of publication"),
    Row("wagtailadmin_pages:set_privacy", OFF, "who can read it is a field of the record"),
    Row("wagtailadmin_pages:add wagtailadmin_pages:edit", WIRED,
        "test_publishing.test_every_path_to_publication_passes_the_gate"),
    Row("wagtailadmin_pages:workflow_action wagtailadmin_pages:collect_workflow_action_data",
        WIRED, "test_publishing.test_every_path_to_publication_passes_the_gate"),
    Row("wagtailadmin_pages:confirm_workflow_cancellation", WIRED,
        "test_publishing.test_every_path_to_publication_passes_the_gate"),
    Row("wagtailadmin_pages:revisions_revert", WIRED,
        "test_publishing.test_an_older_version_is_signed_only_where_its_own_figures_were"),
    Row("wagtailadmin_pages:revisions_unschedule", WIRED,
        "test_publishing.test_an_editor_takes_a_schedule_back"),
    Row("wagtailadmin_pages:delete", WIRED, "test_pages.test_a_signed_record_is_retired_instead"),
    Row("wagtailadmin_pages:unpublish", WIRED, "test_pages.test_only_editors_unpublish"),
    Row("wagtailadmin_pages:lock wagtailadmin_pages:unlock", WIRED,
        "test_pages.test_only_editors_lock"),
    Row("wagtailadmin_pages:*", READS, "lists, previews, histories and forms of one's own pages"),
    Row("wagtailadmin_explore* wagtailadmin_choose_* wagtailadmin_home", READS, "lists"),
    # The editor's API: its actions are in API_ACTIONS.
    Row("wagtailadmin_api:pages:action", OFF, "no screen uses it, and it goes round the hooks"),
    Row("wagtailadmin_api:*", READS, "what the person may know of"),
    Row("wagtail_bulk_action", WIRED, "test_actions.test_every_bulk_action_has_a_row"),
    # Files
    Row("wagtaildocs:delete* wagtailimages:delete*", WIRED,
        "test_pages.test_a_file_that_a_record_offers_is_not_deleted"),
    Row("wagtaildocs:* wagtaildocs_chooser:* wagtailimages:* wagtailimages_chooser:*", READS,
        "uploads are told by their content (tests/casestudies/attachments)"),
    Row("wagtailadmin_collections:set_privacy", OFF, "a file is read by who reads its record"),
    Row("wagtailadmin_collections:*", NO_ROLE, "a trust's collection is made with its shelf"),
    # People and their rights
    Row("wagtailusers_groups:*", NO_ROLE, "groups follow from roles"),
    Row("wagtailusers_users:delete", NO_ROLE, "an account is closed, not deleted"),
    Row("wagtailusers_users:*", WIRED, "test_pages.test_only_administrators_manage_people"),
    Row("roles:edit audit:add audit:edit audit:delete", NO_ROLE, "given or taken by command"),
    Row("roles:* audit:*", WIRED, "test_pages.test_only_administrators_manage_people"),
    # The site
    Row("wagtailsites:* wagtailredirects:*", NO_ROLE, "set up by `setup`"),
    Row("wagtailadmin_workflows:task_chooser* wagtailadmin_workflows:task_chosen", READS,
        "names of the steps of the review"),
    Row("wagtailadmin_workflows:*", NO_ROLE, "the review is made by `ensure_index`"),
    Row("wagtailadmin_reports:*", READS, "reports"),
    # Snippets and our own lists
    Row("wagtailsnippets_trusts_trust:add wagtailsnippets_trusts_trust:edit"
        " wagtailsnippets_trusts_trust:delete", NO_ROLE, "the register comes by `import_trusts`"),
    Row("wagtailsnippets_*:*", WIRED, "test_pages.test_authors_change_no_snippet"),
    Row("wagtailsnippets:index wagtailsnippetchoosers_*:*", READS, "public words and names"),
    Row("designations:add designations:edit designations:delete", NO_ROLE, "by our screens"),
    Row("designations:*", READS, "programme managers"),
    # One's own account, and the machinery of the screens
    Row("wagtailadmin_account wagtailadmin_logout wagtailadmin_dismissibles", READS, "one's own"),
    Row("wagtailadmin_login wagtailadmin_password_reset*", OFF, "one door: allauth's"),
    Row("wagtailadmin_error_test", OFF, "for developers of Wagtail"),
    Row("wagtailadmin_editing_sessions:* wagtailadmin_block_preview", READS, "of one's own pages"),
    Row("wagtailadmin_tag_* wagtailadmin_sprite wagtailadmin_javascript_catalog", READS, "parts"),
    Row("unnamed", READS, "the 404 of the editor, and the way to sign in"),
]  # fmt: skip

BULK_ACTIONS = {
    "page": {"delete": WIRED, "publish": WIRED, "unpublish": WIRED},
    "document": {"add_tags": WIRED, "add_to_collection": WIRED, "delete": WIRED},
    "image": {"add_tags": WIRED, "add_to_collection": WIRED, "delete": WIRED},
    "user": {"assign_role": NO_ROLE, "delete": NO_ROLE, "set_active_state": WIRED},
    **{
        snippet: {"delete": WIRED}
        for snippet in (
            "efficiencyarea",
            "reviewcriterion",
            "wantedcasestudy",
            "promotedresult",
            "synonymrule",
            "trust",
        )
    },
}

# All of them OFF.
API_ACTIONS = {
    "convert_alias", "copy", "copy_for_translation", "create_alias", "delete", "move", "publish",
    "revert_to_page_revision", "unpublish",
}  # fmt: skip

# Run by whoever runs the machine. What publishes passes the gate.
COMMANDS = {
    "api_tokens": "no API that takes tokens is mounted",
    "convert_mariadb_uuids": "not for our databases",
    "create_log_entries_from_revisions": "history only",
    "fixtree": "mends the tree",
    "import_redirects": "addresses only",
    "move_pages": "the trust follows the shelf (tests/casestudies/test_publishing.py)",
    "publish_scheduled": "test_publishing.test_every_path_to_publication_passes_the_gate",
    "publish_scheduled_pages": "an old name of publish_scheduled",
    "purge_embeds": "a cache",
    "purge_revisions": "keeps the live, latest and scheduled version of a page",
    "rebuild_references_index": "an index",
    "set_url_paths": "mends addresses",
    "show_references_index": "reads",
}

# Whoever adds a button, a panel or an item of a menu: the functions that Wagtail registers.
BUTTONS = {
    "register_page_header_buttons": {"page_header_buttons"},
    "register_page_listing_buttons": {"page_listing_buttons"},
    "register_page_listing_more_buttons": {"page_listing_more_buttons"},
    "register_settings_menu_item": {
        "register_redirects_menu_item", "register_sites_menu_item",
        "register_collections_menu_item", "register_workflows_menu_item",
        "register_workflow_tasks_menu_item",
        # Of a view set: its routes have rows.
        "get_menu_item",
    },
    "register_reports_menu_item": {
        "register_locked_pages_menu_item", "register_workflow_report_menu_item",
        "register_workflow_tasks_report_menu_item", "register_site_history_report_menu_item",
        "register_aging_pages_report_menu_item", "register_page_types_report_menu_item",
    },
    "register_help_menu_item": {
        "register_whats_new_in_wagtail_version_menu_item", "register_editors_guide_menu_item",
        "register_keyboard_shortcuts_menu_item",
    },
    "register_page_action_menu_item": set(),
    "register_snippet_action_menu_item": set(),
    "register_snippet_listing_buttons": set(),
    "register_user_listing_buttons": set(),
    "register_account_settings_panel": set(),
    "register_log_actions": None,
}  # fmt: skip


def row_of(name):
    return next((row for row in ROWS if row.holds(name)), None)
