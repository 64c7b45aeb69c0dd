"""Plain rules of accounts: no Django, no clock, no database."""
