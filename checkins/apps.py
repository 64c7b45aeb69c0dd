"""The check-ins app."""

from importlib import import_module

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    """The week: preparation, reveal, time together, reminders."""

    name = "checkins"
    # Ways to take along, take back, end; everything else waits for the consent to store words.
    opens_without_consent = frozenset(
        {
            *("past_export", "past_json", "past_text", "take_back", "remove_prompt"),
            *("cancel_plan", "stop_repeating", "revoke_feed", "feed_file", "end_shared_screen"),
            *("reminders", "test_reminder", "try_mail_again", "again", "unsubscribe"),
        }
    )
    withdraws_unseen = "checkins.services.pausing.withdraw"
    says_what_ends = "checkins.services.unlinking.what_ends"
    exports_shared = "checkins.export_shared.shared"
    exports_chapters = "checkins.export_chapters.chapters"

    def ready(self) -> None:
        """Listen for what happens to accounts, which know nothing of reminders."""
        import_module("checkins.reminders.new_address")
