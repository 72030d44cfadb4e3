"""Django's settings, all derived from the environment (`config.environment`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from roundup.config.environment.database import sqlite_settings
from roundup.config.environment.secret_key import DATABASE, kept_secret, ready_folder
from roundup.config.environment.variables import provider_settings, read_settings
from roundup.core.mail_servers import MailServer
from roundup.core.settings import BadSetting, host_of_header

_ENV = read_settings(os.environ)
_PACKAGE = Path(__file__).resolve().parents[1]

ALARM_WEBHOOK_URL: str = _ENV["ROUNDUP_ALARM_WEBHOOK_URL"]
ALARM_WEBHOOK_KEY: str = _ENV["ROUNDUP_ALARM_WEBHOOK_KEY"]
DATA: Path = _ENV["ROUNDUP_DATA"]
BASE_URL: str = _ENV["ROUNDUP_BASE_URL"]
BATCH_SIZE: int = _ENV["ROUNDUP_BATCH_SIZE"]
FETCH_ALLOW: tuple[str, ...] = _ENV["ROUNDUP_FETCH_ALLOW"]
LATE_AFTER = _ENV["ROUNDUP_LATE_AFTER"]
PROXIES: tuple[str, ...] = _ENV["ROUNDUP_PROXIES"]
MAIL_FROM: str = _ENV["ROUNDUP_MAIL_FROM"]
MAIL_SERVER: MailServer | None = _ENV["ROUNDUP_MAIL_URL"]
PROVIDER: str = _ENV["ROUNDUP_PROVIDER"]
# By name. Only the provider knows what they mean: use `sending.outlet`.
PROVIDER_SETTINGS: dict[str, Any] = provider_settings(_ENV)
RATE: int = _ENV["ROUNDUP_RATE"]
DAILY_CAP: int = _ENV["ROUNDUP_DAILY_CAP"]
REDIS_URL: str = _ENV["REDIS_URL"]
OWN_TEMPLATES: Path | None = _ENV["ROUNDUP_TEMPLATES"]
TICK = _ENV["ROUNDUP_TICK"]
METRICS_TOKEN: str = _ENV["ROUNDUP_METRICS_TOKEN"]
TICK_PING_URL: str = _ENV["ROUNDUP_TICK_PING_URL"]
UNCERTAIN_AFTER = _ENV["ROUNDUP_UNCERTAIN_AFTER"]
WORKERS: int = _ENV["ROUNDUP_WORKERS"]

if MAIL_SERVER and not MAIL_FROM:
    raise BadSetting("ROUNDUP_MAIL_FROM", "", "set when ROUNDUP_MAIL_URL is")
if ALARM_WEBHOOK_URL and not ALARM_WEBHOOK_KEY:
    raise BadSetting("ROUNDUP_ALARM_WEBHOOK_KEY", "", "set when ROUNDUP_ALARM_WEBHOOK_URL is")


# Web, worker and commands all read this first. The files that we write contain readers' addresses.
os.umask(0o077)
ready_folder(DATA)
SECRET_KEY: str = _ENV["ROUNDUP_SECRET_KEY"] or kept_secret(DATA)
DEBUG: bool = _ENV["ROUNDUP_DEBUG"]
ALLOWED_HOSTS = [host_of_header(BASE_URL), "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(BASE_URL))]
DATABASES = {"default": _ENV["DATABASE_URL"] or sqlite_settings(DATA / DATABASE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "roundup.publications",
    "roundup.articles",
    "roundup.editions",
    "roundup.subscribers",
    "roundup.sending",
    "roundup.events",
    "roundup.archive",
    "roundup.newsroom",
    "roundup.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "roundup.config.web.hosts.refuse_unknown_hosts",
    # Below those that add headers, so that style sheets get them, too.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "roundup.config.urls"
WSGI_APPLICATION = "roundup.config.wsgi.application"

_PACKAGED = _PACKAGE / "templates"
TEMPLATE_FOLDER = _PACKAGED if _PACKAGED.is_dir() else _PACKAGE.parents[1] / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [TEMPLATE_FOLDER / "web"],
        "OPTIONS": {
            "environment": "roundup.config.web.templates.template_environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "roundup.config.web.error_pages.stale_form"
# The web server holds the whole request in memory anyway, so what strangers send is never written to disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 8_000_000
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# The proof is shown in a frame of our own pages.
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "https:", "http:", "data:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LOGIN_URL = "newsroom:login"
LOGIN_REDIRECT_URL = "newsroom:editions"
LOGOUT_REDIRECT_URL = "newsroom:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "roundup.config.logs.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {
        "outage": {"()": "roundup.config.logs.OncePerOutage"},
        "refusals": {"()": "roundup.config.logs.RefusalsInBrief"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["outage", "refusals"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # httpx logs URLs, which contain readers' tokens and sources' keys.
    "loggers": {
        name: {"level": "WARNING"} for name in ("celery", "kombu", "httpx", "httpx2", "httpcore", "httpcore2")
    },
}
