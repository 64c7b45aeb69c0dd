"""All addresses."""

from django.urls import include, path

from intimacy import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("who-can-read/", pages.who_can_read, name="who_can_read"),
    path("leave/", pages.leave, name="leave"),
    path("outbox/", pages.outbox, name="outbox"),
    path("outbox/<str:key>/", pages.outbox_letter, name="outbox_letter"),
    path("", include("accounts.urls")),
    path("", include("quizzes.urls")),
    path("", include("checkins.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "intimacy.pages.bad_request"
