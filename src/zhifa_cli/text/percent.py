"""Shares as they are read: rounded half up, but never onto or across a number that they miss."""

from decimal import Decimal
from fractions import Fraction

_NONE_AND_ALL = (Fraction(0), Fraction(1))


def share(part: int, whole: int, *limits: Fraction) -> str:
    """``61.7%``; of nothing there is no share."""
    return percent(Fraction(part, whole), *limits) if whole else "—"


def percent(ratio: Fraction, *limits: Fraction) -> str:
    """One decimal, or as many more as keep the ratio on its own side of none, all and each limit: 14.96% of 15%."""
    if ratio in limits and ratio not in _NONE_AND_ALL:
        return f"恰为 {plain(Decimal(ratio.numerator * 100) / ratio.denominator)}%"
    places = 1
    while any(_side(_rounded(ratio, places), limit) != _side(ratio, limit) for limit in (*limits, *_NONE_AND_ALL)):
        places += 1
    return f"{Decimal(int(_rounded(ratio, places) * 100 * 10**places)).scaleb(-places):f}%"


def plain(number: Decimal) -> str:
    """A number in digits, without zeros that say nothing."""
    return f"{number.normalize():f}"


def _rounded(ratio: Fraction, places: int) -> Fraction:
    """Half away from zero, to so many decimals of a percent."""
    scale = 100 * 10**places
    size = (2 * abs(ratio.numerator) * scale + ratio.denominator) // (2 * ratio.denominator)
    return Fraction(size if ratio >= 0 else -size, scale)


def _side(ratio: Fraction, limit: Fraction) -> int:
    return (ratio > limit) - (ratio < limit)
