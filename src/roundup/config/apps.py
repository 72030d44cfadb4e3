from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "roundup.config"

    def ready(self) -> None:
        """Give tasks their app in every process: a process that only publishes them needs the broker, too."""
        from roundup.config import celery  # noqa: F401
        from roundup.config.environment.database_waits import limit_waits

        limit_waits()
