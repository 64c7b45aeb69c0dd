"""Addresses of linking, one's own settings and erasing."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("partner/", views.partner, name="partner"),
    path("partner/invite/", views.invite, name="invite"),
    path("partner/invite/revoke/", views.revoke, name="revoke"),
    path("partner/unlink/", views.unlink, name="unlink"),
    path("join/", views.join, name="join"),
    path("join/code/", views.join_code, name="join_code"),
    path("join/link/", views.link, name="link"),
    path("join/not-now/", views.not_now, name="not_now"),
    path("join/<str:token>/", views.join_link, name="join_link"),
    path("me/", views.me, name="me"),
    path("me/erase/", views.erase, name="erase"),
    path("erased/", views.erased, name="erased"),
]
