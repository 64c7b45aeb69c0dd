"""Addresses of the quiz."""

from django.urls import path

from quizzes.views import areas, results, sharing, statistics, taking

app_name = "quizzes"

urlpatterns = [
    path("quiz/", taking.overview, name="overview"),
    path("quiz/start/", taking.start, name="start"),
    path("quiz/<uuid:public_id>/", results.result, name="result"),
    path("quiz/<uuid:public_id>/working/", results.working, name="working"),
    path("quiz/<uuid:public_id>/result.json", results.as_json, name="result_json"),
    path("quiz/<uuid:public_id>/result.csv", results.as_csv, name="result_csv"),
    path("quiz/<uuid:public_id>/discard/", results.discard, name="discard"),
    path("quiz/<uuid:public_id>/share/", sharing.share, name="share"),
    path("quiz/<uuid:public_id>/keep/", sharing.keep, name="keep"),
    path("quiz/together/", sharing.together, name="together"),
    path("quiz/<uuid:public_id>/matters/", taking.matters, name="matters"),
    path("quiz/<uuid:public_id>/finish/", taking.finish, name="finish"),
    path("quiz/<uuid:public_id>/<int:number>/", taking.question, name="question"),
    path("quiz/areas/", areas.areas, name="areas"),
    path("quiz/areas/<slug:area>/", areas.area, name="area"),
    path("quiz/areas/<slug:area>/focus/", areas.wish_for_focus, name="focus"),
    path("quiz/areas/<slug:area>/focus/back/", areas.take_focus_back, name="focus_back"),
    path("quiz/exercises/<slug:exercise>/", areas.exercise, name="exercise"),
    path("quiz/exercises/<slug:exercise>/begin/", areas.begin, name="begin_exercise"),
    path("quiz/practices/", areas.practices, name="practices"),
    path("quiz/practices/<uuid:public_id>/done/", areas.done, name="practice_done"),
    path("quiz/practices/<uuid:public_id>/forget/", areas.forget, name="practice_forget"),
    path("quiz/statistics/", statistics.statistics, name="statistics"),
]
