from django.apps import AppConfig


class PublicationsApp(AppConfig):
    name = "roundup.publications"
