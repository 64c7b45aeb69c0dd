"""What the quiz knows from plain values: no Django, no clock, no settings, no database."""
