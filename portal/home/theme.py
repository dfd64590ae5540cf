"""The theme's stylesheet and script as we serve them: from the wheel, without what points away.

The stylesheet's @font-face rules name another host: browsers would ask for the font, or report
that our policy stops it, on every page. Both files name source maps that the wheel leaves out,
which stops `collectstatic`. So a cleaned copy, kept under the data folder, is found first.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import wagtailnhsukfrontend
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

WHEEL = Path(wagtailnhsukfrontend.__file__).parent / "static"
FILES = (
    "wagtailnhsukfrontend/css/nhsuk-frontend-10.4.2.min.css",
    "wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js",
)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"(?m)^(?:/\*|//)# sourceMappingURL=.*$")


def cleaned(text: str) -> str:
    """The text of a theme file without font faces and source map links."""
    return SOURCE_MAP.sub("", FONT_FACE.sub("", text))


class ThemeFinder(BaseFinder):
    """Finds the cleaned copies. Stands before the finders that would find the originals."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "theme")

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        """The path of the cleaned copy of a theme file; nothing for any other file."""
        if path not in FILES:
            return []
        found = self.storage.path(path)
        _write(WHEEL / path, Path(found))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """The theme files, for `collectstatic` and WhiteNoise."""
        for path in FILES:
            self.find(path)
            yield path, self.storage


def _write(source: Path, target: Path) -> None:
    """Make the copy unless it is there; whole or not at all, as many processes may start."""
    text = cleaned(source.read_text(encoding="utf-8"))
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=target.parent, encoding="utf-8", delete=False
    ) as handle:
        handle.write(text)
    os.chmod(handle.name, 0o644)
    os.replace(handle.name, target)
