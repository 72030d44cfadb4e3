"""Every path of the web. The README says which of them others rely on."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from roundup.archive.views import own_copy
from roundup.articles.pictures.views import picture
from roundup.config.web.error_pages import redirect_favicon
from roundup.config.web.health import answer_health, answer_live, answer_ready
from roundup.editions.newest import newest_edition
from roundup.editions.pictures import is_picture_shown
from roundup.editors.accounts import may_administer
from roundup.editors.editor_mail import count_not_taken
from roundup.events.metrics import answer_metrics
from roundup.events.own_data import mailings_of_reader
from roundup.events.views import hook, mail_hook
from roundup.sending.ordinals import coming_mailings, coming_readers_week
from roundup.subscribers.leave_views import own_leave
from roundup.subscribers.own_data_views import own_data
from roundup.subscribers.urls import BY_LINK
from roundup.subscribers.views import confirm, preferences, subscribe

handler400 = "roundup.config.web.error_pages.bad_request"
handler403 = "roundup.config.web.error_pages.permission_denied"
handler404 = "roundup.config.web.error_pages.page_not_found"
handler500 = "roundup.config.web.error_pages.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="newsroom:editions")),
    re_path(r"^subscribe/?$", subscribe, {"newest": newest_edition}, name="subscribe"),
    path("", include("roundup.subscribers.urls")),
    re_path(f"^c/{BY_LINK}", confirm, {"newest": newest_edition, "coming": coming_mailings}, name="confirm"),
    re_path(f"^d/{BY_LINK}", own_data, {"mailed": mailings_of_reader}, name="own_data"),
    re_path(
        f"^p/{BY_LINK}",
        preferences,
        {"week": coming_readers_week, "coming": coming_mailings},
        name="preferences",
    ),
    re_path(f"^r/{BY_LINK}", own_leave, {"coming": coming_mailings}, name="own_leave"),
    path("newsroom/", include("roundup.newsroom.urls")),
    re_path(r"^b/(?P<token>[^/]+)/?$", own_copy, name="own-copy"),
    path("pictures/<str:name>", picture, {"is_named": is_picture_shown}, name="picture"),
    path("archive/", include("roundup.archive.urls")),
    # Many monitors do not follow redirects, so each answers without the slash, too.
    re_path(r"^health/?$", answer_health, name="health"),
    re_path(r"^health/live/?$", answer_live),
    re_path(r"^health/ready/?$", answer_ready),
    path("favicon.ico", redirect_favicon),
    path("hooks/<slug:name>/", hook, name="hook"),
    path("hooks/<slug:name>", hook),  # A redirect would lose the body.
    path("hooks/<slug:name>/mail/", mail_hook, name="mail_hook"),
    path("hooks/<slug:name>/mail", mail_hook),
    path("metrics", answer_metrics, {"may_see": may_administer, "unsent": count_not_taken}, name="metrics"),
    path("sample/", include("roundup.config.demo.urls")),
]
