"""Whole journeys in a real browser, on real parts."""
