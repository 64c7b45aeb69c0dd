"""The settings, but a mail server that says nothing is waited for by few seconds."""

from intimacy.settings import *  # noqa: F403

# Three times what the slow server of the tests takes for its answer.
EMAIL_TIMEOUT = 9
