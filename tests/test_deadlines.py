"""Deadlines: every accepted form and its twins, what is refused, and what no form ever does."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types
import pytest
import yaml
from dateutil.rrule import DAILY, FR, MO, MONTHLY, TH, TU, WE, rrule
from hypothesis import given
from hypothesis import strategies as st

from conftest import Zhifa
from strategies import steady
from zhifa_cli.model.deadline import (
    ACCEPTED_FORMS,
    FORMS,
    Once,
    Ongoing,
    Recurring,
    Within,
    cycles,
    fixed,
    parse_deadline,
)
from zhifa_cli.model.workdays import Calendar, UnknownYear, Workdays

CALENDAR = Path(__file__).parents[1] / "data" / "calendar.yaml"
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
        ("2025年2月 2025-02 到2025年2月底 2025年2月末前 2025年2月底前完成", "2025-02-28"),
        ("2024年 2024 2024年末 2024年年底前 至2024年底完成 2024年下半年 2024年第四季度 ２０２４年４季度", "2024-12-31"),
        ("2025年第一季度 2025年一季度 2025年第1季度末 2025年第一季度底前", "2025-03-31"),
        ("2025年上半年 2025年上半年底前", "2025-06-30"),
        ("2100年2月", "2100-02-28"),
        (
            "于2024年6月30日之前完成 2024年6月份 2024年六月底以前 二〇二四年六月三十日 2024.6 2024/06/30 截至2024年6月底 不迟于2024年6月30号",
            "2024-06-30",
        ),
        ("2025年度 2025年度内 2025年内完成 “十四五”期末 到“十四五”末 十四五时期末 “十四五”规划期末", "2025-12-31"),
        ("十五五末 到“十五五”期末", "2030-12-31"),
        ("2025年9月上旬 2025年9月10日", "2025-09-10"),
        ("2025年9月中旬 2025年九月二十日前", "2025-09-20"),
        ("2025年9月下旬 2025年前三季度 2025年前3季度", "2025-09-30"),
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
            "每年度 每年一次 每年至少1次 每年的12月底前 每年12月31日之前 每年第四季度 每年下半年 每年12月 每年12月底 每年12月底前 每年12月31日 每年 每年底 每年底前 每年年底 每年12月",
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
        assert [(cycle, str(due)) for cycle, due in made(form)] == [("2024", leap), ("2025", common)]


ISSUED, ENDS = date(2024, 1, 1), date(2025, 12, 31)


def made(form: str, issued: date = ISSUED, ends: date = ENDS) -> list[tuple[str | None, date | None]]:
    return list(cycles(fixed(parse_deadline(form), issued, ARRANGED), issued, ends))


@pytest.mark.parametrize(
    ("forms", "months", "day", "labels"),
    [
        ("每月 每月底 每月末前 每个月 每月一次 每月下旬", range(1, 13), -1, [f"-{month:02}" for month in range(1, 13)]),
        (
            "每月28日前 每月28日 每月２８日前 每月二十八日之前 每月28号前完成",
            range(1, 13),
            28,
            [f"-{month:02}" for month in range(1, 13)],
        ),
        ("每季度首月10日前 每季度第一个月10日前 每季首月十日前", (1, 4, 7, 10), 10, ["Q1", "Q2", "Q3", "Q4"]),
        ("每季度末月25日前", (3, 6, 9, 12), 25, ["Q1", "Q2", "Q3", "Q4"]),
        ("每半年首月10日前", (1, 7), 10, ["H1", "H2"]),
        ("每年1、4、7、10月10日前 每年一、四、七和十月上旬", (1, 4, 7, 10), 10, ["-01", "-04", "-07", "-10"]),
        ("每季度 每季度末 每季 每季度底前 每季度至少一次 每个季度", (3, 6, 9, 12), -1, ["Q1", "Q2", "Q3", "Q4"]),
        ("每半年 每半年末 每半年一次 每半年不少于1次 每半年度", (6, 12), -1, ["H1", "H2"]),
        ("每年第一季度 每年一季度末 每年3月", (3,), -1, [""]),
        ("每年上半年", (6,), -1, [""]),
        ("每年1月15日和7月15日前 每年7月15日、1月15日前 每年1月15日及7月15日", (1, 7), 15, ["-01", "-07"]),
        ("每年1月底前和7月底前 每年1月、7月", (1, 7), -1, ["-01", "-07"]),
    ],
)
def test_recurrences_are_those_of_the_calendar_rule(
    forms: str, months: Sequence[int], day: int, labels: list[str]
) -> None:
    rule = rrule(MONTHLY, dtstart=datetime(2024, 1, 1), until=datetime(2025, 12, 31), bymonth=months, bymonthday=day)  # noqa: DTZ001 - local days
    dues = [moment.date() for moment in rule]
    for form in forms.split(" "):
        assert made(form) == list(
            zip([f"{year}{label}" for year in (2024, 2025) for label in labels], dues, strict=True)
        )


@pytest.mark.parametrize(
    ("form", "years"),
    [
        ("自2025年起每年", [2025, 2026]),
        ("2025年起，每年12月底前", [2025, 2026]),
        ("从2025年开始每年", [2025, 2026]),
        ("2020—2024年每年", [2024]),
        ("2024-2025年每年12月", [2024, 2025]),
        ("2020年至2025年每年", [2024, 2025]),
        ("2027年起每年", []),
    ],
)
def test_only_some_years(form: str, years: list[int]) -> None:
    assert made(form, ends=date(2026, 12, 31)) == [(str(year), date(year, 12, 31)) for year in years]


def test_a_quarter_from_a_year_on() -> None:
    assert [cycle for cycle, _ in made("2025年起每季度")] == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]


@pytest.mark.parametrize(
    ("form", "due"),
    [
        ("印发之日起30日内", "2024-05-17"),
        ("自印发之日起30天内", "2024-05-17"),
        ("印发后1日内", "2024-04-18"),
        ("印发之日起3个月内", "2024-07-17"),
        ("印发后15个工作日内", "2024-05-10"),
        ("印发之日起1个工作日内", "2024-04-18"),
        ("发布之日起３０日以内", "2024-05-17"),
    ],
)
def test_days_after_the_issue(form: str, due: str) -> None:
    """Day 1 is the day after; 28 April and 11 May 2024 were worked on, 1 to 5 May were free."""
    assert made(form, date(2024, 4, 17)) == [(None, date.fromisoformat(due))]


def test_days_after_an_item_have_no_date_before_it_is_done() -> None:
    deadline = parse_deadline("自5/report完成之日起30日内")
    assert deadline == Within("自5/report完成之日起30日内", 30, "日", "5/report")
    assert list(cycles(deadline, ISSUED, ENDS)) == [(None, None)]
    assert deadline.due(date(2024, 1, 31), ARRANGED) == date(2024, 3, 1)


def test_working_days_of_a_year_that_is_not_arranged_are_refused() -> None:
    with pytest.raises(UnknownYear) as refusal:
        ARRANGED.after(date(2025, 12, 20), 15)
    assert refusal.value.year == 2026
    assert made("印发后15个工作日内", date(2025, 12, 20)) == []


ARRANGED = Workdays(
    {2024: frozenset(date(2024, 5, day) for day in range(1, 6)), 2025: frozenset()},
    frozenset({date(2024, 4, 28), date(2024, 5, 11)}),
)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_calendar_that_comes_with_the_plan_is_the_state_councils(year: int) -> None:
    arranged = Calendar.model_validate(yaml.load(CALENDAR.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - texts only
    days = [date(year, 1, 1) + timedelta(days=day) for day in range(366)]
    assert arranged.root[year].document_no.startswith("国办发明电")
    for day in days:
        if day.year == year:
            assert arranged.workdays.is_workday(day) == chinese_calendar.is_workday(day), day


@steady
@given(start=st.dates(date(2024, 1, 1), date(2024, 11, 1)), count=st.integers(1, 30))
def test_working_days_are_weekdays_but_for_what_is_arranged(start: date, count: int) -> None:
    rule = rrule(DAILY, dtstart=start + timedelta(days=1), count=count + 20, byweekday=(MO, TU, WE, TH, FR))
    days = {moment.date() for moment in rule} - ARRANGED.holidays[2024]
    assert ARRANGED.after(start, count) == sorted(days | {day for day in ARRANGED.makeup if day > start})[count - 1]


@pytest.mark.parametrize(
    "form",
    [
        "2025年12月底前并长期坚持",
        "2025年12月，并持续推进",
        "2025-12-31并常态化推进",
        "2025年底前完成，并长期坚持",
        "2025年底前，长期坚持",
    ],
)
def test_due_once_and_kept_up(form: str) -> None:
    assert parse_deadline(form) == Once(form, date(2025, 12, 31), lasting=True)


def test_every_listed_form_is_accepted_and_means_something() -> None:
    for forms, meaning in FORMS:
        assert meaning
        for form in forms.split():
            parse_deadline(form)


@pytest.mark.parametrize("form", ["持续推进", "常态化推进", "长期坚持", " 长期坚持 ", "长 期 坚 持"])
def test_ongoing(form: str) -> None:
    assert parse_deadline(form) == Ongoing(form)


@pytest.mark.parametrize("form", ["2024 年 6 月", " 2024年6月底前 ", "2024年\u30006月", "2024年6月\n底前"])
def test_blanks_do_not_matter(form: str) -> None:
    assert parse_once(form) == date(2024, 6, 30)


@pytest.mark.parametrize(
    "form",
    [
        *(
            "",
            " ",
            "尽快",
            "每月前",
            "每季度前",
            "每年12",
            "每年底前前",
            "逐年",
            "每年6月前",
        ),
        *(
            "2024年前",
            "6月",
            "6月30日",
            "24年6月",
            "2024年6",
            "2024年6月前",
            "2025年9月中旬前",
            "2024年第四季度前",
            "全年",
            "每年1月15日和1月20日前",
        ),
        *("第一季度", "2024年第五季度", "每年中半年", "印发之日起内", "印发之日起30", "5/report完成", "自起每年"),
        *("提前7个工作日", "与主题教育时间同步", "与主题教育同步并长期坚持", "每年1月和7月15日和", "2024年每月和"),
        *("2024-6/5", "202406", "20240630", "2024-06-", "2024-06底前", "2024年-06"),
        *("一十四五末", "十四五期间", "٢٠٢٤年6月", "2024年6月至7月", "2024年6月,2024年7月"),
    ],
)
def test_other_words_are_refused_with_the_accepted_ones(form: str) -> None:
    with pytest.raises(ValueError, match="不是认得的时限") as refusal:
        parse_deadline(form)
    assert str(refusal.value).endswith(ACCEPTED_FORMS)


@pytest.mark.parametrize(
    ("form", "nearest"),
    [
        ("每月26日前报送", "最接近的是“每月26日前”；"),
        ("2025年第1季", "最接近的是“2025年第一季度”；"),
        ("每年3月5日和9月5日和", "最接近的是“每年3月5日和9月5日前”；"),
        ("印发之日起60天之内报", "最接近的是“印发之日起60日内”；"),
        ("长期坚持下去", "最接近的是“长期坚持”；"),
        ("2024年至2026年", "最接近的是“2024—2026年每年”；"),
        ("20240630", "最接近的是“2025年”；"),
        ("次月5日前", "最接近的是“每月5日前”（届期写到期的年月）；"),
        ("次年1月底前", "最接近的是“每年1月底前”（届期写到期的年月）；"),
        ("今年6月底前", "要写明年份，如 2024年6月底前；"),
        ("年底前", "要写明年份，如 2024年6月底前；"),
        ("提前7个工作日", "没有自己的日期；"),
        ("活动举办前5日", "没有自己的日期；"),
        ("每两年一次", "没有这样的周期；"),
        ("每周一次", "没有这样的周期；"),
        ("每两月", "没有这样的周期；"),
        ("每年不少于2次", "要求几次的，时限写 每年、每半年、每季度 之类，次数写 threshold（count、at_least）；"),
    ],
)
def test_the_nearest_form_is_named(form: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"不是认得的时限，{nearest}"):
        parse_deadline(form)


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
    plan.write_text(text.replace("deadline: 2024年7月底前", "deadline: 2024年7月初", 1), encoding="utf-8")
    outcome = zhifa("check", "--data", data, "--as-of", "2024-06-30")
    line = 1 + text[: text.index("deadline: 2024年7月底前")].count("\n")
    assert outcome.code == 2
    assert f"measures.yaml:{line}:" in outcome.out
    assert "最接近的是“2024年7月”" in outcome.out


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
        [(cycle, due)] = made(form, date(year, 1, 1), date(year, 12, 31))
        assert (cycle, due) == (str(year), date(year, month, min(wanted, last_day(year, month).day)))


@steady
@given(
    issued=st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    days=st.integers(0, 2000),
    form=st.sampled_from(
        ["每年", "每年1月31日前", "每年2月", "每年2月29日前", "每月", "每月31日前", "每季度", "每半年"]
    ),
)
def test_cycles_begin_with_the_year_of_issue_and_end_with_the_plan(issued: date, days: int, form: str) -> None:
    ends = issued + timedelta(days=days)
    everything = made(form, date(2019, 1, 1), date(2036, 12, 31))
    wanted = [(cycle, due) for cycle, due in everything if due and issued.year <= due.year and due <= ends]
    assert made(form, issued, ends) == wanted


@steady
@given(form=st.sampled_from(["每年", "每月28日前", "每季度", "每半年", "每年1月15日和7月15日前"]))
def test_the_cycle_before_is_the_one_before(form: str) -> None:
    deadline = parse_deadline(form)
    assert isinstance(deadline, Recurring)
    dues = [due for _, due in made(form) if due]
    assert [deadline.before(due)[0] for due in dues[1:]] == dues[:-1]


def test_items_that_are_due_once_or_never_have_one_cycle() -> None:
    issued, ends = date(2024, 4, 17), date(2025, 12, 31)
    assert list(cycles(None, issued, ends)) == [(None, None)]
    assert list(cycles(parse_deadline("长期坚持"), issued, ends)) == [(None, None)]
    assert list(cycles(parse_deadline("2024年6月"), issued, ends)) == [(None, date(2024, 6, 30))]
