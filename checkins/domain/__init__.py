"""Rules of the week in plain Python: no Django, no clock, no settings, no database."""
