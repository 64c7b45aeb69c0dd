"""Two scores against each other, measured by the error that both of them carry."""

import math
from dataclasses import dataclass
from typing import Self

from quizzes.domain.areas import two_sided_p
from quizzes.domain.error import sem


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one score lies above (+) or below (−) another.

    `difference` and `se` (its standard error, above 0) are in the unit of the scores; `z` is
    difference / se; `p` is the two-sided chance, 0 to 1, of a difference at least as large
    between two scores whose true values are equal.
    """

    difference: float
    se: float
    z: float
    p: float

    @classmethod
    def of(cls, score: float, reference: float, sems: tuple[float, float]) -> Self:
        """`score` − `reference`, whose standard errors of measurement are `sems`.

        SE = sqrt(sem₁² + sem₂²): the errors of the two are taken as independent. Raises
        ValueError when a score is not a finite number, or when neither has an error, which no
        questionnaire reaches.

        >>> found = Difference.of(70, 50, (6, 8))
        >>> found.difference, found.se, found.z, round(found.p, 4)
        (20, 10.0, 2.0, 0.0455)
        """
        difference, se = score - reference, math.hypot(*sems)
        if not math.isfinite(difference):
            raise ValueError("scores must be finite numbers")
        if se <= 0:
            raise ValueError("a score without error cannot be: reliability must be under 1")
        z = difference / se
        return cls(difference, se, z, two_sided_p(z))


def standard_error(sd: float, reliability: float) -> float:
    """Standard error of the difference of two scores from all items: SD·sqrt(2·(1 − r)).

    In the unit of `sd`. Raises ValueError as `sem` does.

    Jacobson & Truax (1991), Journal of Consulting and Clinical Psychology 59(1), 12-19.

    >>> round(standard_error(7.5, 0.80), 2)
    4.74
    """
    return math.sqrt(2) * sem(sd, reliability)
