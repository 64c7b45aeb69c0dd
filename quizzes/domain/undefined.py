"""What a figure is when it cannot be worked out: a reason, never zero and never NaN."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a figure is undefined; the values are stable keys that a page puts into words."""

    # Fewer people, couples or targets than the formula needs.
    TOO_FEW_CASES = "too-few-cases"
    # Fewer items, judges or areas than the formula needs.
    TOO_FEW_MEASURES = "too-few-measures"
    # Everything that would be compared is the same, so a share of its variance has no meaning.
    NO_SPREAD = "no-spread"
    # The measures agree without remainder, which leaves no error to test or to make a range from.
    NO_ERROR = "no-error"
    # The estimate is not above zero, where the approximation of its interval breaks down.
    NOT_ABOVE_ZERO = "not-above-zero"


@dataclass(frozen=True, slots=True)
class NotEnoughData:
    """Stands where a figure would stand, and says why there is none.

    >>> NotEnoughData(Reason.NO_SPREAD).reason.value
    'no-spread'
    """

    reason: Reason
