"""The public archive's paths, under /archive/."""

from django.urls import path

from roundup.newsroom import archive

app_name = "archive"

urlpatterns = [
    path("", archive.index, name="index"),
    path("feed.xml", archive.feed, name="feed"),
    path("<int:edition_id>/", archive.edition, name="edition"),
]
