"""Reminders: schedules come due, mails are owed, workers send them."""
