"""Pages of the week, of plans and of reminders."""
