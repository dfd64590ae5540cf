"""How the templates of pages are laid out, and what of that readers are sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from djhtml.modes import DjHTML

from portal.template_loaders import squeezed

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "casestudies", "search")
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).glob("**/templates/**/*.html"))
OWN_STYLES = sorted((ROOT / "portal/static/portal/css").glob("*.css"))
WIDEST = 120
# A tag of Django's goes over no two lines, and nothing may stand between a word and its tag.
TOO_WIDE = 99
OWN_ADDRESS = re.compile(r"""\b(?:href|action|formaction|src|\w*url2?)=["']/[a-z?]""")
BLOCK = re.compile(r"{% block (\w+) %}(.*?){% endblock %}", re.DOTALL)
NAMED = re.compile(r"{% url [^%]* as (\w+) %}")

by_template = pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT))
)


@by_template
def test_a_template_is_indented_by_two_spaces(path: Path) -> None:
    source = path.read_text()

    assert DjHTML(source).indent(2) == source


@by_template
def test_a_template_names_its_addresses(path: Path) -> None:
    """By `{% url %}`: an address that is moved is moved in one place."""
    assert OWN_ADDRESS.findall(path.read_text()) == []


@by_template
def test_an_address_that_a_block_names_is_used_in_it(path: Path) -> None:
    """What a block names is not known in another: there the link would lead nowhere."""
    blocks = BLOCK.findall(path.read_text())
    used_elsewhere = [
        name
        for number, (_, block) in enumerate(blocks)
        for name in NAMED.findall(block)
        for other, (_, text) in enumerate(blocks)
        if other != number
        and re.search(rf"(?:{{{{ |=){name}\b", text)
        and name not in NAMED.findall(text)
    ]

    assert used_elsewhere == []


def test_few_lines_are_too_wide_to_read() -> None:
    lines = [line for path in TEMPLATES for line in path.read_text().splitlines()]

    assert sum(len(line) > WIDEST for line in lines) <= TOO_WIDE


@pytest.mark.parametrize("path", OWN_STYLES, ids=lambda path: path.name)
def test_a_style_does_not_shout(path: Path) -> None:
    assert "!important" not in path.read_text()


def test_a_line_break_is_one_space_to_a_reader() -> None:
    assert squeezed("<p>\n    One\n    word\n</p>\n") == "<p> One word </p> "


@pytest.mark.parametrize("tag", ["pre", "textarea", "script", "style"])
def test_what_counts_its_spaces_keeps_them(tag: str) -> None:
    kept = f"<{tag} id='a'>one\n   two\n</{tag}>"

    assert squeezed(f"<div>\n  {kept}\n</div>") == f"<div> {kept} </div>"


def test_only_own_pages_are_squeezed(settings) -> None:
    """Letters keep their lines, and so do the templates of libraries."""
    engine = engines["django"].engine
    own, _ = engine.find_template("base.html")
    letter, _ = engine.find_template("casestudies/email/not_published.txt")
    library, _ = engine.find_template("wagtailadmin/skeleton.html")

    assert "\n" not in re.sub(r"<script.*?</script>", "", own.source, flags=re.DOTALL)
    assert "\n" in letter.source
    assert "\n" in library.source


def test_errors_name_the_lines_of_a_template_under_development(settings) -> None:
    settings.DEBUG = True
    loader = engines["django"].engine.template_loaders[0].loaders[0]
    (origin,) = (one for one in loader.get_template_sources("base.html") if Path(one.name).exists())

    assert loader.get_contents(origin) == Path(origin.name).read_text()
