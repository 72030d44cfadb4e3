"""The public archive's paths, under /archive/."""

from django.urls import path

from roundup.archive import feed, views
from roundup.publications.numbers import number_part

app_name = "archive"

urlpatterns = [
    path("", views.index, name="index"),
    path("feed.xml", feed.feed, name="feed"),
    path(f"{number_part('edition_id')}/", views.edition, name="edition"),
]
