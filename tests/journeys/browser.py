"""The demonstration, served as a newcomer would serve it, and people who walk through it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}
SLOWLY = 60_000
"""Milliseconds that a page may take on a machine that runs other tests beside it."""

GIVE_A_PASSWORD = """
from allauth.account.models import EmailAddress
from django.conf import settings
from portal.accounts.models import User
from portal.demo.people import password_of
user = User.objects.get(email="{email}")
user.set_password(password_of(settings.DATA_DIR))
user.save()
EmailAddress.objects.update_or_create(
    user=user, email=user.email, defaults={{"verified": True, "primary": True}}
)
"""


@dataclass
class DemoSite:
    """The served demonstration: its address, and the password its people share."""

    url: str
    password: str
    process: subprocess.Popen[str]
    data_dir: Path

    @property
    def log(self) -> str:
        """What the server has said since it was started."""
        return (self.data_dir / "served.log").read_text()

    def moves_on(self, *, days: int) -> None:
        """Serve the same site as if it were so many days later. Sessions have ended by then."""
        self.stop()
        port = urlsplit(self.url).port
        self.process = start_demo(self.data_dir, port=port, days_later=days).process

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def load_demo(data_dir: Path) -> None:
    """Make the demonstration in this folder, without serving it."""
    run_on_demo(data_dir, "demo", "--no-server")


def start_demo(data_dir: Path, *, port: int | None = None, days_later: int = 0) -> DemoSite:
    """Run `manage.py demo` in its own data folder, on a free port; returns once it serves.

    `days_later` moves the clock of the site on.
    """
    port = port or _free_port()
    later = ["-m", "tests.journeys.later", str(days_later)]
    # A file, not a pipe: nobody reads on once it serves, and a full pipe would hold it up.
    log = data_dir / "served.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                *(later if days_later else ["manage.py"]),
                "demo",
                "--port",
                str(port),
            ],
            cwd=ROOT,
            env=demo_environment(data_dir),
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    while "\nServing on" not in log.read_text():
        assert process.poll() is None, f"The demo did not start:\n{log.read_text()}"
        time.sleep(0.2)
    found = re.search(r"Password of everyone below: (\S+)", log.read_text())
    assert found, "The demo did not print a password."
    return DemoSite(f"http://localhost:{port}", found.group(1), process, data_dir)


def run_on_demo(data_dir: Path, *command: str) -> None:
    """Run a command of the site on the demonstration in this folder."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=demo_environment(data_dir),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def let_sign_in(data_dir: Path, email: str) -> None:
    """Give somebody of the network the password that the people of the demonstration share."""
    run_on_demo(data_dir, "shell", "-c", GIVE_A_PASSWORD.format(email=email))


def demo_environment(data_dir: Path) -> dict[str, str]:
    """What a command needs to work on the demonstration in this folder."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL"}
    }
    return {**kept, "PORTAL_DATA_DIR": str(data_dir)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Person:
    """Somebody with a browser of their own. Notes what a page should never do."""

    site: DemoSite
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    def goes_to(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else f"{self.site.url}{path}")
        return self.page

    def signs_in(self, email: str) -> Page:
        self.goes_to("/accounts/login/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(self.site.password)
        follow(self.page.get_by_role("main").get_by_role("button", name="Sign in"))
        assert "/accounts/login" not in self.page.url, self.page.inner_text("main")
        return self.page


def follow(control: Locator) -> None:
    """Press a link or a button that leads to a page, and wait until that page is there."""
    with control.page.expect_navigation(timeout=SLOWLY):
        control.click(timeout=SLOWLY)


def open_browser(
    browser: Browser, site: DemoSite, *, viewport: dict[str, int] = WIDE, javascript: bool = True
) -> Person:
    """A new person: no cookies, a window of this size."""
    context = browser.new_context(viewport=viewport, java_script_enabled=javascript, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(SLOWLY)
    person = Person(site, context, page)
    page.on("request", lambda request: _note_third_party(person, request.url))
    page.on("response", lambda response: _note_failure(person, response))
    page.on("pageerror", lambda error: person.faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            person.faults.append(f"console: {message.text} on {page.url}")
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    return person


def _note_third_party(person: Person, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and not url.startswith(person.site.url):
        person.faults.append(f"asked another host: {url}")


def _note_failure(person: Person, response: Response) -> None:
    if response.status >= 500:
        person.faults.append(f"{response.status} from {response.url}")
