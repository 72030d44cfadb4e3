import logging

from django.apps import AppConfig


class SubscribersApp(AppConfig):
    name = "roundup.subscribers"

    def ready(self) -> None:
        from roundup.subscribers.log_filter import HideTokens

        for name in ("django.request", "django.security.DisallowedHost", "gunicorn.access", "gunicorn.error"):
            logging.getLogger(name).addFilter(HideTokens())
