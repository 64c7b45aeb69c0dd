"""Attempts at the quiz, and what people do with their results."""

from quizzes.models.attempt import Asked, Attempt, InstrumentVersion
from quizzes.models.focus import FocusWish
from quizzes.models.practice import Practice
from quizzes.models.sharing import ResultShare

__all__ = ["Asked", "Attempt", "FocusWish", "InstrumentVersion", "Practice", "ResultShare"]
