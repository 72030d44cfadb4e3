from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "roundup.config"

    def ready(self) -> None:
        """Give tasks their app in every process: one that only publishes them must reach the broker, too."""
        from roundup.config import celery  # noqa: F401
        from roundup.config.environment.database_waits import limit_waits

        limit_waits()
