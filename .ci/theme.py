"""The theme's stylesheet and script as the site serves them: the wheel's, without what points away.

    uv run python .ci/theme.py           write them, after a change of wagtail-nhsuk-frontend
    uv run python .ci/theme.py --check   fail if they differ from what the wheel gives

The stylesheet's @font-face rules name another host: browsers would ask for the font, or report
that the site's policy stops it, on every page. Both files name source maps that the wheel leaves
out, which stops `collectstatic`. Django looks in `portal/static` before it looks into the wheel.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import distribution
from pathlib import Path

SERVED = Path(__file__).parent.parent / "portal" / "static"
FILES = (
    "wagtailnhsukfrontend/css/nhsuk-frontend-10.4.2.min.css",
    "wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js",
)
NOTICE = (
    "/*! NHS.UK frontend 10.4.2. MIT, Crown Copyright: see LICENCE.txt. Made by .ci/theme.py */\n"
)
FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"(?m)^(?:/\*|//)# sourceMappingURL=.*$\n?")


def cleaned(text: str) -> str:
    """Return the text of a theme file without font faces and links to source maps."""
    return SOURCE_MAP.sub("", FONT_FACE.sub("", text))


def served(path: str) -> str:
    """Return what the site serves in place of a file of the wheel."""
    wheel = distribution("wagtail-nhsuk-frontend")
    source = Path(str(wheel.locate_file("wagtailnhsukfrontend/static"))) / path
    text = cleaned(source.read_text(encoding="utf-8"))
    # A charset rule counts only where nothing stands before it.
    charset = '@charset "UTF-8";'
    if text.startswith(charset):
        return charset + NOTICE + text.removeprefix(charset)
    return NOTICE + text


def main(arguments: list[str]) -> int:
    """Write the files, or say which of them are out of date. Returns the exit status."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: .ci/theme.py [--check]\n")
        return 2
    stale = [
        path
        for path in FILES
        if not (SERVED / path).exists() or (SERVED / path).read_text("utf-8") != served(path)
    ]
    if not arguments:
        for path in stale:
            (SERVED / path).parent.mkdir(parents=True, exist_ok=True)
            (SERVED / path).write_text(served(path), encoding="utf-8")
        return 0
    for path in stale:
        sys.stderr.write(f"{path} differs from the wheel's. Run .ci/theme.py and commit it.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
