"""Wagtail's chooser fields without the inline script that starts each of them.

The content security policy of the editor refuses inline scripts. `editor-start.js` starts what is
written here as data, with the values that Wagtail would have put into the script.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

TASK_STARTER = "createTaskChooser"


def start_as_data() -> None:
    """Put `render` below in place of Wagtail's. Called once, when the app is ready."""
    BaseChooser.render = render


def render(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    """The field, and how it starts. `attrs` must have an id, as in Wagtail."""
    shown = self.get_value_data(value)
    options = self.get_js_init_options(attrs["id"], name, shown)
    return format_html(
        '{}<template data-starts="chooser" data-of="{}" data-calls="{}" data-options="{}">'
        "</template>",
        self.render_html(name, shown, attrs),
        attrs["id"],
        TASK_STARTER if isinstance(self, AdminTaskChooser) else self.js_constructor,
        json.dumps(options),
    )
