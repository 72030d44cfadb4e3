from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "roundup.config"

    def ready(self) -> None:
        """Give tasks their app in every process: who only publishes them has a broker to reach, too."""
        from roundup.config import celery  # noqa: F401
