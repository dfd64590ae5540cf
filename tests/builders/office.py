"""Real files for tests, made by a word processor and not by the library that reads them."""

from __future__ import annotations

import atexit
import functools
import io
import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import pytest

PAGE = "<html><head><meta charset='utf-8'><title>x</title></head><body>{body}</body></html>"
MADE_FROM = {"docx": "docx:MS Word 2007 XML", "pdf": "pdf:writer_pdf_Export"}

# On a busy machine LibreOffice now and then gives up while it sets up a new profile.
TRIES = 3

needs_word_processor = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="needs LibreOffice: apt-get install libreoffice-writer-nogui",
)


@functools.cache
def office_file(body: str, kind: str, *, options: str = "") -> bytes:
    """A file of a kind (docx, pdf, odt, doc, ...) that LibreOffice makes of the body of a page.

    `options` go to the export filter, such as a password for a PDF. A made file is kept for the
    whole run, because each takes seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.html")
        source.write_text(PAGE.format(body=body), encoding="utf-8")
        made = Path(folder, f"source.{kind}")
        for _ in range(TRIES):
            run = _convert(source, MADE_FROM.get(kind, kind) + options)
            if run.returncode == 0 and made.exists():
                return made.read_bytes()
            _profile.cache_clear()
        raise AssertionError(f"LibreOffice made no {kind}: {run.stdout!r} {run.stderr!r}")


def _convert(source: Path, target: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{_profile()}",
            "--headless",
            "--writer",
            "--convert-to",
            target,
            "--outdir",
            str(source.parent),
            str(source),
        ],
        capture_output=True,
        timeout=120,
    )


@functools.cache
def _profile() -> str:
    """A profile for this process alone: two LibreOffices cannot share one."""
    folder = tempfile.mkdtemp(prefix=f"soffice-{os.getpid()}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def package(parts: dict[str, bytes]) -> bytes:
    """A zip file of parts by name."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def repacked(upload: bytes, parts: dict[str, bytes]) -> bytes:
    """An office file with some of its parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    return package(held | parts)
