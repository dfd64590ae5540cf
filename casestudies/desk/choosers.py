"""The editor's choosers of snippets: they offer what there is, and make nothing new."""

from __future__ import annotations

from wagtail.snippets.views.chooser import SnippetChooserViewSet, SnippetCreateView


class NoCreateView(SnippetCreateView):
    """Answers 405: Wagtail mounts the address whether or not there is a form, and breaks there."""

    http_method_names: list[str] = []


class ChooseOnlyViewSet(SnippetChooserViewSet):
    """A chooser without a form for a new snippet."""

    create_view_class = NoCreateView
