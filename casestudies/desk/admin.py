"""The editor's screens of areas, and their choosers.

The editor's choosers of snippets: they offer what there is, and make nothing new.

The screens on which editors change the areas: words checked, deletion refused where it hurts.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, TitleFieldPanel
from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetCreateView
from wagtail.snippets.views.snippets import SnippetViewSet

from casestudies.models import EfficiencyArea
from portal.text.normalising import fold
from portal.text.stored import look_alike


class NoCreateView(SnippetCreateView):
    """Answers 405: Wagtail mounts the address whether or not there is a form, and breaks there."""

    http_method_names: list[str] = []


class ChooseOnlyViewSet(SnippetChooserViewSet):
    """A chooser without a form for a new snippet."""

    create_view_class = NoCreateView


class EfficiencyAreaForm(WagtailAdminModelForm):
    """Takes a word that is given twice once, in its first spelling."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        other = look_alike(EfficiencyArea.objects.exclude(pk=self.instance.pk), "name", name)
        if other is not None:
            raise ValidationError(f"There is an area “{other.name}”. Choose another name.")
        return name

    def clean_synonyms(self) -> list[str]:
        words: dict[str, str] = {}
        for word in self.cleaned_data["synonyms"]:
            words.setdefault(fold(" ".join(word.split())), " ".join(word.split()))
        name = fold(self.data.get("name") or "")
        return [word for folded, word in words.items() if folded and folded != name]


class EfficiencyAreaViewSet(SnippetViewSet):
    """Efficiency areas, which editors may change. Search follows each change."""

    model = EfficiencyArea
    chooser_viewset_class = ChooseOnlyViewSet
    icon = "list-ul"
    menu_label = "Efficiency areas"
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["name", "parent", "slug"]
    list_export = list_display
    search_fields = ["name"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("parent"),
            FieldPanel("description"),
            FieldPanel("synonyms"),
            FieldPanel("position"),
        ],
        base_form_class=EfficiencyAreaForm,
    )


def shared_words(area: EfficiencyArea) -> list[tuple[str, EfficiencyArea]]:
    """Words of this area that lead to another one too: a search for them finds both."""
    own = {fold(word): word for word in [area.name, *area.synonyms]}
    return [
        (own[fold(word)], other)
        for other in EfficiencyArea.objects.exclude(pk=area.pk)
        for word in [other.name, *other.synonyms]
        if fold(word) in own
    ]


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_of_shared_words(request: HttpRequest, instance: Any) -> None:
    """Two areas may share a word; the editor should know that they do."""
    if isinstance(instance, EfficiencyArea):
        for word, other in shared_words(instance):
            messages.warning(request, f"“{word}” leads to “{other.name}” too.")
