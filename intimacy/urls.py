"""All addresses."""

from allauth.urls import urlpatterns as allauth_urls
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from intimacy import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("who-can-read/", pages.who_can_read, name="who_can_read"),
    path("leave/", pages.leave, name="leave"),
    path("leave/known/", pages.knows_leave, name="knows_leave"),
    path("outbox/", pages.outbox, name="outbox"),
    path("outbox/<str:key>/", pages.outbox_letter, name="outbox_letter"),
    path("", include("accounts.urls")),
    path("", include("quizzes.urls")),
    path("", include("checkins.urls")),
    # Without its addresses of long ago, which have no names and never were anybody's here.
    path(
        "accounts/", include([url for url in allauth_urls if getattr(url, "name", "") is not None])
    ),
]

if settings.ADMIN_URL:
    urlpatterns.append(path(f"{settings.ADMIN_URL}/", admin.site.urls))

handler400 = "intimacy.pages.bad_request"
