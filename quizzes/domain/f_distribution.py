"""Chances and quantiles of the F distribution, for the intervals of reliabilities."""

import math

# F values beyond e^±46, about 10^±20, say nothing that their ends would not say.
WIDEST_LOG = 46.0
# Halving an interval of 92 this often leaves about 10^−15.
HALVINGS = 56
# With fewer degrees of freedom the products of the fraction come too near to 0.
LEAST_DEGREES = 0.001


def upper_tail(f: float, df1: float, df2: float) -> float:
    """The chance, 0 to 1, of an F value above `f` (0 or more): I_y(df2/2, df1/2).

    y = df2 / (df2 + df1·f). Degrees of freedom are 0.001 or more and need not be whole. Raises
    ValueError outside these ranges.

    Abramowitz & Stegun (1964), Handbook of Mathematical Functions, 26.6.2.

    >>> round(upper_tail(3.3258, 5, 10), 4)
    0.05
    """
    _check(f, df1, df2)
    whole = df2 + df1 * f
    return regularized_beta(df2 / whole, df1 * f / whole, df2 / 2, df1 / 2)


def quantile(p: float, df1: float, df2: float) -> float:
    """The F value that a share `p` (between 0 and 1) of the distribution lies below.

    Found by halving an interval of log F. Raises ValueError outside the ranges of `p` and of the
    degrees of freedom, 0.001 or more. Accurate to nine digits up to 300 000 degrees of freedom.

    >>> round(quantile(0.95, 5, 10), 4)
    3.3258
    """
    if not 0 < p < 1:
        raise ValueError(f"p must be between 0 and 1: {p}")
    low, high = -WIDEST_LOG, WIDEST_LOG
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if upper_tail(math.exp(middle), df1, df2) > 1 - p:
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def regularized_beta(x: float, rest: float, a: float, b: float) -> float:
    """The regularized incomplete beta function I_x(a, b), 0 to 1.

    `x` is from 0 to 1 and `rest` is 1 − x, given apart because it may be too small to be left
    after the subtraction; `a` and `b` are above 0.

    NIST Digital Library of Mathematical Functions, 8.17.4 (symmetry) and 8.17.22 (fraction).

    >>> round(regularized_beta(0.25, 0.75, 2, 3), 6)
    0.261719
    """
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    # The fraction converges fast only below this point; beyond it the other tail is worked out.
    if x > (a + 1) / (a + b + 2):
        return 1 - regularized_beta(rest, x, b, a)
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    factor = math.exp(a * math.log(x) + b * math.log(rest) - log_beta) / a
    return min(1.0, factor / _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)) of DLMF 8.17.22, worked out from its far end."""
    # The number of steps needed grows with the root of the larger parameter.
    steps = 20 + int(3 * math.sqrt(max(a, b)))
    value = 1.0
    for m in range(steps, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1))
        value = 1 + odd / (1 + even / value)
    return value


def _check(f: float, df1: float, df2: float) -> None:
    if not 0 <= f < math.inf:
        raise ValueError(f"f must be 0 or more: {f}")
    if not (LEAST_DEGREES <= df1 < math.inf and LEAST_DEGREES <= df2 < math.inf):
        raise ValueError(f"degrees of freedom must be {LEAST_DEGREES} or more: {df1}, {df2}")
