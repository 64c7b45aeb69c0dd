"""Measurements of the running code; importing this makes the process ready, on PostgreSQL."""

import os
import sys

import django

# Set for the processes that a benchmark starts: they get their environment ready-made.
if "BENCHMARK_CHILD" not in os.environ:
    # Before the settings are read: a database of our own, and secrets that protect nothing.
    from tests.support.environment import FOUND

    if not FOUND.postgres:
        sys.exit(
            "The benchmarks need PostgreSQL, on 127.0.0.1:5432 or where TEST_DATABASE_URL says."
        )
    # What a tick did is no news here.
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_SETTINGS_MODULE"] = "intimacy.settings"
django.setup()
