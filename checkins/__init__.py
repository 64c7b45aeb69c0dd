"""The week of a couple: preparation, reveal, time together and reminders."""
