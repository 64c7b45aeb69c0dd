"""Logs without anybody's words: addresses that act as keys are cut, arguments are not printed."""

import logging
import re

# Addresses that hold a token are as good as the token.
_TOKENS = re.compile(r"/(join|unsubscribe|calendar|confirm-email|reset/key)/[^/\s\"]+")
_ADDRESSES = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")


class WithoutPrivate(logging.Filter):
    """Cuts tokens and e-mail addresses out of a line before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = _ADDRESSES.sub("<address>", record.getMessage())
        record.msg, record.args = _TOKENS.sub(r"/\1/<token>", line), None
        return True


class PlainFormatter(logging.Formatter):
    """One line an event; a fault adds where it happened, not with which values."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: tuple) -> str:  # noqa: N802
        """Kind and places of the fault. Its message may quote what somebody typed: left out."""
        kind, _fault, trace = ei
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return f"{kind.__name__} at " + " < ".join(reversed(places))
