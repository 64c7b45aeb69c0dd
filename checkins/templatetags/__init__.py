"""Filters for the pages of the week and of time together."""
