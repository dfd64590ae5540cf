"""Quick and closed: the test suite's settings. `DATABASE_URL` chooses the database."""

from __future__ import annotations

import tempfile
from pathlib import Path

from portal.settings.base import *

DATA_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))
MEDIA_ROOT = DATA_DIR / "media"
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEBUG = False
SERVE_MEDIA = True

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = str(DATA_DIR / "unused.sqlite3")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The one above, which tests change.
MAIL_SERVER_BACKEND = None
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
SEARCH_ENGINE = "embedded"
# In memory where the system has such a folder: hundreds of tests write to it.
if Path("/dev/shm").is_dir():
    SEARCH_INDEX_DIR = Path(tempfile.mkdtemp(prefix="portal-test-", dir="/dev/shm"))
else:
    SEARCH_INDEX_DIR = DATA_DIR / "search-index"
# Most tests run inside a transaction that is undone.
SEARCH_FOLLOWS_IN_TRANSACTIONS = True
REQUIRE_SECOND_FACTOR = False
CLOCK_MAY_BE_MOVED = True

# Wagtail's own indexes (what is used where, the editor's search) are written by background tasks.
# They take a third of a builder's time, so a test that reads them asks for the fixture
# `background_tasks`, which runs them at once. Our own tasks run at once, where they are enqueued;
# tests of the queue itself ask for the fixture `queue`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    "background": {"BACKEND": "portal.background.backends.ImmediateBackend"},
}
BACKGROUND_IN_WEB = False
