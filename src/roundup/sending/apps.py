from django.apps import AppConfig


class SendingApp(AppConfig):
    name = "roundup.sending"
