"""Every path of the web. Which of them the outside relies on stands in the README."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from roundup.articles.pictures.views import picture
from roundup.config.faults import favicon
from roundup.config.health import health
from roundup.editions.pictures import is_picture_shown
from roundup.editors.accounts import may_administer
from roundup.editors.editor_mail import count_not_taken
from roundup.events.metrics import metrics
from roundup.events.views import hook
from roundup.newsroom.archive import own_copy

handler400 = "roundup.config.faults.bad"
handler403 = "roundup.config.faults.forbidden"
handler404 = "roundup.config.faults.missing"
handler500 = "roundup.config.faults.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="newsroom:editions")),
    path("", include("roundup.subscribers.urls")),
    path("newsroom/", include("roundup.newsroom.urls")),
    re_path(r"^b/(?P<token>[^/]+)/?$", own_copy, name="own-copy"),
    path("pictures/<str:name>", picture, {"is_named": is_picture_shown}, name="picture"),
    path("archive/", include("roundup.newsroom.archive_urls")),
    path("health/", health, name="health"),
    path("favicon.ico", favicon),
    path("hooks/<slug:name>/", hook, name="hook"),
    path("hooks/<slug:name>", hook),  # A redirect would lose the body.
    path("metrics", metrics, {"may_see": may_administer, "unsent": count_not_taken}, name="metrics"),
    path("sample/", include("roundup.config.demo.urls")),
]
