"""Templates as they are laid out for people, without their line breaks as they are sent to readers.

A sentence of a template goes over several lines, and each line is indented. In HTML that is one
space, whatever it is made of: a quarter of the bytes of a page.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.template import Origin
from django.template.loaders import app_directories, filesystem

# Where each space counts.
KEPT = re.compile(
    r"(<(?:pre|textarea|script|style)\b.*?</(?:pre|textarea|script|style)>"
    r"|{%\s*(?:blocktranslate|verbatim|filter)\b.*?{%\s*end(?:blocktranslate|verbatim|filter)\s*%})",
    re.DOTALL,
)
LINE_BREAK = re.compile(r"\s*\n\s*")


def squeezed(source: str) -> str:
    """The text of an HTML template with one space for each line break and what is around it."""
    # Every second part is what a group of `KEPT` caught.
    parts = KEPT.split(source)
    return "".join(
        part if place % 2 else LINE_BREAK.sub(" ", part) for place, part in enumerate(parts)
    )


class _OwnTemplates:
    """Squeezes this project's own HTML; where DEBUG is on, errors name the lines of the file."""

    def get_contents(self, origin: Origin) -> str:
        """The text of a template."""
        contents: str = super().get_contents(origin)  # type: ignore[misc]
        name = Path(str(origin.name))
        is_own = settings.BASE_DIR in name.parents and "site-packages" not in name.parts
        if settings.DEBUG or not is_own or name.suffix != ".html":
            return contents
        return squeezed(contents)


class FolderLoader(_OwnTemplates, filesystem.Loader):
    """The folders of the settings."""


class AppLoader(_OwnTemplates, app_directories.Loader):
    """The `templates` folders of the apps."""
