"""Every path of the web. Which of them the outside relies on stands in the README."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
