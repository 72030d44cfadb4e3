"""The paths of readers' pages, with and without the last slash, so that no POST is redirected.

The paths that need an edition are in `config.urls`, because this room knows no editions.
"""

from django.urls import path, re_path
from django.views.generic import RedirectView

from roundup.subscribers import (
    box_views,
    leave_views,
    objection_views,
    own_request_views,
    privacy_page,
    views,
)

BY_LINK = r"(?P<token>[^/]+)/?$"

urlpatterns = [
    # Characters that people and programs copy together with a link: a full stop, a bracket, a quotation mark.
    re_path(
        r"^(?P<door>[abcdpru])/(?P<token>[\w-]++)/?[^\w/-][^/]*+/?$",
        RedirectView.as_view(url="/%(door)s/%(token)s/"),
    ),
    path("subscribe/box/<slug:slug>/", box_views.box, name="box"),
    path("subscribe/box/<slug:slug>", box_views.box),
    path("subscribe/box/<slug:slug>/frame/", box_views.frame, name="box_frame"),
    path("subscribe/box/<slug:slug>/frame", box_views.frame),
    path("subscribe/<slug:slug>.css", views.brand_css, name="brand_css"),
    path("privacy/", privacy_page.privacy, name="privacy"),
    re_path(f"^a/{BY_LINK}", own_request_views.new_address, name="new_address"),
    re_path(r"^p/(?P<token>[^/]+)/you/?$", own_request_views.about_you, name="about_you"),
    re_path(f"^u/{BY_LINK}", leave_views.unsubscribe, name="unsubscribe"),
    re_path(r"^c/(?P<token>[^/]+)/not-me/?$", objection_views.not_me, name="not_me"),
]
