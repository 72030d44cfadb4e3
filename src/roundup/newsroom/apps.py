from django.apps import AppConfig


class NewsroomApp(AppConfig):
    name = "roundup.newsroom"
