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

# Where each space counts, and what ends that.
KEPT = re.compile(r"<(pre|textarea|script|style)\b|{% ?(blocktranslate|verbatim|filter)\b")


def squeezed(source: str) -> str:
    """The text of an HTML template with one space for each line break and what is around it."""
    parts = []
    begins = 0
    while found := KEPT.search(source, begins):
        element, tag = found.groups()
        ending = f"</{element}>" if element else f"end{tag}"
        ends = source.find(ending, found.end())
        ends = len(source) if ends < 0 else ends + len(ending)
        parts += [_without_breaks(source[begins : found.start()]), source[found.start() : ends]]
        begins = ends
    return "".join([*parts, _without_breaks(source[begins:])])


def _without_breaks(text: str) -> str:
    first, *rest = text.split("\n")
    if not rest:
        return text
    *between, last = rest
    lines = filter(None, map(str.strip, between))
    return " ".join([first.rstrip(), *lines, last.lstrip()])


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
