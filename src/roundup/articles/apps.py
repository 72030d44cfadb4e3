from django.apps import AppConfig


class ArticlesApp(AppConfig):
    name = "roundup.articles"
