"""The real thing: PostgreSQL, Elasticsearch, SMTP, HTTPS. Half configured, it does not start."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from portal.accounts.checks import explain
from portal.operations.environment import find_problems

# Before anything is read: a bad value must meet its sentence, not an error of the reader.
if problems := find_problems(os.environ):
    raise ImproperlyConfigured(explain(problems))

# Lines that a program reads, unless told otherwise.
os.environ.setdefault("LOG_FORMAT", "json")

from portal.settings.base import *

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
# Pictures of records from the media folder: for a site whose proxy has no way to it.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)

CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
# A list inside browsers that takes months to leave: only for whoever says so.
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
# W019: the editor shows a preview of a page in a frame of the same site.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    # No addresses, cookies or names of people, and no values of variables, which may be secrets.
    sentry_sdk.init(
        dsn=SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
    )
