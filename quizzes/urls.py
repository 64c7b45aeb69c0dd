"""Addresses of the quiz."""

from django.urls import path

from quizzes import views

app_name = "quizzes"

urlpatterns = [
    path("quiz/", views.overview, name="overview"),
    path("quiz/start/", views.start, name="start"),
    path("quiz/<uuid:public_id>/", views.result, name="result"),
    path("quiz/<uuid:public_id>/working/", views.working, name="working"),
    path("quiz/<uuid:public_id>/matters/", views.matters, name="matters"),
    path("quiz/<uuid:public_id>/finish/", views.finish, name="finish"),
    path("quiz/<uuid:public_id>/<int:number>/", views.question, name="question"),
]
