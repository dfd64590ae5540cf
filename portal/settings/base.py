"""Settings shared by every place the portal runs. Read from the environment once, here.

The README has a table of the variables. What is not set falls back to embedded parts:
SQLite, the `database` search engine, e-mail written to files under the data folder.
"""

from __future__ import annotations

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("PORTAL_DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()

FIRST_PARTY_APPS = [
    "portal.demo",
    "portal.setup",
    "portal.operations",
    "portal.home",
    "portal.api",
    "portal.insight",
    "portal.matching",
    "search",
    "casestudies",
    "portal.performance",
    "portal.accounts",
    "portal.trusts",
    "portal.background",
]

INSTALLED_APPS = [
    *FIRST_PARTY_APPS,
    "wagtail.contrib.redirects",
    "wagtail.sites",
    # Wagtail's own people screens, with our forms: roles are given by command only.
    "portal.accounts.admin_apps.PeopleScreensConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "portal.operations.observing.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # It pads each answer by a random length, so that its size tells nothing of a secret in it.
    "django.middleware.gzip.GZipMiddleware",
    "portal.operations.revalidation.RevalidationMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.api.errors.ReadApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.audit.ExportAuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.refusals.RefuseInsteadOfSignInMiddleware",
    "portal.accounts.second_factor.SecondFactorMiddleware",
    "casestudies.cms.access.EditorGuardMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.home.addresses.RefuseImpossibleAddressMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "portal.template_loaders.FolderLoader",
                        "portal.template_loaders.AppLoader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.home.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
DATABASE_IS_CONFIGURED = "DATABASE_URL" in env.ENVIRON
# `send_due --at` may act as if it were another day. Never where real people are told.
CLOCK_MAY_BE_MOVED = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # The first quarter of a gigabyte is read in place: without that a search copies every page
        # of the index that it looks at.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# One way in: see the module. Never a second backend beside it.
AUTHENTICATION_BACKENDS = ["portal.accounts.sign_in.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# One address a person; another takes its place once it is confirmed.
ACCOUNT_CHANGE_EMAIL = True
# Whoever finds a browser signed in must not move the account to an address of their own.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# The old address hears of a change, and the owner of a new password or second factor.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Exemplar] "
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.NameForm"
ACCOUNT_FORMS = {
    "login": "portal.accounts.entrance_forms.LoginForm",
    "signup": "portal.accounts.entrance_forms.SignupForm",
    "reset_password": "portal.accounts.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.entrance_forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.entrance_forms.ChangePasswordForm",
    "add_email": "portal.accounts.entrance_forms.AddEmailForm",
}
ACCOUNT_ADAPTER = "portal.accounts.sign_in.AccountAdapter"
# Limits on tries. A hospital's thousands of staff share one address, so what counts is the account
# at an address ("key"), first; only tries that pass it count for the address ("ip"), generously.
# Against many addresses at once stands the account's own limit (NIST SP 800-63B: 100 tries).
ACCOUNT_RATE_LIMITS = {
    # A shift that begins: ten people a second. Right and wrong tries alike.
    "login": "600/m/ip",
    # Wrong passwords: 5 an account in 5 minutes, and 60 such accounts at one address.
    "login_failed": "5/5m/key,300/5m/ip",
    "login_failed_for_account": "100/h/key",
    "signup": "200/h/ip",
    "reset_password": "5/h/key,200/h/ip",
    "reset_password_from_key": "200/h/ip",
    # A browser at an address, and all of them together: every message reaches people.
    "feedback": "10/h/key,100/h/ip",
    "wanted": "20/h/key,200/h/ip",
}
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_REDIRECT_URL = "/my/"
LOGIN_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Exemplar"
# Nobody is signed in without a confirmed address, and a new one replaces it once confirmed: so a
# second factor need not stop its owner from changing the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "portal.accounts.sign_in.SecondFactorAdapter"
# Keys that SECRET_KEY was before: what they signed or encrypted is still read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Networks of the proxies in front of the site: only their X-Forwarded-For is believed.
TRUSTED_PROXIES = [
    name for name in env.list("TRUSTED_PROXIES", default=[]) if name.strip().lower() != "none"
]
# Editors, programme managers and administrators get no further without a second factor.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
# Limits on tries count here: every web process needs the same cache, and production insists.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://portal")}
# Which e-mail domains may sign up: the domain itself and everything under it.
ACCOUNT_ALLOWED_DOMAINS = env.list("ACCOUNT_ALLOWED_DOMAINS", default=["nhs.net", "nhs.uk"])

EMAIL_CONFIGURED = "EMAIL_URL" in env.ENVIRON
vars().update(env.email("EMAIL_URL", default="filemail://"))
if not EMAIL_CONFIGURED:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
# What letters leave by. All other code that sends an e-mail puts it into the queue.
MAIL_SERVER_BACKEND = EMAIL_BACKEND
EMAIL_BACKEND = "portal.accounts.notifications.EmailBackend"
# Seconds for each answer of the mail server. Only the background waits for it.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="exemplar@localhost")
BASE_URL_IS_CONFIGURED = "PORTAL_BASE_URL" in env.ENVIRON
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", default="http://localhost:8000")

ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
SEARCH_ENGINE = env.str(
    "SEARCH_ENGINE", default="elasticsearch" if ELASTICSEARCH_URL else "embedded"
)
# The alias that searches go through; its indices are named after it.
ELASTICSEARCH_INDEX = env.str("ELASTICSEARCH_INDEX", default="exemplar")
# The index of this machine, which is made again from the database where it is lost.
SEARCH_INDEX_DIR = DATA_DIR / "search-index"
# A change is followed once it is committed: what a transaction sees may yet be undone.
SEARCH_FOLLOWS_IN_TRANSACTIONS = False

# Our own tasks are rows of the database, done by `manage.py worker`. Wagtail's own tasks (what is
# used where, the editor's search) are a few queries to the same database, and an editor expects to
# find at once what they just saved and to be warned before a picture in use is deleted: they run
# where they arise, whether a worker runs or not.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "portal.background.backends.DatabaseBackend"},
}
# Where no worker has shown itself lately, a web process does the waiting tasks, in a thread of its
# own. Off where web processes must never do so: tasks then wait for a worker.
BACKGROUND_IN_WEB = env.bool("BACKGROUND_IN_WEB", default=True)
# Seconds for which a worker may be silent before its task is taken back.
BACKGROUND_LEASE = env.float("BACKGROUND_LEASE", default=60)

# To standard error, in every setting: whoever runs the process keeps the log. As JSON there is a
# line for each request too.
LOG_FORMAT = env.str("LOG_FORMAT", default="text")
LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "portal.operations.observing.logs.LogFormatter"},
        "text": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {
            "class": "portal.operations.observing.logs.LastingStateHandler",
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "portal.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
# What a collector of Prometheus shows to read /metrics; without one, only this machine may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
FORMAT_MODULE_PATH = ["portal.settings.formats"]
USE_TZ = True

STATIC_URL = "/static/"
# Where `collectstatic` puts the files that pages name; part of the code, not of the data.
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Uploaded files in a bucket of a service that speaks S3, which stays private: a picture is shown by
# an address that ends after a day, a document by the portal itself. Keys come as boto3 reads them.
MEDIA_BUCKET = env.str("MEDIA_BUCKET", default="")
MEDIA_S3_ENDPOINT = env.str("MEDIA_S3_ENDPOINT", default="").rstrip("/")
if MEDIA_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_BUCKET,
            "endpoint_url": MEDIA_S3_ENDPOINT,
            "region_name": env.str("MEDIA_S3_REGION", default="eu-west-2"),
            "addressing_style": "path",
            "signature_version": "s3v4",
            "querystring_expire": 86_400,
            "default_acl": None,
            "file_overwrite": False,
        },
    }

