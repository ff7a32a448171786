"""Shares are rounded for reading, and no rounding turns a miss into a pass."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_cli.text.percent import percent, share


@pytest.mark.parametrize(
    ("part", "whole", "limits", "shown"),
    [
        (1, 3, (), "33.3%"),
        (1, 16, (), "6.3%"),  # half up, where 6.25 to the even digit is 6.2
        (0, 7, (), "0.0%"),
        (7, 7, (), "100.0%"),
        (1, 3000, (), "0.03%"),
        (2999, 3000, (), "99.97%"),
        (0, 0, (), "—"),
        (374, 2500, ("15%",), "14.96%"),
        (149_999, 1_000_000, ("15%",), "14.9999%"),
        (150_001, 1_000_000, ("15%",), "15.0001%"),
        (15, 100, ("15%",), "恰为 15%"),
        (3, 20, ("20%",), "15.0%"),
        (5, 4, ("100%",), "125.0%"),
        (100, 100, ("100%",), "100.0%"),
        (14_955, 100_000, ("14.96%",), "14.955%"),
        (-9999, 100_000, ("-10%",), "-9.999%"),
        (-1, 8, ("-10%",), "-12.5%"),
    ],
)
def test_shares_as_they_are_read(part: int, whole: int, limits: tuple[str, ...], shown: str) -> None:
    assert share(part, whole, *(Fraction(limit.rstrip("%")) / 100 for limit in limits)) == shown


@given(st.fractions(-2, 2), st.integers(-200, 200).map(lambda number: Fraction(number, 100)))
def test_what_is_read_stands_on_the_same_side_of_the_limit(ratio: Fraction, limit: Fraction) -> None:
    number = re.fullmatch(r"(?:恰为 )?(-?[0-9.]+)%", percent(ratio, limit))
    assert number
    read = Fraction(number[1]) / 100
    assert (read < limit, read > limit) == (ratio < limit, ratio > limit)
    assert abs(read - ratio) <= Fraction(1, 2000)
