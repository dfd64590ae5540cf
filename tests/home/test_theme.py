from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from portal.home import theme


@pytest.mark.parametrize("path", theme.FILES)
def test_theme_file_points_nowhere_else(path):
    served = Path(finders.find(path)).read_text(encoding="utf-8")

    assert not re.search(r"@font-face|sourceMappingURL", served)
    assert "url(https:" not in served
    assert len(served) > 10_000


def test_nothing_but_fonts_and_maps_is_taken_out():
    text = "a{b:c}@font-face{src:url(https://x/y)}d{e:f}\n/*# sourceMappingURL=z.map */"

    assert theme.cleaned(text) == "a{b:c}d{e:f}\n"


def test_other_files_are_left_to_other_finders():
    assert theme.ThemeFinder().find("portal/css/portal.css") == []


def test_static_files_can_be_collected_for_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
