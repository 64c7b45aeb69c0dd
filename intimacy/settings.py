"""All settings. What differs from machine to machine comes from the environment (.env.example)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import reset_tzpath

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environ import FileAwareEnv

from intimacy.secrets import new_sealing_key, new_secret_key, read_or_make

# Zones from the pinned package only: a system's may be older, or lack names that browsers send.
reset_tzpath(())

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileAwareEnv()

# --- Where we run -----------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
# Made before anything is put into it, so that nobody else on this machine may look inside.
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
DEBUG = env.bool("DEBUG", default=False)

# Without a database address everything lives under DATA_DIR and needs no other service.
EMBEDDED = not env.str("DATABASE_URL", default="")

SITE_NAME = env.str("SITE_NAME", default="Evenings")
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL must be an address like https://evenings.example.org")
if _site.path:
    raise ImproperlyConfigured("SITE_URL has a path; we serve at the root of a host only")
# What identifiers that leave this machine end in.
SITE_HOST = _site.hostname

HTTPS = _site.scheme == "https"
LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}
ON_LOOPBACK = SITE_HOST in LOOPBACK_HOSTS
INSECURE_LAN = env.bool("INSECURE_LAN", default=False)
if not HTTPS and not ON_LOOPBACK and not INSECURE_LAN:
    raise ImproperlyConfigured(
        "SITE_URL is plain http on an address others can reach. Use https, or set INSECURE_LAN=1 "
        "if this is a home network you trust."
    )

if DEBUG and not ON_LOOPBACK:
    raise ImproperlyConfigured("DEBUG=1 shows what people typed in error pages: loopback only.")

ALLOWED_HOSTS = sorted(LOOPBACK_HOSTS) if ON_LOOPBACK else [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]


def _secret(name: str, make) -> str:
    """The secret from the environment; only the embedded default may make its own."""
    given = env.str(name, default="")
    if given:
        return given
    if EMBEDDED:
        return read_or_make(DATA_DIR / "secrets" / name.lower(), make)
    raise ImproperlyConfigured(f"{name} is not set. See .env.example for how to make one.")


SECRET_KEY = _secret("SECRET_KEY", new_secret_key)
# `id:base64` of 32 bytes each, separated by commas. The first seals, all of them open.
SEALING_KEYS = _secret("SEALING_KEYS", new_sealing_key)

# --- Apps -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "intimacy",
    "checkins",
    "quizzes",
    "accounts",
    "intimacy.admin_app.HostAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "intimacy.middleware.HeadersMiddleware",
    "intimacy.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "checkins.middleware.SharedScreenMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "intimacy.admin_site.HostsOnlyMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "accounts.middleware.PersonMiddleware",
    "accounts.middleware.ConsentMiddleware",
    "accounts.middleware.WaitingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.RefusalMiddleware",
    "accounts.locking_middleware.LockMiddleware",
]

ROOT_URLCONF = "intimacy.urls"
WSGI_APPLICATION = "intimacy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "intimacy.context.site",
            ],
        },
    }
]
FORM_RENDERER = "intimacy.forms.FieldRenderer"

# --- Data -------------------------------------------------------------------------------------

if EMBEDDED:
    # The folder may be older than we are and open to all. SQLite gives its log the same rights.
    (DATA_DIR / "evenings.sqlite3").touch(mode=0o600)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "evenings.sqlite3",
            "OPTIONS": {
                # Deferred transactions lose about half of contended writes to "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    # What is deleted is overwritten, so that an erased text does not linger.
                    "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
else:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 600

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions and rate limits stay in the database, so that Redis may be down without breaking a page.
SESSION_ENGINE = "accounts.sessions"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Keys of rate limits hold addresses of people and machines; the table need not.
        "KEY_FUNCTION": "accounts.limits.unreadable_key",
    }
}

# --- Sign-in ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.NotTheSite"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_FORMS = {
    "add_email": "accounts.account_forms.AddEmailForm",
    "change_password": "accounts.account_forms.ChangePasswordForm",
    "login": "accounts.account_forms.LoginForm",
    "reauthenticate": "accounts.account_forms.ReauthenticateForm",
    "request_login_code": "accounts.account_forms.RequestLoginCodeForm",
    "reset_password": "accounts.account_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.account_forms.ResetPasswordKeyForm",
    "signup": "accounts.account_forms.SignupForm",
    "user_token": "accounts.account_forms.UserTokenForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# One address a person, changed in one step.
ACCOUNT_CHANGE_EMAIL = True
# Another address, or an account elsewhere, opens the account: so first, once more, is it you?
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A changed way in is told to the address of the account; a changed address to the old one.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None
# Links and codes in mail that open the account, or confirm its address: others may read them later.
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
# Beside allauth's own limits: amount / time / per what.
ACCOUNT_RATE_LIMITS = {
    "invite": "20/h/user",
    "invitation_mail": "5/d/user",
    "invitation_code": "10/10m/ip",
    "test_reminder": "3/h/user",
    "unlock": "10/10m/user",
    "export": "5/h/user",
    # Wrong passwords and codes, counted by `accounts.tries` in place of allauth's own count: that
    # one goes by account alone, and so anybody could keep its owner out.
    "login_failed": None,
    "try": "5/5m/key",
    "try_from_network": "10/m/ip",
    "try_anywhere": "100/h/key",
    "try_one_of_many": "1/5m/key",
}
SIGNUP = env.str("SIGNUP", default="open")
if SIGNUP not in {"open", "invite", "closed"}:
    raise ImproperlyConfigured("SIGNUP must be open, invite or closed.")

# --- Mail -------------------------------------------------------------------------------------

_email_url = env.str("EMAIL_URL", default="")
HAS_SMTP = bool(_email_url)
if HAS_SMTP:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "accounts.outbox.EmailBackend"
# Django's default is to wait for ever.
EMAIL_TIMEOUT = 15
# How many reminders go out in any minute at most; 0 is no limit.
MAILS_PER_MINUTE = env.int("MAILS_PER_MINUTE", default=0)
if MAILS_PER_MINUTE < 0:
    raise ImproperlyConfigured("MAILS_PER_MINUTE must be 0, for no limit, or more.")
OUTBOX_DIR = DATA_DIR / "outbox"
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default=f"{SITE_NAME} <evenings@{SITE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Where mail leaves this machine an address is confirmed by a code, so that an invitation survives.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_SMTP else "optional"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = HAS_SMTP

# Without mail that leaves this machine nobody can confirm an address, and asking for it would keep
# everybody from a second step. A code by mail is offered where somebody could receive it.
MFA_ALLOW_UNVERIFIED_EMAIL = not HAS_SMTP
ACCOUNT_LOGIN_BY_CODE_ENABLED = HAS_SMTP or ON_LOOPBACK

# --- Second steps and passkeys ----------------------------------------------------------------

MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SITE_NAME
# A code may be one period old or early, as clocks differ; `mfa_forms.TOTP_WINDOW` counts on it.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "accounts.mfa_forms.ActivateTOTPForm",
    "add_webauthn": "accounts.mfa_forms.AddPasskeyForm",
    "authenticate": "accounts.mfa_forms.AuthenticateForm",
    "authenticate_webauthn": "accounts.mfa_forms.AuthenticatePasskeyForm",
    "edit_webauthn": "accounts.mfa_forms.RenamePasskeyForm",
    "login_webauthn": "accounts.mfa_forms.LoginPasskeyForm",
    "reauthenticate": "accounts.mfa_forms.ReauthenticateForm",
    "reauthenticate_webauthn": "accounts.mfa_forms.ReauthenticatePasskeyForm",
}

# --- An account of another site, by OpenID Connect ---------------------------------------------

OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default=urlsplit(OIDC_SERVER_URL).hostname or "")
if OIDC_SERVER_URL and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("OIDC_SERVER_URL needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too.")
_oidc_site = urlsplit(OIDC_SERVER_URL)
if OIDC_SERVER_URL and _oidc_site.scheme != "https" and _oidc_site.hostname not in LOOPBACK_HOSTS:
    # What it says about somebody is believed because it came over TLS, not for a signature.
    raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https.")
_oidc_app = {
    "provider_id": "sso",
    "name": OIDC_NAME,
    "client_id": OIDC_CLIENT_ID,
    "secret": OIDC_CLIENT_SECRET,
    "settings": {"server_url": OIDC_SERVER_URL},
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "email"],
        "APPS": [_oidc_app] if OIDC_SERVER_URL else [],
    }
}
SOCIALACCOUNT_ADAPTER = "accounts.oidc.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.oidc_forms.SignupForm"}
# Whoever comes from there is asked what everybody is asked, and never let in by address alone.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

# --- Queue ------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "global_keyprefix": env.str("REDIS_PREFIX", default="evenings:"),
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
    }
else:
    _queue = DATA_DIR / "queue"
    # Ours (intimacy/folder_queue.py).
    CELERY_BROKER_URL = "folder://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
    }
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(mode=0o700, parents=True, exist_ok=True)

CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "evenings"
# A task may run again after a crash: claims are idempotent, so nothing is sent twice by it.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ACKS_ON_FAILURE_OR_TIMEOUT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
# With Redis away, handing over fails at once; the rows are the truth and the next tick tries again.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Celery otherwise closes the database connection around every task.
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "intimacy.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "tick": {
        "task": "checkins.tasks.tick",
        "schedule": timedelta(seconds=env.int("TICK_SECONDS", default=30)),
        # Beat's clock sets it and a worker's reads it, and they may differ by more than an hour. A
        # tick too many costs two milliseconds; one too few, if it is all of them, costs all mail.
        "options": {"expires": 2 * 60 * 60},
    },
    # At one hour of the day and not every so often: a beat that is restarted daily still sends it,
    # and one that slept through it sends it when it wakes.
    "tidy": {
        "task": "accounts.tasks.tidy",
        "schedule": crontab(hour="3", minute="17"),
        "options": {"expires": 24 * 60 * 60},
    },
}

# --- Web --------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
if OIDC_SERVER_URL:
    # The form that leads there is sent here first, and browsers follow the rule all the way.
    _oidc = urlsplit(OIDC_SERVER_URL)
    SECURE_CSP["form-action"].append(f"{_oidc.scheme}://{_oidc.netloc}")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
# The hosts beside this one are not ours to decide about: HSTS covers this host only.
# An address is unique without regard to case, by a constraint the check cannot see (auth.W004).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "auth.W004"]

_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
# Half of what holds one's own lock open; the session has the other half.
UNLOCK_COOKIE_NAME = f"{_prefix}unlock"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "intimacy.pages.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# How many proxies in front of us add X-Forwarded-For and X-Forwarded-Proto. None by default:
# what a browser sends under those names then counts for nothing.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where whoever looks after this site finds the admin pages; empty means nowhere.
ADMIN_URL = env.str("ADMIN_URL", default="admin/").strip("/")
DISCREET = env.bool("DISCREET", default=False)
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="https://www.wikipedia.org/")
# A list of helplines in place of ours; empty means ours.
HELPLINES_FILE = env.str("HELPLINES_FILE", default="")
# A folder of further instruments; empty means that there are none but ours.
QUIZ_PACKS_DIR = env.str("QUIZ_PACKS_DIR", default="")

# A form of ours is far below this; a body beyond it is refused before it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
# Under a live test server the manifest storage answers 404 for every script.
STATIC_PLAIN = env.bool("STATIC_PLAIN", default=False)
# No other site has any use for them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = STATIC_PLAIN
_static = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if STATIC_PLAIN
    else "intimacy.static.Storage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static},
}

# --- Words and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Logs -------------------------------------------------------------------------------------

# One line an event, on standard error. Nobody's words, names, addresses or tokens are ever in one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_private": {"()": "intimacy.logs.WithoutPrivate"}},
    "formatters": {"plain": {"()": "intimacy.logs.PlainFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_private"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Faults only: a 4xx is an answer.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "celery": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        # It warns that a queue in a folder has no host name.
        "kombu.connection": {"level": "ERROR"},
    },
}
