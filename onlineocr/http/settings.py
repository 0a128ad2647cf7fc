"""Settings of the public address, host names, proxies, cookies and CORS."""

from __future__ import annotations

from onlineocr import addresses, env

__all__ = [
    "ALLOWED_HOSTS",
    "CORS_ALLOWED_ORIGINS",
    "CORS_ALLOW_ALL_ORIGINS",
    "CORS_ALLOW_CREDENTIALS",
    "CORS_ALLOW_HEADERS",
    "CORS_EXPOSE_HEADERS",
    "CORS_URLS_REGEX",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS",
    "FILE_UPLOAD_HANDLERS",
    "HTTPS",
    "PATH_PREFIX",
    "PROXY_NETWORKS",
    "PUBLIC_HOSTS",
    "PUBLIC_ORIGIN",
    "PUBLIC_URL",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "THROTTLE_RATES",
    "TRUSTED_PROXIES",
]

_PUBLIC_URL = addresses.public_url(
    "ONLINEOCR_PUBLIC_URL",
    help="Where people reach this service, such as https://ocr.example.org or https://example.org/ocr. Links in "
    "answers, pages and webhook messages begin with it, its host is served, and its path is the prefix of every path.",
)
PUBLIC_URL, PUBLIC_ORIGIN, PATH_PREFIX = str(_PUBLIC_URL), _PUBLIC_URL.origin, _PUBLIC_URL.prefix
# Any host passes Django's check; onlineocr.ops.hosts checks it instead, with addresses and local names.
ALLOWED_HOSTS = ["*"]
PUBLIC_HOSTS = addresses.hosts(
    "ONLINEOCR_HOSTS",
    help="The public names of this service, such as ocr.example.org, without a port. The host of ONLINEOCR_PUBLIC_URL, "
    "addresses, names without a dot and names under .local, .lan, .internal, .home.arpa and .localhost are always "
    "served; '*' serves any name.",
)
if _PUBLIC_URL.host and _PUBLIC_URL.host not in PUBLIC_HOSTS:
    PUBLIC_HOSTS.append(_PUBLIC_URL.host)
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host[0] == '.' else ''}{host}" for host in PUBLIC_HOSTS if host != "*"]
if PUBLIC_ORIGIN and PUBLIC_ORIGIN not in CSRF_TRUSTED_ORIGINS:
    CSRF_TRUSTED_ORIGINS.append(PUBLIC_ORIGIN)

_PROXIES = addresses.proxies(
    "ONLINEOCR_PROXIES",
    help="Number of reverse proxies in front, or the networks that they call from. Their X-Forwarded-For, "
    "X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Prefix are believed.",
)
TRUSTED_PROXIES, PROXY_NETWORKS = _PROXIES.count, _PROXIES.networks
HTTPS = env.boolean("ONLINEOCR_HTTPS", False, help="The service is reached by https only: secure cookies and HSTS.")
if HTTPS and PUBLIC_ORIGIN and not _PUBLIC_URL.secure:
    raise env.EnvError(
        f"ONLINEOCR_HTTPS is true, but ONLINEOCR_PUBLIC_URL={PUBLIC_URL!r} is an http address. "
        "Write https:// there, or unset ONLINEOCR_HTTPS."
    )
# onlineocr.ops.proxy removes the header unless a trusted proxy sent it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_NAME = "onlineocr_session"
CSRF_COOKIE_NAME = "onlineocr_csrf"

_ORIGINS = addresses.origins(
    "ONLINEOCR_CORS_ORIGINS",
    help="Origins of other sites, such as https://app.example.org, whose pages may call the API with a token or an API "
    "key, or without an account; '*' for all. The session of a signed-in visitor does not count there.",
)
CORS_ALLOW_ALL_ORIGINS = "*" in _ORIGINS
CORS_ALLOWED_ORIGINS = [origin for origin in _ORIGINS if origin != "*"]
CORS_URLS_REGEX = r"/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = (
    "accept", "authorization", "cache-control", "content-disposition", "content-encoding", "content-type",
    "idempotency-key", "if-match", "if-none-match", "last-event-id", "prefer", "x-api-key", "x-document-token",
    "x-request-id", "x-requested-with",
)  # fmt: skip
CORS_EXPOSE_HEADERS = (
    "Content-Disposition", "Content-Location", "ETag", "Idempotency-Replayed", "Last-Modified", "Location",
    "Preference-Applied", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate", "X-Request-Id",
)  # fmt: skip

FILE_UPLOAD_HANDLERS = [
    "onlineocr.http.forms.FormHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Calls per address and window; the windows are in onlineocr.accounts.rates.
THROTTLE_RATES = {
    "sign_in": env.integer("ONLINEOCR_SIGN_INS", 60, help="Sign-ins that one address may try in a minute.", least=1),
    "register": env.integer(
        "ONLINEOCR_REGISTRATIONS", 100, help="Accounts that one address may make in an hour.", least=1
    ),
    "wrong_credentials": env.integer(
        "ONLINEOCR_BASIC_FAILURES",
        60,
        help="Wrong passwords by HTTP Basic and wrong API keys that one address may send in a minute.",
        least=1,
    ),
    "reset": env.integer(
        "ONLINEOCR_RESETS", 20, help="Mails for a new password that one address may ask for in an hour.", least=1
    ),
    "export": env.integer(
        "ONLINEOCR_EXPORTS", 20, help="Exports of a whole account that one address may ask for in an hour.", least=1
    ),
    "batch": env.integer(
        "ONLINEOCR_NEW_BATCHES", 1000, help="Empty batches that one address may make in an hour.", least=1
    ),
}
