"""``zhifa calendar``: what is due when, as text, as JSON and as a file for phones."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from conftest import Zhifa
from small_city import EXTENSIONS, FORMULA, HOSTILE_UNIT
from zhifa_cli.text.width import cells

AS_OF = ("--as-of", "2024-07-15")


def parse(text: str) -> Any:
    """The calendar as icalendar reads it; a property's type depends on its name, so Any."""
    return icalendar.Calendar.from_ical(text)


def events(text: str) -> list[Any]:
    return list(parse(text).walk("VEVENT"))


@pytest.mark.usefixtures("city")
class TestText:
    def test_by_date_with_clause_item_and_units(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", *AS_OF, "--from", "2024-06-01", "--to", "2025-04-01")
        assert shown.code == 0
        assert "2024-06-01 至 2025-04-01 到期的事项 · 截至 2024-07-15 · 含演示数据" in shown.out
        days = [line.split()[0] for line in shown.out.splitlines() if " 星期" in line]
        assert days == ["2024-06-30", "2024-07-31", "2024-08-31", "2024-12-31", "2025-03-31"]
        assert "2024-06-30 星期日  已过 15 天 · 3 个事项" in shown.out
        assert "第2条 2/plan（2025年度）" in shown.out
        assert "推广经验〔鼓励〕" in shown.out
        assert FORMULA in shown.out
        assert "在此之前到期" not in shown.out

    def test_extended_duty_is_due_at_its_new_date_and_says_so(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", *AS_OF, "--from", "2024-08-31", "--to", "2024-08-31")
        assert f"{HOSTILE_UNIT}经批准延期，原定 2024-06-30" in shown.out

    def test_default_is_ninety_days_from_the_cutoff_and_names_what_lies_outside(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", *AS_OF)
        assert "2024-07-15 至 2024-10-13 到期的事项" in shown.out
        assert "此后最近的到期日是 2024-12-31" in shown.out
        assert "另有 3 项在此之前到期，逾期未完成或不达标" in shown.out

    def test_many_units_are_counted_few_are_named(self, zhifa: Zhifa, data: Path) -> None:
        many = zhifa("calendar", "--data", data, "--as-of", "2024-05-01", "--to", "2024-06-30", "--measure", "8")
        assert "17 个单位" in many.out
        assert "东湖区" not in many.out
        one = zhifa("calendar", "--data", data, "--as-of", "2024-05-01", "--to", "2024-06-30", "-u", "东湖区")
        assert one.out.count("东湖区") == len(re.findall("星期", one.out))
        assert "个单位" not in one.out

    def test_what_fell_due_before_the_plan_was_issued_is_not_due(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", *AS_OF, "--from", "2024-01-01", "--to", "2024-05-31")
        assert "这段时间没有到期的事项。" in shown.out
        assert "此后最近的到期日是 2024-06-30" in shown.out

    def test_after_the_last_due_date_there_is_nothing(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", "--as-of", "2026-05-01")
        assert (shown.code, "这段时间没有到期的事项。" in shown.out) == (0, True)
        assert "此后最近的到期日" not in shown.out

    @pytest.mark.parametrize("width", [60, 80, 120])
    def test_fits_the_terminal_and_cuts_nothing(
        self, zhifa: Zhifa, data: Path, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        shown = zhifa("calendar", "--data", data, "--as-of", "2024-05-01", "--to", "2025-12-31")
        assert max(map(cells, shown.out.splitlines())) <= width
        assert "…" not in shown.out


@pytest.mark.usefixtures("city")
class TestRange:
    @pytest.mark.parametrize(
        ("arguments", "cure"),
        [
            (("--from", "2024-07-02", "--to", "2024-07-01"), "请对调两个日期"),
            ((*AS_OF, "--to", "2024-07-01"), "请用 --from 写明起始日"),
            (("--from", "2024-7-1"), "应写成 2024-06-30 的样子"),
        ],
    )
    def test_unusable_range_is_refused_with_its_cure(self, zhifa: Zhifa, arguments: tuple[str, ...], cure: str) -> None:
        refused = zhifa("calendar", *arguments)
        assert (refused.code, refused.out) == (2, "")
        assert cure in refused.err

    @pytest.mark.parametrize("form", ["text", "json", "ics"])
    def test_ends_of_the_calendar_are_days_like_others(self, zhifa: Zhifa, city: Path, form: str) -> None:
        (city / "extensions.yaml").write_text(EXTENSIONS.replace("2024-08-31", "9999-12-31"), encoding="utf-8")
        shown = zhifa("calendar", *AS_OF, "--from", "9999-12-01", "-f", form)
        assert (shown.code, shown.err) == (0, "")
        assert FORMULA[1:10] in shown.out


@pytest.mark.usefixtures("city")
def test_json_holds_the_status_rows_of_the_span(zhifa: Zhifa) -> None:
    shown = json.loads(zhifa("calendar", *AS_OF, "--to", "2024-12-31", "-f", "json").out)
    assert shown["schema"] == "zhifa.calendar/2"
    assert (shown["from"], shown["to"], shown["as_of"], shown["demo"]) == (
        "2024-07-15",
        "2024-12-31",
        "2024-07-15",
        True,
    )
    rows = json.loads(zhifa("status", *AS_OF, "-f", "json").out)["duties"]
    due = [row for row in rows if row["due"] and "2024-07-15" <= row["due"] <= "2024-12-31"]
    stripped = [{k: v for k, v in item.items() if k not in {"title", "source"}} for item in shown["items"]]
    assert sorted(stripped, key=str) == sorted(due, key=str)
    assert [item["due"] for item in shown["items"]] == sorted(item["due"] for item in shown["items"])
    assert shown["items"][0]["title"] == "完成中期评估"
    assert shown["items"][0]["source"] == "三"


@pytest.mark.usefixtures("city")
class TestIcs:
    def test_is_read_by_a_calendar_program(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", *AS_OF, "-f", "ics")
        calendar = parse(shown.out)
        assert calendar["VERSION"] == "2.0"
        assert "示例市计划应办事项（含演示数据）" in calendar["X-WR-CALNAME"]
        found = events(shown.out)
        assert [event["DTSTART"].dt for event in found] == [
            date(2024, 7, 31),
            date(2024, 8, 31),
            date(2024, 12, 31),
            date(2025, 3, 31),
            date(2025, 12, 31),
        ]
        for event in found:
            assert event.errors == []
            assert not isinstance(event["DTSTART"].dt, datetime)
            assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
            assert event["DTSTAMP"].dt.date() == date(2024, 7, 15)
            assert "含演示数据" in event["DESCRIPTION"]

    def test_text_arrives_as_written(self, zhifa: Zhifa) -> None:
        out = zhifa("calendar", *AS_OF, "--to", "2024-08-31", "-u", "乙区", "-f", "ics").out
        assert r'test"\;"点我")\,查看' in out.replace("\r\n ", "")
        (event,) = events(out)
        assert event["SUMMARY"] == f"到期：第1条 {FORMULA}"
        lines = event["DESCRIPTION"].split("\n")
        assert lines == [
            f"1/list {FORMULA}（未到期）",
            f"责任单位：{HOSTILE_UNIT}",
            "原定 2024-06-30，延期至 2024-08-31",
            "依据：《示例市计划》第1条",
            "进展截至 2024-07-15，含演示数据",
        ]
        assert event["CATEGORIES"].to_ical().decode() == "第1项"

    def test_only_what_is_still_open(self, zhifa: Zhifa) -> None:
        span = ("--from", "2024-06-01", "--to", "2024-06-30", "-u", "甲区", "-f", "ics")
        found = events(zhifa("calendar", *AS_OF, *span).out)
        assert [event["SUMMARY"] for event in found] == ["到期：第3条 审核人员占5%"]

    def test_one_event_for_each_clause_and_date(self, zhifa: Zhifa, data: Path) -> None:
        arguments = ("calendar", "--data", data, "--as-of", "2024-05-01", "--to", "2024-06-30", "-f", "ics")
        found = events(zhifa(*arguments, "-u", "东湖区").out)
        assert [event["SUMMARY"].partition(" ")[0] for event in found] == ["到期：第9条", "到期：第5条", "到期：第8条"]
        assert found[1]["SUMMARY"].endswith("（3 项）")
        everybody = events(zhifa(*arguments).out)
        assert len(everybody) == 4
        assert everybody[1]["SUMMARY"].endswith("（3 项），9 个单位")

    def test_folds_at_75_octets_and_within_no_character(self, zhifa: Zhifa, data: Path) -> None:
        out = zhifa("calendar", "--data", data, "--as-of", "2024-05-01", "-f", "ics").out
        assert out.endswith("END:VCALENDAR\r\n")
        raw = out.encode().split(b"\r\n")
        assert max(map(len, raw)) <= 75
        assert not any(b"\n" in line or b"\r" in line for line in raw)
        for line in raw:
            line.decode()

    def test_uids_are_unique_and_outlast_progress_and_time(self, zhifa: Zhifa, city: Path) -> None:
        until = ("--to", "2025-12-31", "-f", "ics")
        early = {event["UID"] for event in events(zhifa("calendar", "--as-of", "2024-05-01", *until).out)}
        (city / "submissions" / "jia.yaml").unlink()
        both = EXTENSIONS + EXTENSIONS.replace("乙区", "甲区").replace("2024-08-31", "2024-09-30")
        (city / "extensions.yaml").write_text(both, encoding="utf-8")
        found = [event["UID"] for event in events(zhifa("calendar", *AS_OF, *until).out)]
        assert len(found) == len(set(found))
        extended = 2
        assert len(set(found) - early) == extended

    def test_a_units_calendar_can_stand_beside_everybodys(self, zhifa: Zhifa) -> None:
        everybody = {event["UID"] for event in events(zhifa("calendar", *AS_OF, "-f", "ics").out)}
        own = {event["UID"] for event in events(zhifa("calendar", *AS_OF, "-u", "甲区", "-f", "ics").out)}
        assert own
        assert not own & everybody

    def test_nothing_due_is_an_empty_calendar_and_a_word_about_it(self, zhifa: Zhifa) -> None:
        shown = zhifa("calendar", "--as-of", "2026-05-01", "-f", "ics")
        assert shown.code == 0
        assert events(shown.out) == []
        assert "日历是空的" in shown.err

    def test_a_file_holds_what_is_printed_byte_for_byte(self, zhifa: Zhifa, tmp_path: Path) -> None:
        printed = zhifa("calendar", *AS_OF, "-f", "ics").out
        target = tmp_path / "jia.ics"
        for _ in range(2):
            assert zhifa("calendar", *AS_OF, "-f", "ics", "-o", target).code == 0
            assert target.read_bytes() == printed.encode()
