"""The register in the Wagtail admin: to look up and, with permission, to mend."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.trusts.forms import TrustForm
from portal.trusts.models import Trust


class TrustViewSet(SnippetViewSet):
    """Trusts by name and code. New ones come by `import_trusts`, with their sources."""

    model = Trust
    icon = "home"
    menu_label = "Trusts"
    menu_name = "trusts"
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = ("name", "ods_code", "type_label", "region", "dates_label")
    list_export = ("name", "ods_code", "type", "region", "opened", "closed")
    list_filter = ("type", "region", "illustrative")
    list_per_page = 50
    search_fields = ("name", "ods_code", "town")
    ordering = ("name", "ods_code")
    inspect_view_fields = (
        "ods_code",
        "name",
        "type",
        "type_source",
        "region",
        "icb",
        "town",
        "postcode",
        "opened",
        "closed",
        "foundation_trust",
    )
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("ods_code", read_only=True), FieldPanel("type")]),
            FieldPanel("type_source"),
            MultiFieldPanel(
                [
                    FieldPanel("region"),
                    FieldRowPanel([FieldPanel("icb"), FieldPanel("icb_code")]),
                    FieldRowPanel([FieldPanel("town"), FieldPanel("postcode")]),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                ],
                heading="Place",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("opened"), FieldPanel("closed")]),
                    FieldPanel("successors"),
                ],
                heading="In time",
            ),
            FieldPanel("illustrative", read_only=True),
        ],
        base_form_class=TrustForm,
    )
