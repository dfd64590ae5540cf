"""One machine, nothing to set: what `manage.py` uses unless told otherwise."""

from __future__ import annotations

from portal.settings.base import *
from portal.settings.local_secret import local_secret

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SERVE_MEDIA = not MEDIA_BUCKET

# Static files come straight from the source folders: no collectstatic step.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
CLOCK_MAY_BE_MOVED = not DATABASE_IS_CONFIGURED
