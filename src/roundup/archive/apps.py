from django.apps import AppConfig


class ArchiveApp(AppConfig):
    name = "roundup.archive"
