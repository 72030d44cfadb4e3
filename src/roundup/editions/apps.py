from django.apps import AppConfig


class EditionsApp(AppConfig):
    name = "roundup.editions"
