"""Rules of the public pages, in plain Python."""
