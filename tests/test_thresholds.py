"""Thresholds: exact comparison, and a gap that says just what is lacking."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conftest import Zhifa
from strategies import steady
from zhifa_cli.ledger.figures import History
from zhifa_cli.model.first_edition import STAFFING, TRAINING
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.table import Row
from zhifa_cli.model.threshold import OfTable, WrittenThreshold
from zhifa_cli.source.dataset import Table

LIMITS = st.integers(0, 1_000_000).map(lambda n: Decimal(n).scaleb(-4))
"""Percentages with as many digits as the data may have."""
HOURS = st.integers(0, 2_000_000).map(lambda n: Decimal(n).scaleb(-4))


def share(limit: str, *, strict: bool) -> OfTable:
    kind = WrittenThreshold.model_validate(
        {
            "share": ("legal_background", "officers"),
            "of": "every_department",
            "more_than" if strict else "at_least": limit,
        }
    ).kind()
    assert isinstance(kind, OfTable)
    return kind


def hours(limit: str, *, strict: bool = False) -> OfTable:
    kind = WrittenThreshold.model_validate(
        {
            "hours": ("public_law", "business", "skills"),
            "of": "every_officer",
            "more_than" if strict else "at_least": limit,
        }
    ).kind()
    assert isinstance(kind, OfTable)
    return kind


def department(part: int, officers: int) -> Row:
    counts = {"officers": str(officers), "legal_background": str(part), "legal_reviewers": "0"}
    return STAFFING.row_model.model_validate({"name": "城管局", **counts})


def officer(*counted: object, political: object = "0") -> Row:
    kinds = dict(zip(("public_law", "business", "skills"), map(str, counted), strict=True))
    return TRAINING.row_model.model_validate({"code": "A001", **kinds, "political": str(political)})


@pytest.mark.parametrize(
    ("limit", "strict", "figure", "lacking"),
    [
        ("15%", True, "15/100", 1),
        ("15%", True, "16/100", 0),
        ("15%", True, "0/100", 16),
        ("15%", True, "3/20", 1),
        ("15%", True, "1/7", 1),
        ("15%", True, "2/7", 0),
        ("20%", True, "500/2500", 1),
        ("20%", True, "501/2500", 0),
        ("20%", True, "1/5", 1),
        ("5%", False, "1/20", 0),
        ("5%", False, "1/21", 1),
        ("5%", False, "0/1", 1),
        ("5%", False, "49999999/999999999", 1),
        ("5%", False, "50000000/999999999", 0),
        ("33.3333%", False, "333333/1000000", 0),
        ("33.3333%", True, "333333/1000000", 1),
        ("0%", False, "0/9", 0),
        ("0%", True, "0/9", 1),
        ("100%", False, "8/9", 1),
        ("100%", False, "9/9", 0),
        ("15\uff05", True, "15/100", 1),
    ],
)
def test_people_lacking(limit: str, strict: bool, figure: str, lacking: int) -> None:
    part, officers = map(int, figure.split("/"))
    assert share(limit, strict=strict).lacking(department(part, officers)) == lacking


@pytest.mark.parametrize(
    ("counted", "lacking"),
    [
        (("20", "20", "20"), "0"),
        (("60", "0", "0"), "0"),
        (("20", "20", "19.5"), "0.5"),
        (("19.9999", "20", "20"), "0.0001"),
        (("0.1", "0.2", "59.7"), "0"),
        (("0", "0", "0"), "60"),
        (("100", "0", "0"), "0"),
    ],
)
def test_hours_lacking(counted: tuple[str, ...], lacking: str) -> None:
    assert hours("60").lacking(officer(*counted)) == Decimal(lacking)


def test_political_hours_never_count() -> None:
    assert hours("60").lacking(officer(20, 20, 12, political=10)) == 8


@steady
@given(limit=LIMITS, officers=st.integers(1, 10_000), strict=st.booleans(), data=st.data())
def test_people_lacking_is_just_what_is_lacking(
    limit: Decimal, officers: int, strict: bool, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, officers))
    lacking = int(share(f"{limit}%", strict=strict).lacking(department(part, officers)))

    def meets(people: int) -> bool:
        figure = Fraction(people, officers)
        return figure > Fraction(limit) / 100 if strict else figure >= Fraction(limit) / 100

    assert meets(part + lacking)
    assert lacking == 0 or not meets(part + lacking - 1)


@steady
@given(percent=st.integers(0, 100), multiple=st.integers(1, 50), strict=st.booleans())
def test_the_limit_itself_is_met_only_where_it_is_inclusive(percent: int, multiple: int, strict: bool) -> None:
    exactly = department(percent * multiple, 100 * multiple)
    assert share(f"{percent}%", strict=strict).lacking(exactly) == (1 if strict else 0)


@steady
@given(limit=st.integers(2, 200), counted=st.tuples(HOURS, HOURS, HOURS))
def test_hours_lacking_is_just_what_is_lacking(limit: int, counted: tuple[Decimal, ...]) -> None:
    lacking = Fraction(hours(str(limit)).lacking(officer(*counted)))
    total = sum(map(Fraction, counted), Fraction(0))
    assert total + lacking >= limit
    assert lacking == 0 or total + lacking == limit


@steady
@given(limit=st.integers(2, 200), counted=st.tuples(HOURS, HOURS, HOURS))
def test_the_hours_lacking_to_more_than_a_limit_pass_it(limit: int, counted: tuple[Decimal, ...]) -> None:
    lacking = Fraction(hours(str(limit), strict=True).lacking(officer(*counted)))
    total = sum(map(Fraction, counted), Fraction(0))
    assert total + lacking > limit
    assert (lacking == 0) == (total > limit)


@steady
@given(rows=st.lists(st.integers(1, 100).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_the_pooled_figure_is_a_sum(rows: list[tuple[int, int]]) -> None:
    pooled = share("15%", strict=True).counts(department(*row) for row in rows)
    assert pooled == (sum(part for part, _ in rows), sum(officers for _, officers in rows))


SHARE: dict[str, Any] = {"share": ["legal_background", "officers"], "of": "every_department"}
TAUGHT: dict[str, Any] = {"hours": ["skills"], "of": "every_officer"}


@pytest.mark.parametrize(
    ("threshold", "complaint"),
    [
        (SHARE, "more_than（超过）、at_least（不少于）、less_than（少于）、at_most（不超过）须写且只写一个"),
        (
            SHARE | {"more_than": "15%", "at_least": "15%"},
            "more_than（超过）、at_least（不少于）、less_than（少于）、at_most（不超过）须写且只写一个",
        ),
        (SHARE | TAUGHT | {"more_than": "15%"}, "share（占比）、count（数量）、hours（合计）须写且只写一个"),
        ({"of": "every_department", "more_than": "15%"}, "share（占比）、count（数量）、hours（合计）须写且只写一个"),
        (SHARE | {"more_than": "15%", "of": "every_officer"}, "share 的 of 应为 every_department"),
        (TAUGHT | {"at_least": "60", "of": "every_department"}, "hours 的 of 应为 every_officer"),
        (SHARE | {"more_than": "15"}, "应写成 15% 的样子"),
        (TAUGHT | {"at_least": "60%"}, "hours（合计）的限值写成 20 的样子"),
        (SHARE | {"more_than": "101%"}, "不是 0% 到 100% 之间的百分数"),
        (SHARE | {"more_than": "-5%"}, "不是 0% 到 100% 之间的百分数"),
        (SHARE | {"more_than": "一成"}, "不是 0% 到 100% 之间的百分数"),
        (SHARE | {"more_than": "0.15"}, "不是 0% 到 100% 之间的百分数"),
    ],
)
def test_a_threshold_asks_one_question(threshold: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        WrittenThreshold.model_validate(threshold)
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("officers: 0, legal_background: 0, legal_reviewers: 0", "ZF111"),
        ("officers: 10, legal_background: 11, legal_reviewers: 5", "ZF111"),
        ("officers: -10, legal_background: 9, legal_reviewers: 5", "ZF104"),
        ("officers: 10, legal_background: 9.5, legal_reviewers: 5", "ZF104"),
        ("officers: 10, legal_background: 9, legal_reviewers: 约5", "ZF104"),
        ("officers: 10, legal_background: 9", "ZF104"),
    ],
)
def test_impossible_figures_are_errors_and_never_a_pass(
    row: str, rule: str, zhifa: Zhifa, data: Path, submit: Callable[..., Path]
) -> None:
    """A sound row beside the faulty one passes nothing either (who knows what the faulty one hides), nor is it overdue."""
    found, statuses = judged(zhifa, data, submit, row)
    assert found == [(8, rule)]
    assert statuses == {
        "legal-background": "unverified",
        "legal-background-key": "unverified",
        "legal-reviewers": "unverified",
    }


def test_reviewers_need_not_be_among_the_officers(zhifa: Zhifa, data: Path, submit: Callable[..., Path]) -> None:
    found, statuses = judged(zhifa, data, submit, "officers: 10, legal_background: 9, legal_reviewers: 11")
    assert (found, set(statuses.values())) == ([], {"done"})


def judged(
    zhifa: Zhifa, data: Path, submit: Callable[..., Path], row: str
) -> tuple[list[tuple[int, str]], dict[str, str]]:
    """Faults of a table that has that row below a sound one, and what comes of the three shares that rest on it."""
    submit(
        "r.yaml",
        "unit: 东湖区\nperiod: 2025-10\nsubmitted_on: 2025-10-30\nstaffing:\n  as_of: 2025-10-30\n  departments:\n"
        "    - {name: 水利局, officers: 10, legal_background: 9, legal_reviewers: 5}\n"
        f"    - {{name: 城管局, {row}}}\n",
    )
    options = ("--data", data, "--as-of", "2025-10-31", "--unit", "东湖区", "--measure", "22", "-f", "json")
    checked = zhifa("check", *options)
    faults = [(f["line"], f["rule"]) for f in json.loads(checked.out)["findings"] if f["rule"].startswith("ZF1")]
    assert (checked.code == 2) == bool(faults)
    duties = json.loads(zhifa("status", *options).out)["duties"]
    shares = {row["item"].removeprefix("22/"): row["status"] for row in duties}
    return faults, {item: status for item, status in shares.items() if item.startswith("legal-")}


# ---- many tables ---------------------------------------------------------------------------------------


class Named(frozenset[str]):
    """The departments of a table, and how often anybody has gone through them."""

    looks = 0

    def __iter__(self) -> Iterator[str]:
        Named.looks += 1
        return super().__iter__()


def test_departments_that_are_gone_are_found_without_going_through_all_tables_for_each() -> None:
    body, count = Unit(id="jia", name="甲区"), 200
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(count)]
    tables = [
        Table(
            path="a.yaml",
            unit=body,
            form=STAFFING,
            period=Month(2024, 1),
            submitted_on=day,
            demo=False,
            as_of=day,
            dated=True,
            cycle=None,
            rows=((0, department(1, 10)),),
            named=Named([f"第{number}科"]),
            faulty=False,
        )
        for number, day in enumerate(days)
    ]
    history = History(share("15%", strict=True), tables)
    assert len(history.at(count - 1).gone) == count - 1
    assert history.missed_since(count - 1) is None  # it was never met
    assert Named.looks <= 4 * count
