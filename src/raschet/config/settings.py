"""Django's settings, made from the environment."""

from __future__ import annotations

from pathlib import Path

from raschet.config.database import databases
from raschet.config.environment import Environment
from raschet.config.keys import passport_pepper, receipt_key, secret_key

ENVIRONMENT = Environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = secret_key(ENVIRONMENT.var_folder)
PASSPORT_PEPPER = passport_pepper(ENVIRONMENT.var_folder)
RECEIPT_KEY = receipt_key(ENVIRONMENT.var_folder)
DEBUG = ENVIRONMENT.debug_mode
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "procrastinate.contrib.django",
    "raschet.domain.audit",
    "raschet.domain.registry",
    "raschet.domain.notifications",
    "raschet.domain.access",
    "raschet.domain.tariffs",
    "raschet.domain.readings",
    "raschet.domain.ledger",
    "raschet.domain.billing",
    "raschet.domain.payments",
    "raschet.interfaces.ui",
    "raschet.interfaces.public",
    "raschet.interfaces.portal",
    "raschet.interfaces.portal.cabinet",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "raschet.interfaces.portal.middleware.PrivatePages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "raschet.config.urls"
WSGI_APPLICATION = "raschet.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "raschet.interfaces.ui.context.site",
            ],
        },
    },
]

DATABASES = databases(ENVIRONMENT)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["raschet.domain.access.backend.Residents"]
PASSWORD_HASHERS = ["raschet.domain.access.password_hashers.Argon2"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "cabinet:home"
FORM_RENDERER = "raschet.interfaces.ui.forms.FormRenderer"

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.var_folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "raschet.interfaces.ui.static_files.HashedStaticFiles"},
}
CSRF_FAILURE_VIEW = "raschet.interfaces.ui.errors.csrf_failed"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_ENGINE = "raschet.domain.access.session_store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https_only
SESSION_COOKIE_NAME = "__Host-sid" if ENVIRONMENT.https_only else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if ENVIRONMENT.https_only else "csrf"
if ENVIRONMENT.https_only:
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if ENVIRONMENT.proxy_hops:
    # Only our own proxy speaks to us: it says how the visitor came, and strips what others claim.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = ENVIRONMENT.https_only

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 5

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "media-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

MAIL_CARRIER = "raschet.config.mail.mail_carrier"
DEMO_MAILBOX = "raschet.config.mail.demo_mailbox"

LOGGING_CONFIG = None

RASCHET = ENVIRONMENT
