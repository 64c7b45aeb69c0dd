"""The quizzes app."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    """Instruments, scores, areas and what to do about them."""

    name = "quizzes"
