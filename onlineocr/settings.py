"""Django's settings, composed from the environment. docs/reference/settings.md explains each variable."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from onlineocr import dburl, env, secretkey
from onlineocr.accounts.settings import *  # noqa: F403 - accounts and mail
from onlineocr.api.openapi.settings import *  # noqa: F403 - how the API is described
from onlineocr.documents.limits.settings import *  # noqa: F403 - settings of their own page
from onlineocr.http.body_settings import *  # noqa: F403
from onlineocr.http.settings import *  # noqa: F403 - how the service is reached
from onlineocr.ocr.limits import Limits
from onlineocr.ops.logs import logging_config

if MAIL and not PUBLIC_ORIGIN:  # noqa: F405
    raise env.EnvError(
        "ONLINEOCR_MAIL is set, but ONLINEOCR_PUBLIC_URL is not: links in mails must not begin with the name that a "
        "request happens to name. Example: ONLINEOCR_PUBLIC_URL=https://ocr.example.org"
    )

DEBUG = env.boolean("ONLINEOCR_DEBUG", False, help="Show tracebacks to visitors. For development only.")

# --- data folder and database ---------------------------------------------------------------------------------

DATA_DIR = env.data_dir()
env.make_folder("ONLINEOCR_DATA", DATA_DIR)
TESSDATA_DIR = env.tessdata_dir()
LISTEN = (env.listen_host(), env.listen_port())

SECRET_KEY = env.secret(
    "ONLINEOCR_SECRET_KEY",
    help="Signs sessions and tokens. Without it a key is made once and kept in the data folder. Machines that serve "
    "the same users need the same key.",
    least=32,
    check=secretkey.check,
) or secretkey.own(DATA_DIR / "secret-key")

_DATABASE_URL = env.secret(
    "DATABASE_URL",
    help="postgres://user:password@host:5432/name for PostgreSQL. Without it: SQLite in the data folder.",
)
DATABASES = {"default": dburl.parse(_DATABASE_URL) if _DATABASE_URL else dburl.sqlite(DATA_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- access -----------------------------------------------------------------------------------------------------

CSRF_FAILURE_VIEW = "onlineocr.web.csrf.failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

REGISTRATION_OPEN = (
    env.string(
        "ONLINEOCR_REGISTRATION",
        "open",
        help="Whether visitors may make accounts themselves.",
        choices=("open", "closed"),
    )
    == "open"
)
# Stores the counters of addresses; the default of 300 entries would drop them with many callers.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
KEYS_PER_USER = env.integer("ONLINEOCR_KEYS", 50, help="API keys that one account may have.", least=1)

# --- limits -----------------------------------------------------------------------------------------------------

_LIMITS = Limits()
LIMITS = Limits(
    max_bytes=env.size("ONLINEOCR_MAX_BYTES", "50MiB", help="The largest file that is taken.", least=1),
    max_pixels=env.integer("ONLINEOCR_MAX_PIXELS", _LIMITS.max_pixels, help="The most pixels of one page.", least=1),
    work_pixels=env.integer(
        "ONLINEOCR_WORK_PIXELS",
        _LIMITS.work_pixels,
        help="The most pixels of one page that an engine sees; larger pages are scaled down.",
        least=1,
    ),
    max_pages=env.integer("ONLINEOCR_MAX_PAGES", _LIMITS.max_pages, help="The most pages of one document.", least=1),
    decode_seconds=env.duration("ONLINEOCR_DECODE_TIME", "10s", help="The longest that decoding one page may take."),
    decode_memory=env.size("ONLINEOCR_DECODE_MEMORY", "1536MiB", help="The memory of one decoding process."),
    page_seconds=env.duration(
        "ONLINEOCR_PAGE_TIME",
        "20s",
        help="The processor time that reading one page may take; three times as long by the clock.",
    ),
)
DOCUMENT_SECONDS = env.duration(
    "ONLINEOCR_DOCUMENT_TIME",
    "10m",
    help="The longest that reading one document may take, not counting its waiting; a long one may take half of "
    "ONLINEOCR_PAGE_TIME for each page.",
)
# The largest file is a third larger as base64 in JSON; the rest is for the form's other fields.
MAX_BODY_BYTES = LIMITS.max_bytes * 4 // 3 + 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = BATCH_FILES  # noqa: F405
FILE_UPLOAD_PERMISSIONS = 0o600
# On the same disk as the documents, so that a finished upload is moved, not copied.
FILE_UPLOAD_TEMP_DIR = str(env.make_folder("ONLINEOCR_DATA", DATA_DIR / "tmp"))

# --- documents and jobs -----------------------------------------------------------------------------------------

ANONYMOUS_UPLOADS = (
    env.string(
        "ONLINEOCR_ANONYMOUS",
        "open",
        help="Whether visitors without an account may have documents read.",
        choices=("open", "closed"),
    )
    == "open"
)
ANONYMOUS_RETENTION = timedelta(
    seconds=env.duration("ONLINEOCR_ANONYMOUS_RETENTION", "24h", help="When an upload without an account is deleted.")
)
_RETENTION = env.duration(
    "ONLINEOCR_RETENTION", "0", help="Retention of documents whose upload names none; 0: until somebody deletes them."
)
_RETENTION_MAX = env.duration(
    "ONLINEOCR_RETENTION_MAX",
    "0",
    help="Longest retention; a longer one is refused, the default is limited; 0: unlimited.",
)
RETENTION = timedelta(seconds=_RETENTION) if _RETENTION else None
RETENTION_MAX = timedelta(seconds=_RETENTION_MAX) if _RETENTION_MAX else None
PICTURES_BYTES = env.size(
    "ONLINEOCR_PICTURES",
    "1GiB",
    help="Disk space for cached page pictures and exports; the least used are deleted first.",
)
DISK_RESERVE = env.size(
    "ONLINEOCR_DISK_RESERVE",
    "0",
    help="Room on the data folder's disk that uploads leave free; 0: 256MiB, or an eighth of a disk below 2 GiB.",
)
DEDUPLICATE = env.boolean(
    "ONLINEOCR_DEDUPLICATE",
    True,
    help="A page picture that was read before for the same account, by the same engines with the same options, is "
    "not read again.",
)
ENGINE = env.string("ONLINEOCR_ENGINE", "auto", help="The engine that reads when a call names none.")
WAIT_SECONDS = env.duration("ONLINEOCR_WAIT", "60s", help="Wait of POST /api/ocr/ before 202; 10 s if no worker runs.")
RECOGNISERS = env.integer(
    "ONLINEOCR_RECOGNISERS", 0, help="Pages that a worker reads side by side; 0: one per core.", most=256
) or len(os.sched_getaffinity(0))
RECOGNISER_PAGES = env.integer(
    "ONLINEOCR_RECOGNISER_PAGES", 500, help="Pages after which a recogniser is replaced by a fresh one.", least=1
)
RECOGNISER_MEMORY = env.size(
    "ONLINEOCR_RECOGNISER_MEMORY", "1GiB", help="Memory above which a recogniser is replaced after its page.", least=1
)
RECOGNISER_CONFINED = env.boolean(
    "ONLINEOCR_RECOGNISER_CONFINED",
    True,
    help="A recogniser has no network and writes no file. Say false only for an engine of another package that needs "
    "either.",
)
WORKER_GRACE = env.duration(
    "ONLINEOCR_WORKER_GRACE", "3s", help="How long a worker that ends waits for pages under way; others are read again."
)

# --- calls to other servers -------------------------------------------------------------------------------------

URL_UPLOADS = env.string(
    "ONLINEOCR_URL_UPLOADS",
    "off",
    help="For whom a file is fetched from an address that the caller names instead of sending it.",
    choices=("off", "accounts", "everybody"),
)
FETCH_ALLOW = env.networks(
    "ONLINEOCR_FETCH_ALLOW",
    help="Networks that may be called although they are private, at any port and without TLS too. All that is not the "
    "public internet is refused otherwise.",
)
FETCH_PORTS = env.ports(
    "ONLINEOCR_FETCH_PORTS", (80, 443, 8080, 8443), help="The ports at which public addresses may be called."
)
FETCH_SECONDS = env.duration("ONLINEOCR_FETCH_TIME", "30s", help="The longest that fetching a file may take.", least=1)

ANONYMOUS_WEBHOOKS = env.boolean(
    "ONLINEOCR_ANONYMOUS_WEBHOOKS",
    False,
    help="Whether uploads without an account may name an address as their webhook.",
)
WEBHOOK_LOG = timedelta(
    seconds=env.duration("ONLINEOCR_WEBHOOK_LOG", "30d", help="How long ended deliveries are kept in the log.")
)

# --- composition ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "onlineocr.ops",  # before staticfiles: its runserver also starts a worker
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *ALLAUTH_APPS,  # noqa: F405
    "axes",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "onlineocr.api",  # before the framework, whose templates it overrides
    "rest_framework",
    "onlineocr.accounts",
    "onlineocr.webhooks",
    "onlineocr.documents",
    "onlineocr.web",
]
MIDDLEWARE = [
    "onlineocr.http.length.ContentLengthMiddleware",
    "onlineocr.ops.headers.SecurityHeadersMiddleware",  # before every middleware that refuses requests
    "onlineocr.ops.proxy.ProxyMiddleware",
    "onlineocr.http.request_id.RequestIdMiddleware",
    "onlineocr.http.cors.CorsMiddleware",  # before every middleware that refuses: a page may read refusals too
    "onlineocr.http.rate_limit.RateLimitMiddleware",
    "onlineocr.ops.hosts.HostMiddleware",
    "onlineocr.http.body_limit.RefusedMiddleware",
    "onlineocr.http.outages.OutageMiddleware",
    "onlineocr.http.admission.SheddingMiddleware",
    "onlineocr.http.admission.HeadMiddleware",  # those above run before the body has arrived, and never wait
    "onlineocr.http.admission.SlotMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "onlineocr.http.compression.CompressionMiddleware",
    "onlineocr.http.body_limit.BodyLimitMiddleware",
    "onlineocr.http.compressed_bodies.CompressedBodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "onlineocr.api.methods.MethodMiddleware",
    "onlineocr.http.csrf.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "onlineocr.http.session_use.SessionUseMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "onlineocr.urls"
WSGI_APPLICATION = "onlineocr.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onlineocr.web.context.site",
            ]
        },
    }
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
# Files under names with a hash are made at the start (ops.statics); others are served from the packages' folders.
STATIC_ROOT = env.make_folder("ONLINEOCR_DATA", DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "onlineocr.ops.statics.HashedStatics"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the files are for our own pages, as their Cross-Origin-Resource-Policy says

# --- accounts ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "onlineocr.accounts.hashers.LeanArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "web:home"

# The lock applies to one name from one address: a stranger's guesses lock neither the owner's address nor other names.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "onlineocr.accounts.rates.address_of"  # a whole /64 of IPv6 is one address
AXES_FAILURE_LIMIT = env.integer(
    "ONLINEOCR_SIGN_IN_FAILURES", 10, help="Wrong passwords for one name from one address before a pause.", least=1
)
AXES_COOLOFF_TIME = timedelta(
    seconds=env.duration("ONLINEOCR_SIGN_IN_PAUSE", "15m", help="How long that pause lasts.", least=1)
)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "onlineocr.http.handlers.locked_out"
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "onlineocr.accounts.failures.counted_name"  # by account; else hashed
AXES_ENABLE_ADMIN = False  # accounts.admin registers the one table of it that has rows

SIMPLE_JWT: dict[str, Any] = {
    "ACCESS_TOKEN_LIFETIME": timedelta(
        seconds=env.duration("ONLINEOCR_ACCESS_LIFETIME", "15m", help="How long an access token works.", least=1)
    ),
    "REFRESH_TOKEN_LIFETIME": timedelta(
        seconds=env.duration(
            "ONLINEOCR_REFRESH_LIFETIME", "14d", help="How long a sign-in lasts without a refresh.", least=1
        )
    ),
    "UPDATE_LAST_LOGIN": False,
    "LEEWAY": 5,
}
REFRESH_LEEWAY = timedelta(
    seconds=env.duration(
        "ONLINEOCR_REFRESH_LEEWAY",
        "10s",
        help="How long the refresh token that was used last is answered with the same pair again; 0 for never.",
    )
)

# --- the API ----------------------------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "onlineocr.http.authentication.ApiKeyAuthentication",  # first: it detects two different credentials
        "onlineocr.http.authentication.BearerAuthentication",
        "onlineocr.http.authentication.BasicAuthentication",
        "onlineocr.http.authentication.SessionAuthentication",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "onlineocr.http.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "onlineocr.http.parsers.MultiPartParser",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "onlineocr.api.paging.NumberedPages",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "onlineocr.http.negotiation.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "onlineocr.api.description.Description",
    "EXCEPTION_HANDLER": "onlineocr.http.handlers.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# --- logs and reports ------------------------------------------------------------------------------------------

LOGGING = logging_config(
    level=env.string(
        "ONLINEOCR_LOG_LEVEL",
        "info",
        help="How much is written to the log, which goes to standard error.",
        choices=("debug", "info", "warning", "error"),
    ),
    style=env.string(
        "ONLINEOCR_LOG_FORMAT",
        "auto",
        help="Lines for people, JSON for machines, or by whether a terminal watches.",
        choices=("auto", "text", "json"),
    ),
)
