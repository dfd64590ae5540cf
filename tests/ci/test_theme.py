"""The theme as the site serves it: the wheel's files, without what points to another host."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

PATH = Path(__file__).resolve().parents[2] / ".ci" / "theme.py"


def load_script():
    spec = importlib.util.spec_from_file_location("theme", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


theme = load_script()


@pytest.mark.parametrize("path", theme.FILES)
def test_theme_file_points_nowhere_else(path):
    served = Path(finders.find(path)).read_text(encoding="utf-8")

    assert not re.search(r"@font-face|sourceMappingURL", served)
    assert "url(https:" not in served
    assert len(served) > 10_000


def test_the_files_fit_the_installed_wheel(capsys):
    assert theme.main(["--check"]) == 0, capsys.readouterr().err


def test_files_of_another_release_are_named_and_written_anew(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(theme, "SERVED", tmp_path)

    assert theme.main(["--check"]) == 1
    named = capsys.readouterr().err
    assert all(path in named for path in theme.FILES)
    assert theme.main([]) == theme.main(["--check"]) == 0


def test_nothing_but_fonts_and_maps_is_taken_out():
    text = "a{b:c}@font-face{src:url(https://x/y)}d{e:f}\n/*# sourceMappingURL=z.map */"

    assert theme.cleaned(text) == "a{b:c}d{e:f}\n"


def test_static_files_can_be_collected_for_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
