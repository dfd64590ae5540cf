"""A PostgreSQL server of the tests' own: started in a temporary folder, stopped and removed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = 0
SERVER_USER = "postgres"


def binaries() -> Path | None:
    """The folder that holds initdb and pg_ctl, or None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def temporary_server() -> Iterator[str]:
    """Run a server on a free loopback port; yields its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    port = _free_port()
    if os.geteuid() == ROOT:
        shutil.chown(folder, SERVER_USER)
    _run("initdb", "-D", folder / "data", "-U", "portal", "--auth=trust", "-E", "UTF8")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
    _run("pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgres://portal@127.0.0.1:{port}/postgres"
    finally:
        _run("pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def _run(program: str, *arguments: object) -> None:
    folder = binaries()
    assert folder is not None, "PostgreSQL is not installed"
    command = [str(folder / program), *map(str, arguments)]
    if os.geteuid() == ROOT:
        command = ["runuser", "-u", SERVER_USER, "--", *command]
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
