"""Addresses of the reminders: one's own settings, and the link in every mail that makes it stop."""

from django.urls import path

from checkins.views import reminders

urlpatterns = [
    path("reminders/", reminders.reminders, name="reminders"),
    path("unsubscribe/<str:token>/", reminders.unsubscribe, name="unsubscribe"),
]
