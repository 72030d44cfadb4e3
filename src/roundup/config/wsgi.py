"""The web entry for gunicorn and other WSGI servers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundup.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from roundup.config.environment.database import Process, set_session_limits

set_session_limits(Process.WEB, settings.DATABASES["default"])
application = get_wsgi_application()
