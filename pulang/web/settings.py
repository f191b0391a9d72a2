"""Settings: one file, read from the environment, runs with none of it set.

Each variable has a line in docs/operations/settings.md; production is strict because system checks
refuse a missing secret, not because there is another file.
"""

import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from pulang.base import log
from pulang.web import embedded
from pulang.web.environment import BadSetting, flag, number, text, words

ROOT = Path(__file__).resolve().parents[2]
HOME = embedded.home()


def _own_secret(name: str) -> str:
    """Return the secret from the environment, or one made at first start and kept in HOME."""
    given = text(name)
    if given:
        return given
    path = HOME / f"{name.lower()}.secret"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


DEBUG = flag("PULANG_DEBUG")
PRODUCTION = flag("PULANG_PRODUCTION")
SECRET_KEY = _own_secret("PULANG_SECRET_KEY")
PULANG_FIELD_KEYS = words("PULANG_FIELD_KEYS") or [_own_secret("PULANG_FIELD_KEY")]
ALLOWED_HOSTS = words("PULANG_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = words("PULANG_ORIGINS")

INSTALLED_APPS = [
    # First: its templates and words stand before those of the packages below.
    "pulang.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "procrastinate.contrib.django",
    "pulang.places",
    "pulang.law",
    "pulang.access",
    "pulang.notices",
    "pulang.people",
    "pulang.linkage",
    "pulang.journey",
    "pulang.coordination",
    "pulang.lending",
    "pulang.preparation",
    "pulang.departure",
    "pulang.abroad",
    "pulang.insight",
    "pulang.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages for a slow phone; the random padding of Django hides lengths from an eavesdropper.
    "django.middleware.gzip.GZipMiddleware",
    "pulang.web.middleware.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pulang.web.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pulang.access.middleware.ActorMiddleware",
    "pulang.web.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "pulang.web.urls"
FORM_RENDERER = "pulang.ui.forms.Renderer"
WSGI_APPLICATION = "pulang.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pulang.ui.context.page",
                "pulang.access.banners.banners",
                "pulang.web.context.demo",
            ],
            "builtins": ["pulang.ui.templatetags.ui"],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL: expected postgresql://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "pulang.web.embedded",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


# The application connects as a role that owns nothing and cannot bypass row-level security;
# `pulang migrate` sets PULANG_AS_OWNER and connects as the owner.
AS_OWNER = flag("PULANG_AS_OWNER")
if text("DATABASE_URL"):
    _owner_url = text("DATABASE_OWNER_URL")
    _default = _database(_owner_url if AS_OWNER and _owner_url else text("DATABASE_URL"))
    if not AS_OWNER and not _owner_url:
        _default["OPTIONS"] = {**_default["OPTIONS"], "options": f"-c role={embedded.APP_ROLE}"}  # type: ignore[dict-item]
else:
    _default = {
        "ENGINE": "pulang.web.embedded",
        "NAME": embedded.DATABASE,
        "USER": embedded.OWNER_ROLE if AS_OWNER else embedded.APP_ROLE,
        "HOST": "embedded",
        "OPTIONS": {},
    }
_default |= {
    "CONN_MAX_AGE": number("PULANG_CONNECTION_SECONDS", 600),
    "CONN_HEALTH_CHECKS": True,
    "DISABLE_SERVER_SIDE_CURSORS": False,
    "TEST": {"NAME": text("PULANG_TEST_DATABASE", "test_pulang"), "TEMPLATE": "template0"},
}
DATABASES = {"default": _default}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# All processes count failed sign-ins together. Never culled below what an attacker could fill.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "pulang.access.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
# Five wrong passwords pause an account, ten a minute an address; `30/m` bounds all tries together.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/15m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # other sessions end, this one goes on
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = number("PULANG_PROXIES", 0)
MFA_ADAPTER = "pulang.access.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Pulang"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Roles of `access.terms.SENSITIVE` must have a second step; the demo only reminds them.
PULANG_REQUIRE_MFA = flag("PULANG_REQUIRE_MFA", PRODUCTION)
# Named in breach letters and in the register of processing (UU 27/2022).
PULANG_CONTROLLER = text("PULANG_CONTROLLER", "Pemerintah Provinsi Nusa Tenggara Timur")
PULANG_PRIVACY_AUTHORITY = text(
    "PULANG_PRIVACY_AUTHORITY", "Kementerian Komunikasi dan Digital (Komdigi)"
)
PULANG_PRIVACY_CONTACT = text("PULANG_PRIVACY_CONTACT", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

SESSION_COOKIE_AGE = number("PULANG_SESSION_SECONDS", 8 * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
TIME_ZONE = "Asia/Makassar"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
ASSETS = ROOT / "node_modules"
STATICFILES_DIRS = [ROOT / "static-build"] if (ROOT / "static-build").exists() else []
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "pulang.web.static.HashedStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 31_536_000

# An upload goes to a file as it arrives; a list may be large, a form may not.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 << 20
PULANG_UPLOAD_BYTES = number("PULANG_UPLOAD_BYTES", 4 << 30)
# A workbook is unpacked as a whole, in a process with bounded memory; a CSV is read piece by piece.
PULANG_WORKBOOK_BYTES = number("PULANG_WORKBOOK_BYTES", 150 << 20)
FILE_UPLOAD_TEMP_DIR = None

LOGGING_CONFIG = None
log.configure(json=flag("PULANG_LOG_JSON", PRODUCTION), level=text("PULANG_LOG_LEVEL", "INFO"))
EMAIL_BACKEND = text("PULANG_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = text("PULANG_EMAIL_FROM", "pulang@localhost")
# Who carries SMS and WhatsApp; outside production a phone on a page of ours (docs/operations/gateways.md).
PULANG_SITE = text("PULANG_SITE", "http://127.0.0.1:8000").rstrip("/")
PULANG_GATEWAYS = {
    "sms": {
        "gateway": text("PULANG_SMS_GATEWAY", "" if PRODUCTION else "simulator"),
        "url": text("PULANG_SMS_URL"),
        "body": text("PULANG_SMS_BODY"),
        "sender": text("PULANG_SMS_SENDER"),
        "authorization": text("PULANG_SMS_AUTHORIZATION"),
        "expects": text("PULANG_SMS_EXPECTS"),
        "secret": text("PULANG_SMS_SECRET"),
    },
    "whatsapp": {
        "gateway": text("PULANG_WHATSAPP_GATEWAY", "" if PRODUCTION else "simulator"),
        "url": text("PULANG_WHATSAPP_URL"),
        "body": text("PULANG_WHATSAPP_BODY"),
        "sender": text("PULANG_WHATSAPP_SENDER"),
        "authorization": text("PULANG_WHATSAPP_AUTHORIZATION"),
        "expects": text("PULANG_WHATSAPP_EXPECTS"),
        "secret": text("PULANG_WHATSAPP_SECRET"),
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
