"""A site that was set up as an operator does it, in processes of its own, and its visitors."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import psycopg
import requests

ROOT = Path(__file__).resolve().parents[2]
OURS = ("PORTAL_", "DATABASE_URL", "EMAIL_URL", "ELASTICSEARCH_", "DJANGO_SETTINGS", "PYTEST")
# What serving and looking leaves: nothing that setup makes.
PASSING = ("django_session", "search_querylog", "search_index_", "wagtailsearch_")
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


@dataclass
class Installed:
    """A site in a data folder of its own; `more` is the rest of its environment."""

    data_dir: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = 0

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        here = {"PORTAL_DATA_DIR": str(self.data_dir), "PORTAL_BASE_URL": self.base_url}
        return {**kept, **here, "REQUIRE_SECOND_FACTOR": "on", **self.more}

    @property
    def base_url(self) -> str:
        """What its letters link to: https in production, which a proxy would speak for it."""
        return self.url.replace("http:", "https:", 1) if self.more else self.url

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the site. Nothing is at its standard input."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def asks(self, sql: str) -> list[tuple[object, ...]]:
        """Rows straight from the database: a command for each question would take seconds."""
        url = self.more.get("DATABASE_URL")
        if url:
            with psycopg.connect(url.replace("postgres://", "postgresql://")) as database:
                return list(database.execute(sql))
        with closing(sqlite3.connect(self.data_dir / "portal.sqlite3")) as database:
            return list(database.execute(sql))

    def rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        vendor = "postgresql" if "DATABASE_URL" in self.more else "sqlite"
        tables = sorted(str(name) for (name,) in self.asks(TABLES[vendor]))
        return {
            name: int(str(self.asks(f'SELECT count(*) FROM "{name}"')[0][0]))
            for name in tables
            if not name.startswith(PASSING)
        }

    @contextmanager
    def served(self) -> Iterator[None]:
        # The proxy in front of a real site speaks HTTPS, and says so.
        proxy = ["--trusted-proxy=127.0.0.1", "--trusted-proxy-headers=x-forwarded-proto"]
        listen = f"--listen=127.0.0.1:{self.port}"
        serve = [sys.executable, "-m", "waitress", *proxy, listen]
        with (self.data_dir / "served.log").open("w") as log:
            process = subprocess.Popen(
                [*serve, "portal.wsgi:application"],
                cwd=ROOT,
                env={"DJANGO_SETTINGS_MODULE": "portal.settings.dev", **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                self._wait(process)
                yield
            finally:
                process.terminate()
                process.wait(timeout=20)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        while True:
            assert process.poll() is None, (self.data_dir / "served.log").read_text()
            try:
                requests.get(f"{self.url}/healthz/", timeout=60)
                return
            except requests.ConnectionError:
                time.sleep(0.2)


class Visitor:
    """A browser as far as forms go: cookies, the token of the form, redirects."""

    def __init__(self, site: Installed) -> None:
        self._site = site
        self._session = requests.Session()
        self._session.headers["X-Forwarded-Proto"] = "https"

    def opens(self, address: str) -> str:
        """The page at a path or address, after redirects."""
        whole = address if address.startswith("http") else f"{self._site.url}{address}"
        return self._asks("GET", whole.replace("https:", "http:", 1))

    def sends(self, address: str, **values: str) -> str:
        """Fill in the form at an address and send it; the page that comes of it."""
        self.opens(address)
        return self.sends_here(**values)

    def sends_here(self, **values: str) -> str:
        """Fill in the form of the page that is open."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text)
        assert found, f"No form: {self.page.url} {self.page.status_code} {self.page.text[:500]}"
        secure = self.page.url.replace("http:", "https:", 1)
        told = {"Referer": secure, "Origin": f"https://localhost:{self._site.port}"}
        values["csrfmiddlewaretoken"] = found[1]
        return self._asks("POST", self.page.url, data=values, headers=told)

    def _asks(self, method: str, url: str, **more: object) -> str:
        page = self._session.request(method, url, timeout=120, allow_redirects=False, **more)
        # Cookies for HTTPS only are sent on, as they are by a browser before the proxy.
        for cookie in self._session.cookies:
            cookie.secure = False
        if page.is_redirect:
            onward = urljoin(url, page.headers["Location"])
            return self._asks("GET", onward.replace("https:", "http:", 1))
        self.page = page
        return page.text
