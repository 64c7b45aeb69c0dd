"""The quizzes app."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    """Instruments, scores, areas and what to do about them."""

    name = "quizzes"
    # Ways to take along and to take back; everything else waits for the consent to store words.
    opens_without_consent = frozenset(
        {"result_json", "result_csv", "keep", "discard", "focus_back", "practice_forget"}
    )
    withdraws_unseen = "quizzes.services.pausing.withdraw"
    says_what_ends = "quizzes.services.unlinking.what_ends"
    exports_shared = "quizzes.export_shared.shared"
    exports_chapters = "quizzes.export_chapters.chapters"
