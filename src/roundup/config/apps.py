from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "roundup.config"
