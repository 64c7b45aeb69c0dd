"""Migrations of the quizzes app."""
