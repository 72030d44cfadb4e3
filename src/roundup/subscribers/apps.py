from django.apps import AppConfig


class SubscribersApp(AppConfig):
    name = "roundup.subscribers"