WAGTAIL_SITE_NAME = "Exemplar"
WAGTAILADMIN_BASE_URL = PORTAL_BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# One way in: the editor's own sign-in, passwords and e-mail addresses would go round the allow-list
# and the second factor.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Files are checked by content (casestudies.attachments) and never opened inside the site.
WAGTAILIMAGES_IMAGE_FORM_BASE = "casestudies.attachments.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "casestudies.attachments.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "csv"]
WAGTAIL_WORKFLOW_ENABLED = True
# An address typed as a link stays one: looking its page up would show the title of its draft.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "none"
# Wagtail's own search serves the admin only; the public search is the `search` app.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# The read-and-edit screens of a case study hold many rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

CSRF_FAILURE_VIEW = "portal.home.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Nothing inline and nothing from elsewhere. A script of a page carries the nonce of its answer.
PUBLIC_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF],
    "img-src": [SELF, "data:", *([MEDIA_S3_ENDPOINT] if MEDIA_BUCKET else [])],
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_POLICY}
# Wagtail's editor below /cms/ (see `portal.urls`): its tooltips and Draftail write styles inline,
# and a picture is shown as a blob before it is uploaded. Its inline scripts are replaced: see
# `portal/static/portal/js/editor-start.js`.
EDITOR_POLICY = {
    **PUBLIC_POLICY,
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [*PUBLIC_POLICY["img-src"], "blob:"],
}
