"""Deadlines: every accepted form and its twins, what is refused, and what no form ever does."""

import calendar
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Zhifa
from strategies import steady
from zhifa_cli.model.deadline import ACCEPTED_FORMS, Once, Ongoing, Yearly, cycles, parse_deadline

YEARS = st.integers(1990, 2100)
MONTHS = st.integers(1, 12)


def last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@pytest.mark.parametrize(
    ("twins", "due"),
    [
        ("2024年6月 2024年06月 2024年6月底 2024年6月底前 2024-06 2024年6月 2024-06 2024-06", "2024-06-30"),
        ("2024年6月15日 2024年6月15日前 2024年06月15日 2024-06-15 2024年6月15日 2024-06-15", "2024-06-15"),
        ("2024年底 2024年底前 2024年12月 2024-12 2024-12-31 2024年底", "2024-12-31"),
        ("2024年2月 2024年2月底前 2024-02 2024年2月29日", "2024-02-29"),
        ("2025年2月 2025-02", "2025-02-28"),
        ("2100年2月", "2100-02-28"),
        ("2000年2月", "2000-02-29"),
    ],
)
def test_single_dates(twins: str, due: str) -> None:
    assert {parse_once(form) for form in twins.split(" ")} == {date.fromisoformat(due)}


def parse_once(form: str) -> date:
    deadline = parse_deadline(form)
    assert isinstance(deadline, Once)
    assert deadline.text == form
    return deadline.on


@pytest.mark.parametrize(
    ("twins", "leap", "common"),
    [
        (
            "每年12月 每年12月底 每年12月底前 每年12月31日 每年 每年底 每年底前 每年年底 每年12月",
            "2024-12-31",
            "2025-12-31",
        ),
        ("每年3月 每年3月底前 每年03月 每年3月31日前 每年3月", "2024-03-31", "2025-03-31"),
        ("每年1月31日前 每年1月31日 每年1月", "2024-01-31", "2025-01-31"),
        ("每年2月 每年2月底前 每年2月29日前", "2024-02-29", "2025-02-28"),
        ("每年2月28日前", "2024-02-28", "2025-02-28"),
        ("每年4月30日 每年4月底", "2024-04-30", "2025-04-30"),
    ],
)
def test_yearly_dates(twins: str, leap: str, common: str) -> None:
    for form in twins.split():
        deadline = parse_deadline(form)
        assert isinstance(deadline, Yearly)
        assert [str(deadline.due(2024)), str(deadline.due(2025))] == [leap, common]


@pytest.mark.parametrize("form", ["长期坚持", " 长期坚持 ", "长 期 坚 持"])
def test_ongoing(form: str) -> None:
    assert parse_deadline(form) == Ongoing(form)


@pytest.mark.parametrize("form", ["2024 年 6 月", " 2024年6月底前 ", "2024年\u30006月", "2024年6月\n底前"])
def test_blanks_do_not_matter(form: str) -> None:
    assert parse_once(form) == date(2024, 6, 30)


@pytest.mark.parametrize(
    "form",
    [
        *("", " ", "尽快", "长期", "长期坚持。", "每月", "每季度", "每年度", "每年12", "每年底前前", "逐年"),
        *("2024", "2024年", "6月", "6月30日", "24年6月", "2024年6", "2024年6月前", "2024年6月末", "2024年6月底之前"),
        *("2024-6", "2024-6-5", "2024/06", "2024.06", "202406", "20240630", "2024-06-", "2024-06底前", "2024年-06"),
        *("二〇二四年六月", "٢٠٢٤年6月", "2024年6月至7月", "2024年6月,2024年7月", "2024年第二季度", "2024年上半年"),
    ],
)
def test_other_words_are_refused_with_the_accepted_ones(form: str) -> None:
    with pytest.raises(ValueError, match="不是认得的时限") as refusal:
        parse_deadline(form)
    assert ACCEPTED_FORMS in str(refusal.value)


@pytest.mark.parametrize(
    "form",
    [
        *("2024年13月", "2024年0月", "2024年00月", "2024-13", "2024-00", "2024-00-01", "0000年6月"),
        *("2024年2月30日", "2025年2月29日", "2024年6月31日", "2024-06-31", "2025-02-29", "2024年6月0日"),
        *("每年13月", "每年0月", "每年2月30日", "每年6月31日前", "每年1月0日"),
    ],
)
def test_days_that_no_calendar_has_are_refused(form: str) -> None:
    with pytest.raises(ValueError, match="不是日历上有的日子"):
        parse_deadline(form)


def test_a_refused_deadline_is_shown_at_its_line_with_the_accepted_forms(zhifa: Zhifa, data: Path) -> None:
    plan = data / "measures.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("deadline: 2024年7月底前", "deadline: 2024年七月", 1), encoding="utf-8")
    outcome = zhifa("check", "--data", data, "--as-of", "2024-06-30")
    line = 1 + text[: text.index("deadline: 2024年7月底前")].count("\n")
    assert outcome.code == 2
    assert f"measures.yaml:{line}:" in outcome.out
    assert "2024年6月底前" in outcome.out


@steady
@given(year=YEARS, month=MONTHS)
def test_every_form_of_a_month_ends_on_its_last_day(year: int, month: int) -> None:
    forms = (f"{year}年{month}月", f"{year}年{month:02}月底", f"{year}年{month}月底前", f"{year}-{month:02}")
    for form in forms:
        assert (parse_once(form) + timedelta(days=1)).day == 1
        assert parse_once(form) == last_day(year, month)


@steady
@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_of_the_calendar_can_be_said(day: date) -> None:
    words = f"{day.year}年{day.month}月{day.day}日"
    assert {parse_once(form) for form in (words, words + "前", str(day))} == {day}


@steady
@given(year=YEARS, month=MONTHS, data=st.data())
def test_a_yearly_date_never_leaves_its_month(year: int, month: int, data: st.DataObject) -> None:
    day = data.draw(st.integers(1, last_day(2024, month).day))
    for form, wanted in ((f"每年{month}月{day}日前", day), (f"每年{month}月", 31), (f"每年{month}月底前", 31)):
        deadline = parse_deadline(form)
        assert isinstance(deadline, Yearly)
        assert deadline.due(year) == date(year, month, min(wanted, last_day(year, month).day))


@steady
@given(
    issued=st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    days=st.integers(0, 2000),
    form=st.sampled_from(["每年", "每年1月31日前", "每年2月", "每年2月29日前", "每年6月15日"]),
)
def test_cycles_are_the_years_whose_date_lies_within_the_plan(issued: date, days: int, form: str) -> None:
    deadline, ends = parse_deadline(form), issued + timedelta(days=days)
    assert isinstance(deadline, Yearly)
    made = list(cycles(deadline, issued, ends))
    within = [(year, deadline.due(year)) for year in range(2019, 2035) if issued <= deadline.due(year) <= ends]
    before_issue = [pair for pair in made if pair not in within]
    assert [pair for pair in made if pair in within] == within
    assert before_issue in ([], [(issued.year, deadline.due(issued.year))])


def test_items_that_are_due_once_or_never_have_one_cycle() -> None:
    issued, ends = date(2024, 4, 17), date(2025, 12, 31)
    assert list(cycles(None, issued, ends)) == [(None, None)]
    assert list(cycles(parse_deadline("长期坚持"), issued, ends)) == [(None, None)]
    assert list(cycles(parse_deadline("2024年6月"), issued, ends)) == [(None, date(2024, 6, 30))]
