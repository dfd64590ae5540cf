"""The real thing: PostgreSQL, Elasticsearch, SMTP, HTTPS. Half configured, it does not start."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from portal.accounts import checks

# Before anything is read: a bad value must meet its sentence, not an error of the reader.
if problems := checks.find_problems(os.environ):
    raise ImproperlyConfigured(checks.explain(problems))

# Lines that a program reads, unless told otherwise.
os.environ.setdefault("LOG_FORMAT", "json")

from portal.settings.base import *

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SERVE_MEDIA = False

CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
