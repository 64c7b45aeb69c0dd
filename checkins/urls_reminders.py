"""Addresses of the reminders: one's own settings, and the link in every mail that makes it stop."""

from django.urls import path

from checkins.views import reminders

urlpatterns = [
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/test/", reminders.test_reminder, name="test_reminder"),
    path("reminders/try-again/", reminders.try_mail_again, name="try_mail_again"),
    path("again/", reminders.again, name="again"),
    path("unsubscribe/<str:token>/", reminders.unsubscribe, name="unsubscribe"),
]
