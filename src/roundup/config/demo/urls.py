"""The pages of the sample magazine."""

from django.urls import path

from roundup.config.demo import views

app_name = "sample"
urlpatterns = [
    path("", views.home, name="home"),
    path("feed.xml", views.feed, name="feed"),
    path("privacy/", views.privacy, name="privacy"),
    path("pictures/<slug:slug>.jpg", views.picture, name="picture"),
    path("<slug:slug>/", views.article, name="article"),
]
