"""The public archive's paths, under /archive/."""

from django.urls import path

from roundup.newsroom import archive
from roundup.newsroom.numbers import number

app_name = "archive"

urlpatterns = [
    path("", archive.index, name="index"),
    path("feed.xml", archive.feed, name="feed"),
    path(f"{number('edition_id')}/", archive.edition, name="edition"),
]
