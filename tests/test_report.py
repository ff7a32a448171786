"""``zhifa report``: what a meeting reads out must be what ``zhifa status -f json`` says."""

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import few_bodies
from conftest import Zhifa, judged_once
from zhifa_cli.report import svg
from zhifa_cli.views.document import Bar, Timeline
from zhifa_cli.views.trend import MONTHS_BACK, month_ends

KINDS = ("monthly", "midterm", "summary")
BODIES = ("monthly", "brief")
MONTHS = {"2024-06": "2024-06-30", "2024-12": "2024-12-31", "2025-10": "2025-10-31"}
MONTH_ENDS = {"2024-06": "2024-05-31", "2024-12": "2024-11-30", "2025-10": "2025-09-30"}
DEMO = "含演示数据"
LATE = {"overdue", "noncompliant"}
OUTCOMES = ("done", "done_late", "overdue", "noncompliant", "unverified")

Duty = dict[str, Any]
Table = list[list[str]]


@cache
def tables(markdown: str) -> list[Table]:
    """The tables of a document as GitHub reads them: the header and the rows, cells as shown."""
    found: list[Table] = []
    in_cell = False
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and in_cell:
            found[-1][-1].append("".join(child.content for child in token.children or ()))
        in_cell = token.type in {"th_open", "td_open"}
    return found


_BLOCK = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def cells_as_written(markdown: str) -> list[list[int]]:
    """How many cells each line of each table has; a reader of Markdown would quietly cut or fill them up."""
    return [
        [len(re.findall(r"(?<!\\)\|", line)) - 1 for line in block.splitlines()] for block in _BLOCK.findall(markdown)
    ]


def table(markdown: str, *first: str) -> Table:
    """The rows of the one table whose header begins so."""
    (block,) = [
        block for block in _BLOCK.findall(markdown) if block.startswith("".join(f"| {name} " for name in first))
    ]
    (only,) = tables(block)
    return only[1:]


def fell_due(duties: Sequence[Duty], on: str) -> list[Duty]:
    """By the definition that the report states, from nothing but the JSON."""
    return [
        d for d in duties if d["binding"] == "必须" and d["status"] != "not_applicable" and d["due"] and d["due"] <= on
    ]


def counts(duties: Sequence[Duty]) -> list[int]:
    """How many, and how they stand."""
    by_status = Counter(duty["status"] for duty in duties)
    assert set(by_status) <= set(OUTCOMES)
    return [len(duties), *(by_status[status] for status in OUTCOMES)]


_MADE: dict[tuple[str, ...], str] = {}
"""What commands said about the repository's data, each run once: the data does not change under a test."""
_DATA: list[Path] = []
"""Where it is, with a few of its bodies."""


@pytest.fixture(scope="module", autouse=True)
def read_and_judged_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _DATA[:] = [few_bodies.write(tmp_path_factory.mktemp("report") / "data")]
    with judged_once(_DATA[0]):
        yield


def made(zhifa: Zhifa, *options: str) -> str:
    if options not in _MADE:
        outcome = zhifa(options[0], "--data", *_DATA, *options[1:])
        assert outcome.code == 0, outcome.err
        _MADE[options] = outcome.out
    return _MADE[options]


def label(duties: Sequence[Duty]) -> str:
    """What a body is called where these are its duties; what is 推定 the JSON does not know."""
    names: set[str] = {duty["unit_name"] for duty in duties}
    return min(names, key=len)


def bare(name: str) -> str:
    """A name without the mark that its duty is inferred."""
    return name.replace("（推定）", "").replace("；推定）", "）")


def by_unit(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    units: dict[str, list[Duty]] = {}
    for duty in duties:
        units.setdefault(duty["unit"], []).append(duty)
    return {label(owed): owed for owed in units.values()}


def clauses(duties: Iterable[Duty]) -> int:
    """How many 条 that are: a unit's clauses, and milestones."""
    return len({(duty["unit"], duty["item"].partition("/")[0]) for duty in duties})


def statuses(zhifa: Zhifa, *options: str) -> list[Duty]:
    duties: list[Duty] = json.loads(made(zhifa, "status", "-f", "json", *options))["duties"]
    return duties


@pytest.fixture
def report(zhifa: Zhifa) -> Callable[..., str]:
    return lambda *options: made(zhifa, "report", *options)


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.style = ""
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += attrs
        self._in_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data
        else:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


class TestEveryKind:
    @pytest.mark.parametrize("month", MONTHS)
    @pytest.mark.parametrize("kind", KINDS)
    def test_says_what_it_rests_on_and_that_the_data_is_illustrative(
        self, report: Callable[..., str], kind: str, month: str
    ) -> None:
        markdown = report("--kind", kind, "--month", month)
        assert markdown.count(DEMO) == 1
        assert "2024年4月17日印发" in markdown
        assert "\n市司法局  \n" in markdown

    @pytest.mark.parametrize("kind", [*KINDS, "unit", "notice"])
    def test_tables_have_as_many_cells_in_each_row(self, report: Callable[..., str], kind: str) -> None:
        unit = ("--unit", "市城管执法局") if kind in {"unit", "notice"} else ()
        markdown = report("--kind", kind, "--month", "2025-10", *unit)
        written = cells_as_written(markdown)
        assert [len(set(widths)) for widths in written] == [1] * len(tables(markdown))
        assert [len(widths) - 2 for widths in written] == [len(rows) - 1 for rows in tables(markdown)]
        assert min(len(rows) for rows in tables(markdown)) > 1

    @pytest.mark.parametrize("format_", ["markdown", "html", "csv"])
    @pytest.mark.usefixtures("city")
    def test_is_the_same_to_the_byte_each_time(self, zhifa: Zhifa, format_: str) -> None:
        options = ("report", "--month", "2024-07", "-f", format_)
        assert zhifa(*options).out == zhifa(*options).out

    @pytest.mark.parametrize("kind", [*KINDS, "unit"])
    @pytest.mark.usefixtures("city")
    def test_pictures_can_be_left_out(self, zhifa: Zhifa, kind: str) -> None:
        options = ("report", "--kind", kind, "--month", "2024-07", *(("--unit", "甲区") if kind == "unit" else ()))
        assert "```mermaid\n" in zhifa(*options).out
        assert "mermaid" not in zhifa(*options, "--no-charts").out
        assert "<figure" in zhifa(*options, "-f", "html").out
        assert "<figure" not in zhifa(*options, "-f", "html", "--no-charts").out

    def test_annexes_are_listed_below_the_body_and_follow_it(self, zhifa: Zhifa, city: Path) -> None:
        del city
        markdown = zhifa("report", "--month", "2024-07").out
        listed = re.search(r"^附件：((?:.+\n)+)", markdown, re.MULTILINE)
        assert listed
        names = [line.replace("\\", "").partition(". ")[2].rstrip() for line in listed[1].splitlines()]
        headed = re.findall(r"^## 附件(\d+)：(.*)", markdown[listed.end() :], re.MULTILINE)
        assert headed == [(str(number), name) for number, name in enumerate(names, 1)]
        page = zhifa("report", "--month", "2024-07", "-f", "html").out
        assert page.count('class="enclosure"') == len(names)


class TestFigures:
    @pytest.mark.parametrize("month", MONTHS)
    def test_overview_counts_what_status_counts(self, report: Callable[..., str], zhifa: Zhifa, month: str) -> None:
        on, before = MONTHS[month], MONTH_ENDS[month]
        due = fell_due(statuses(zhifa, "--month", month), on)
        in_month = [duty for duty in due if duty["due"] > before]
        then = fell_due(statuses(zhifa, "--as-of", before), before)
        rows = table(report("--month", month), "类别", "本月到期")
        assert [int(row[1]) for row in rows] == counts(in_month)
        assert [int(row[3]) for row in rows] == counts(due)
        assert [int(row[5]) for row in rows] == counts(then)
        for row, number in zip(rows, counts(due), strict=True):
            assert float(row[4].rstrip("%")) == pytest.approx(100 * number / len(due), abs=0.051)

    def test_months_under_an_extension_are_no_months_late(self, zhifa: Zhifa, city: Path) -> None:
        (city / "submissions/yi.yaml").write_text(
            "{unit: 乙区, period: 2024-06, submitted_on: 2024-06-28,"
            " progress: [{item: 1/report, status: 已完成, completed_on: 2024-06-20, recipient: 市司法局,"
            " evidence: [{title: 报告}]}],"
            " staffing: {as_of: 2024-06-20, departments:"
            " [{name: 城管局, officers: 20, legal_background: 9, legal_reviewers: 1}]}}",
            encoding="utf-8",
        )
        markdown = zhifa("report", "--month", "2024-09", "--unit", "乙区").out
        ((_, _, overdue, *_, longest, months, _, _),) = table(markdown, "序号", "单位", "逾期未完成")
        assert (overdue, longest, months) == ("1", "92 天", "2 个月")

    def test_trend_counts_what_status_counts_at_each_month_end(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        rows = {row[0]: row for row in table(report("--month", "2024-06"), "截至", "累计到期")}
        assert list(rows) == ["2024-04-30", "2024-05-31", "2024-06-30"]
        for on, row in rows.items():
            found = counts(fell_due(statuses(zhifa, "--as-of", on), on))
            assert row[1:-2] == list(map(str, found))
            rates = [found[1], found[3] + found[4]]
            assert row[-2:] == ["—" if not found[0] else f"{part / found[0]:.1%}" for part in rates]

    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            ("2024-04-17", "2024-07-15", ["2024-04-30", "2024-05-31", "2024-06-30", "2024-07-15"]),
            ("2024-02-29", "2024-02-29", ["2024-02-29"]),
            ("2024-04-17", "2024-04-16", []),
            ("2024-04-17", "2024-03-31", []),
        ],
    )
    def test_a_trend_goes_from_the_issue_to_the_cutoff(self, first: str, last: str, expected: list[str]) -> None:
        assert [str(day) for day in month_ends(date.fromisoformat(first), date.fromisoformat(last))] == expected
        assert len(list(month_ends(date.min, date.max))) == MONTHS_BACK + 1

    def test_every_duty_is_in_the_first_section(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        markdown = report("--month", "2024-06")
        other = re.search(r"^另有尚未到期.*$", markdown, re.MULTILINE)
        assert other
        said = sum(map(int, re.findall(r"(\d+) 项(?:；|。|（)", other[0])))
        due = int(table(markdown, "类别", "本月到期")[0][3])
        assert said + due == len(statuses(zhifa, "--month", "2024-06"))

    @pytest.mark.parametrize("month", MONTHS)
    def test_units_are_ranked_by_what_is_late(self, report: Callable[..., str], zhifa: Zhifa, month: str) -> None:
        late = [duty for duty in statuses(zhifa, "--month", month) if duty["status"] in LATE]
        units = by_unit(late)
        markdown = report("--month", month)
        assert f"\n{len(units)} 个单位有 {clauses(late)} 条 {len(late)} 项逾期或不达标（" in markdown
        rows = table(markdown, "序号", "单位", "逾期未完成")
        for row in rows:
            mine = units[bare(row[1])]
            assert [int(row[2]), int(row[3])] == [
                sum(duty["status"] == status for duty in mine) for status in ("overdue", "noncompliant")
            ]
            assert int(row[4]) == len(mine)
            assert int(row[6]) == sum(duty["original_due"] <= MONTH_ENDS[month] for duty in mine)
            longest = max(duty["days_overdue"] for duty in mine)
            assert row[7] == (f"{longest} 天" if longest else "当日届满")
        assert len(rows) == len(units)
        sizes = [int(row[2]) + int(row[3]) for row in rows]
        assert sizes == sorted(sizes, reverse=True)

    def test_months_in_a_row_are_those_of_the_month_ends(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        ends = ["2024-12-31", "2024-11-30", "2024-10-31", "2024-09-30", "2024-08-31", "2024-07-31", "2024-06-30"]
        late_at = [{d["unit"] for d in statuses(zhifa, "--as-of", end) if d["status"] in LATE} for end in ends]
        ids = {name: owed[0]["unit"] for name, owed in by_unit(statuses(zhifa, "--month", "2024-12")).items()}
        for row in table(report("--month", "2024-12"), "序号", "单位", "逾期未完成"):
            unit = ids[bare(row[1]).removesuffix("（所属执法部门）")]
            run = next((i for i, units in enumerate(late_at) if unit not in units), None)
            if run is None:
                assert int(row[8].removesuffix(" 个月")) >= len(ends)
            else:
                assert row[8] == f"{run} 个月"

    @pytest.mark.parametrize("month", MONTHS)
    def test_every_late_duty_stands_in_the_tables_of_its_unit(
        self, report: Callable[..., str], zhifa: Zhifa, month: str
    ) -> None:
        markdown = report("--month", month).partition("\n### （四）逐单位情况\n")[2].partition("\n## ")[0]
        late = by_unit(duty for duty in statuses(zhifa, "--month", month) if duty["status"] in LATE)
        shown: dict[str, tuple[int, int]] = {}
        for section in markdown.split("\n#### ")[1:]:
            names, _, said = section.partition("\n")[0].partition("：")
            (rows,) = tables(section)
            in_table = sum(int((re.match(r"(\d+) 项", row[1]) or ["", "1"])[1]) for row in rows[1:])
            each = re.match(r"(?:各 )?(\d+) 条 (\d+) 项", said)
            assert each
            assert int(each[2]) == in_table
            names = re.sub(r"^\d+\. |（\d+ 个单位）$", "", bare(names.replace("\\", "")))
            shown |= dict.fromkeys(names.split("、"), (int(each[1]), in_table))
        assert shown == {name: (clauses(duties), len(duties)) for name, duties in late.items()}

    @pytest.mark.parametrize("month", MONTHS)
    @pytest.mark.parametrize(
        ("kind", "key", "first"), [("midterm", "measure", ("举措",)), ("summary", "unit", ("序号", "单位", "应办"))]
    )
    def test_reviews_count_by_measure_and_by_unit(  # noqa: PLR0913, PLR0917 - fixtures and parameters
        self, report: Callable[..., str], zhifa: Zhifa, month: str, kind: str, key: str, first: tuple[str, ...]
    ) -> None:
        duties = statuses(zhifa, "--month", month)
        due, units = fell_due(duties, MONTHS[month]), by_unit(duties)
        rows = table(report("--kind", kind, "--month", month), *first)
        assert len(rows) == len({duty[key] for duty in duties})
        for row in rows:
            name: object = units[bare(row[1])][0]["unit"] if key == "unit" else None
            if key == "measure":
                name = None if row[0] == "里程碑" else int(row[0].split(" ")[0])
            assert int(row[2]) == sum(duty[key] == name for duty in duties)
            assert list(map(int, row[-8:-2])) == counts([duty for duty in due if duty[key] == name])

    def test_summary_counts_each_year_and_each_cycle(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        due = fell_due(statuses(zhifa, "--month", "2025-10"), "2025-10-31")
        markdown = report("--kind", "summary", "--month", "2025-10")
        for label, *numbers in table(markdown, "到期年度"):
            mine = [duty for duty in due if label == "合计" or duty["due"].startswith(label.removesuffix("年"))]
            assert list(map(int, numbers[:6])) == counts(mine)
        cycles: Counter[str] = Counter()
        for row in table(markdown, "条款", "事项", "2024年度按期/到期"):
            for year, cell in (("2024", row[2]), ("2025", row[4])):
                cycles[year] += int(cell.split("/")[1]) if cell != "—" else 0
        assert cycles == Counter(duty["cycle"] for duty in due if duty["cycle"])

    @pytest.mark.parametrize("unit", ["东湖区", "市城管执法局", "市水利局"])
    def test_page_of_a_unit_counts_what_is_its_own(self, report: Callable[..., str], zhifa: Zhifa, unit: str) -> None:
        duties = statuses(zhifa, "--month", "2025-10", "--unit", unit)
        markdown = report("--kind", "unit", "--unit", unit, "--month", "2025-10")
        assert [int(row[1]) for row in table(markdown, "类别", "项数")] == counts(fell_due(duties, "2025-10-31"))
        assert f"应办事项 {len(duties)} 项" in markdown

    def test_notice_names_just_what_is_late(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        duties = statuses(zhifa, "--month", "2024-12", "--unit", "市城管执法局")
        late = [duty for duty in duties if duty["status"] in LATE]
        markdown = report("--kind", "notice", "--unit", "市城管执法局", "--month", "2024-12")
        assert f"你单位有 {clauses(late)} 条 {len(late)} 项应办事项" in markdown
        rows = table(markdown, "序号", "条款", "事项")
        assert sum(int((re.match(r"(\d+) 项", row[2]) or ["", "1"])[1]) for row in rows) == len(late)
        assert {row[7] for row in rows} == {"2025-01-10"}

    def test_annex_as_csv_has_a_line_for_each_duty_that_came_up(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        text = report("--month", "2024-06", "-f", "csv")
        assert text.startswith("\ufeff序号,举措,条款,")
        rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
        came_up = [
            duty
            for duty in statuses(zhifa, "--month", "2024-06")
            if not (duty["status"] == "not_applicable" and duty["due"] and duty["due"] < "2024-04-17")
            and not ((duty["cycle"] or "") > "2024" and duty["status"] == "not_due")
        ]
        assert len(rows) == len(came_up)
        shown = sum(row["完成情况"].startswith("逾期未完成") for row in rows)
        assert shown == sum(duty["status"] == "overdue" for duty in came_up)
        assert {row["数据说明"] for row in rows} == {DEMO}

    def test_selection_narrows_every_figure(self, report: Callable[..., str], zhifa: Zhifa) -> None:
        options = ("--month", "2024-06", "--measure", "5", "--unit", "东湖区", "--unit", "进贤县")
        due = fell_due(statuses(zhifa, *options), "2024-06-30")
        markdown = report(*options)
        assert [int(row[3]) for row in table(markdown, "类别", "本月到期")] == counts(due)
        assert "只涉及东湖区、进贤县；第5项举措。" in markdown


class TestThresholds:
    def test_each_department_stands_against_each_limit(self, report: Callable[..., str]) -> None:
        rows = table(report("--kind", "unit", "--unit", "市城管执法局", "--month", "2025-10"), "条款", "指标")
        reviewers = [row for row in rows if "法制审核人员" in row[1]]
        assert [row[3:] for row in reviewers] == [
            [
                "合计（2025-10-24）",
                "1/2 个部门达标，合计 14/290（4.8%）",
                "≥ 5%",
                "不达标",
                "1 个部门共还差 1 人",
                "【红】",
            ],
            ["市城管执法局直属执法支队", "10/210（4.8%）", "≥ 5%", "不足", "还差 1 人", "【红】"],
            ["市城管执法局渣土监管支队", "4/80（恰为 5%）", "≥ 5%", "达到", "—", "【绿】"],
        ]

    def test_first_and_last_figures_stand_side_by_side(self, report: Callable[..., str]) -> None:
        rows = table(report("--kind", "summary", "--month", "2025-10"), "条款", "指标", "单位", "首次统计")
        ours = [row[3:] for row in rows if row[2] == "东湖区" and "20%" in row[1]]
        assert ours == [
            [
                "2024-06-28",
                "0/1 个部门达标，合计 2/11（18.2%）",
                "2025-10-28",
                "1/1 个部门达标，合计 3/11（27.3%）",
                "达标",
                "【绿】",
            ]
        ]

    def test_a_unit_without_departments_to_judge_is_not_said_to_pass(self, report: Callable[..., str]) -> None:
        markdown = report("--kind", "unit", "--unit", "市司法局", "--month", "2025-10")
        (row,) = [row for row in table(markdown, "条款", "指标") if "重点行政执法部门" in row[1]]
        assert row[4:7] == ["没有重点部门", "> 20%", "不适用"]


class TestQuietMonthsAndUnits:
    @pytest.mark.usefixtures("city")
    def test_month_with_nothing_due(self, zhifa: Zhifa) -> None:
        markdown = zhifa("report", "--month", "2024-10").out
        assert "\n本月没有到期事项。\n" in markdown
        assert "（新到期 0 项" in markdown

    def test_month_before_the_plan_was_issued(self, report: Callable[..., str]) -> None:
        markdown = report("--month", "2024-02")
        assert "在文件印发（2024年4月17日）之前，还没有到期事项" in markdown
        assert "\n截至2024年2月29日，没有到期事项。\n" in markdown
        assert "\n没有逾期或不达标事项。\n" in markdown
        demands = markdown.partition("\n## 四、下一步工作要求\n")[2].partition("\n附件：")[0]
        assert "待核实" in demands  # what is known of a duty is known of every day
        assert not re.search("逾期|不达标|到期|全部应办事项", demands)
        assert "```mermaid\npie" not in markdown
        for kind in ("midterm", "summary"):
            assert "没有到期事项" in report("--kind", kind, "--month", "2024-02")

    @pytest.mark.usefixtures("city")
    def test_month_in_which_nothing_is_asked_for(self, zhifa: Zhifa) -> None:
        assert "\n没有需要提出的要求。\n" in zhifa("report", "--month", "2024-02").out

    def test_month_after_the_plan_ended(self, report: Callable[..., str]) -> None:
        markdown = report("--month", "2026-03")
        assert "计划已于2025年12月31日终止" in markdown
        assert "内（至2026年5月30日）没有到期事项。" in markdown
        assert "另有尚未到期 0 项" in markdown

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_days_at_the_ends_of_the_calendar(self, zhifa: Zhifa, city: Path, day: str) -> None:
        del city
        assert zhifa("report", "--as-of", day).code == 0

    def test_unit_that_never_submitted(self, report: Callable[..., str]) -> None:
        markdown = report("--kind", "unit", "--unit", "市水利局", "--month", "2024-06")
        assert "截至当日没有任何报送" in markdown
        assert "从未报送，立即报送进展" in markdown

    def test_real_data_is_not_called_illustrative(self, zhifa: Zhifa, city: Path) -> None:
        file = city / "submissions/jia.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("demo: true\n", ""), encoding="utf-8")
        for kind in KINDS:
            outcome = zhifa("report", "--kind", kind, "--month", "2024-07")
            assert "甲区" in outcome.out
            assert DEMO not in outcome.out

    def test_units_without_anything_late_get_no_notice(self, zhifa: Zhifa, tmp_path: Path) -> None:
        options = ("report", "--data", *_DATA, "--kind", "notice", "--unit", "东湖区", "--month", "2024-06")
        file = tmp_path / "督办函.md"
        outcome = zhifa(*options, "-o", file)
        assert (outcome.code, outcome.out) == (0, "")
        assert "无逾期或不达标事项" in outcome.err
        assert not file.exists()

    def test_what_is_waived_is_not_accused(self, zhifa: Zhifa, city: Path) -> None:
        options = ("report", "--kind", "notice", "--unit", "甲区", "--month", "2024-07")
        assert "第3条" in zhifa(*options).out
        waiver = (
            "- {rule: ZF401, unit: 甲区, item: 3/reviewers, reason: 正在招录, approved_by: 市政府, expires: 2024-12-31}"
        )
        (city / "waivers.yaml").write_text(waiver, encoding="utf-8")
        assert zhifa(*options).out == ""
        assert "已豁免至 2024-12-31" in zhifa("report", "--month", "2024-07").out

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--kind", "unit"), "--unit"),
            (("--kind", "notice", "--unit", "甲区", "--unit", "市司法局"), "--unit"),
            (("--kind", "midterm", "--reply-by", "2024-08-01"), "--reply-by"),
            (("--kind", "midterm", "-f", "csv"), "csv"),
        ],
    )
    def test_calls_that_cannot_be_met_say_what_to_do(
        self, zhifa: Zhifa, city: Path, options: Sequence[str], said: str
    ) -> None:
        del city
        outcome = zhifa("report", *options)
        assert outcome.code == 2
        assert said in outcome.err

    def test_exit_code_only_when_asked_for(self, zhifa: Zhifa, city: Path) -> None:
        del city
        assert zhifa("report", "--month", "2024-07").code == 0
        assert zhifa("report", "--month", "2024-07", "--exit-code").code == 1


class TestHtml:
    @pytest.mark.parametrize("kind", [*KINDS, "unit", "notice"])
    def test_page_needs_nothing_but_itself(self, report: Callable[..., str], kind: str) -> None:
        unit = ("--unit", "市城管执法局") if kind in {"unit", "notice"} else ()
        page = Page(report("--kind", kind, "--month", "2024-06", "-f", "html", *unit))
        assert not page.tags.keys() & {"script", "link", "img", "iframe", "object"}
        assert "url(" not in page.style
        assert "@import" not in page.style
        assert all(href.startswith("#") for href in page.values("href"))
        assert {href[1:] for href in page.values("href")} <= set(page.values("id"))
        assert len(page.values("id")) == len(set(page.values("id")))
        assert DEMO in page.text

    def test_page_shows_what_the_markdown_shows(self, report: Callable[..., str]) -> None:
        markdown, page = (report("--month", "2024-06", "-f", f) for f in ("markdown", "html"))
        cells = [cell for rows in tables(markdown) for row in rows for cell in row]
        shown = re.sub(r"\s+", "", Page(page).text)
        assert [cell for cell in cells if re.sub(r"\s+", "", cell) not in shown] == []
        assert page.count("<td") + page.count("<th") == sum(
            len(row) for rows in tables(markdown) for row in rows
        ) + sum(page.count(text) for text in ("<thead",))

    def test_matrix_is_in_colour(self, report: Callable[..., str]) -> None:
        page = report("--month", "2024-06", "-f", "html").partition('id="matrix"')[2]
        matrix = table(report("--month", "2024-06"), "单位", "1")
        lights = Counter(cell for row in matrix for cell in row[1:])
        for word, tone in (("红", "red"), ("黄", "yellow"), ("绿", "green")):
            assert page.count(f'<td class="{tone}">{word}</td>') == lights[word] > 0

    def test_trend_is_told_to_who_cannot_see_it(self, report: Callable[..., str]) -> None:
        (picture,) = re.findall('<svg class="trend".*?</svg>', report("--month", "2024-06", "-f", "html"))
        rows = table(report("--month", "2024-06"), "截至", "累计到期")
        told = [f"{int(row[0][:4])}年{int(row[0][5:7])}月 {row[-2]}" for row in rows]
        assert f"<title>逐月按期完成率、逾期和不达标率</title><desc>按期完成率：{'，'.join(told)}；" in picture
        assert 'role="img"' in picture
        assert [picture.count(f'class="{tone}"') for tone in ("good", "bad")] == [3, 3]  # two months and the legend

    @pytest.mark.parametrize("gaps", [[30], [30, 1, 2, 26, 1], [5, 10, 16, 10, 5, 5, 8], [1] * 60, [0]])
    def test_a_timeline_names_each_day_and_no_name_lies_on_another(self, gaps: list[int]) -> None:
        start = date(2025, 1, 1)
        days = [start + timedelta(days=sum(gaps[: number + 1])) for number in range(len(gaps))]
        bars = tuple(Bar("", "第1条<b>", number, day, urgent=False) for number, day in enumerate(days, 1))
        picture = str(svg.timeline(Timeline("近期到期", start, start + timedelta(days=60), bars)))
        label = re.compile(r'<text class="(start|end)" x="([0-9.]+)%" y="(-?[0-9]+)" dx="-?4">([0-9-]+)：([0-9]+) 项<')
        shown = label.findall(picture)
        assert [(day, count) for *_, day, count in shown] == [(f"{bar.until:%m-%d}", f"{bar.count}") for bar in bars]
        places = [(y, float(x) - 24 * (side == "end")) for side, x, y, *_ in shown]
        assert all(b - a >= 23.9 for (y, a), (z, b) in pairwise(sorted(places)) if y == z)
        assert all(0 <= left <= 76 for _, left in places)
        told = "；".join(f"{bar.until.year}年{bar.until.month}月{bar.until.day}日：{bar.told}" for bar in bars)
        assert f"<desc>{told.replace('<b>', '&lt;b&gt;')}</desc>" in picture

    def test_without_the_extra_it_says_what_to_install(
        self, zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del city
        monkeypatch.delitem(sys.modules, "zhifa_cli.report.html", raising=False)
        monkeypatch.delattr("zhifa_cli.report.html", raising=False)
        monkeypatch.setitem(sys.modules, "jinja2", None)
        outcome = zhifa("report", "-f", "html")
        assert outcome.code == 2
        assert "pip install 'zhifa-cli[html]'" in outcome.err.replace("\n", "")


HOSTILE = {
    "plan": "计划|<b>甲</b>`乙`",
    "section": "# 一[链接](http://example.test)",
    "title": "- *举措*|<img src=x onerror=alert(1)>",
    "source": '第1条" : 9\n    click',
    "task": "1. 任务|`~~删~~`$x$<script>alert(1)</script>",
    "unit": "甲|区&lt;]]>",
    "evidence": "<!-- 材料 --> [a](javascript:alert(1))",
    "number": "@甲〔2024〕|1号",
    "problems": "```mermaid\n问题| \\| {{ 7*7 }} {% raw %}",
    "next_steps": "## 下一步\u202e\x1b[31m",
    "reason": "--- | ---",
    "department": "=1+1|部门<br>",
    "officer": "**A**|001",
}


def _hostile_city(folder: Path) -> None:
    """Every text of the data that a report shows might be obeyed by Markdown, HTML, Mermaid or a terminal."""
    h = HOSTILE
    plan = {
        "plan": {"title": h["plan"], "issued_on": "2024-04-01", "ends_on": "2025-12-31", "coordinator": h["unit"]},
        "measures": [
            {
                "id": "1",
                "section": h["section"],
                "title": h["title"],
                "clauses": [
                    {
                        "id": "1",
                        "source": h["source"],
                        "summary": "概括",
                        "responsible": [h["unit"]],
                        "deadline": "2024年6月",
                        "requirements": [
                            {"id": "late", "title": h["task"]},
                            {"id": "doubted", "title": "待核实" + h["task"]},
                            {"id": "soon", "title": "近期" + h["task"], "deadline": "2024年8月"},
                            {
                                "id": "share",
                                "threshold": {
                                    "share": ["legal_reviewers", "officers"],
                                    "at_least": "5%",
                                    "of": "every_department",
                                },
                            },
                            {
                                "id": "hours",
                                "threshold": {"hours": ["public_law"], "at_least": "60", "of": "every_officer"},
                            },
                        ],
                    }
                ],
            }
        ],
    }
    submission = {
        "unit": h["unit"],
        "period": "2024-07",
        "submitted_on": "2024-07-31",
        "progress": [
            {"item": "1/late", "status": "推进中", "problems": h["problems"], "next_steps": h["next_steps"]},
            {
                "item": "1/doubted",
                "status": "已完成",
                "evidence": [{"title": h["evidence"], "document_no": h["number"]}],
            },
            {"item": "1/soon", "status": "推进中"},
        ],
        "staffing": {
            "as_of": "2024-06-30",
            "departments": [
                {"name": h["department"], "officers": "100", "legal_background": "1", "legal_reviewers": "1"}
            ],
        },
        "training": {
            "year": "2024",
            "as_of": "2024-06-30",
            "officers": [{"code": h["officer"], "public_law": "1", "business": "1", "skills": "1"}],
        },
    }
    units = {"units": [{"id": "jia", "name": h["unit"]}]}
    (folder / "submissions").mkdir(parents=True)
    for name, content in (("measures", plan), ("units", units), ("submissions/jia", submission)):
        (folder / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")


class TestHostileText:
    @pytest.fixture
    def hostile(self, tmp_path: Path) -> Path:
        _hostile_city(tmp_path / "data")
        return tmp_path / "data"

    @staticmethod
    def shown(key: str) -> str:
        """As shown on a page: control characters written out."""
        escapes = {"\n": "\\n", "\u202e": "\\u202e", "\x1b": "\\u001b"}
        return "".join(escapes.get(char, char) for char in HOSTILE[key]).strip()

    @pytest.mark.parametrize("kind", [*KINDS, "unit", "notice"])
    def test_markdown_shows_it_as_written(self, zhifa: Zhifa, hostile: Path, kind: str) -> None:
        options = ("--unit", HOSTILE["unit"]) if kind in {"unit", "notice"} else ()
        outcome = zhifa("report", "--data", hostile, "--kind", kind, "--month", "2024-07", *options)
        assert outcome.code == 0, outcome.err
        rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(outcome.out)
        page = Page(rendered)
        assert page.tags.keys() <= {
            *("h1", "h2", "h3", "h4", "p", "ul", "li", "strong", "blockquote", "code", "pre", "br"),
            *("table", "thead", "tbody", "tr", "th", "td"),
        }
        assert page.tags["pre"] == outcome.out.count("\n```mermaid\n")
        expected = {"plan", "source", "task", "unit", "department", "officer"}
        if kind in {"monthly", "unit"}:
            expected |= {"title", "evidence", "number", "problems", "next_steps"}
        if kind == "summary":
            expected -= {"officer", "department"}
        if kind == "midterm":
            expected -= {"officer", "department"}
        text = re.sub(r"\s+", " ", page.text.replace("\u200b", ""))
        assert [key for key in expected if re.sub(r"\s+", " ", self.shown(key)) not in text] == []
        assert [len(set(widths)) for widths in cells_as_written(outcome.out)] == [1] * len(tables(outcome.out))

    @pytest.mark.parametrize("kind", ["monthly", "unit", "notice"])
    def test_html_shows_it_as_written(self, zhifa: Zhifa, hostile: Path, kind: str) -> None:
        options = ("--unit", HOSTILE["unit"]) if kind in {"unit", "notice"} else ()
        outcome = zhifa("report", "--data", hostile, "--kind", kind, "--month", "2024-07", "-f", "html", *options)
        page = Page(outcome.out)
        assert not page.tags.keys() & {"script", "img", "b"}
        assert not {key for key, _ in page.attributes} & {"onerror", "src"}
        expected = ["plan", "source", "task", "unit", "department"]
        if kind != "notice":
            expected += ["title", "evidence", "number", "problems", "next_steps", "officer"]
        assert [key for key in expected if self.shown(key) not in page.text] == []

    def test_mermaid_labels_hold_nothing_that_mermaid_obeys(self, zhifa: Zhifa, hostile: Path) -> None:
        markdown = zhifa("report", "--data", hostile, "--month", "2024-07").out
        (gantt,) = re.findall(r"```mermaid\ngantt\n(.*?)```", markdown, re.DOTALL)
        (bar,) = [line for line in gantt.splitlines() if "crit" in line or "2024-08-31" in line]
        label, colon, dates = bar.rpartition(":")
        assert colon
        assert dates == "2024-07-31, 2024-08-31"
        assert re.fullmatch(r"(?:[\w \u3001\u3002()\uff08\uff09-]|#\d+;)+", label)

    def test_csv_cells_are_no_formulas(self, zhifa: Zhifa, hostile: Path) -> None:
        text = zhifa("report", "--data", hostile, "--month", "2024-07", "-f", "csv").out
        for row in csv.reader(text.removeprefix("\ufeff").splitlines()):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


class TestFiles:
    @pytest.mark.parametrize(("format_", "name"), [("markdown", "通报.md"), ("html", "通报.html"), ("csv", "附件.csv")])
    def test_a_report_replaces_a_report(self, zhifa: Zhifa, city: Path, format_: str, name: str) -> None:
        file = city.parent / name
        for month in ("2024-06", "2024-07"):
            assert zhifa("report", "--month", month, "-f", format_, "-o", file).code == 0
        assert file.read_bytes().decode() == zhifa("report", "--month", "2024-07", "-f", format_).out

    def test_nothing_else_is_replaced_unless_forced(self, zhifa: Zhifa, city: Path) -> None:
        file = city.parent / "notes.md"
        file.write_text("# 会议记录\n", encoding="utf-8")
        outcome = zhifa("report", "--month", "2024-07", "-o", file)
        assert outcome.code == 2
        assert "--force" in outcome.err
        assert file.read_text(encoding="utf-8") == "# 会议记录\n"
        assert zhifa("report", "--month", "2024-07", "-o", file, "--force").code == 0
        assert file.read_text(encoding="utf-8").startswith("<!-- zhifa-report/1 monthly 2024-07-31 -->\n")

    def test_a_folder_is_no_file(self, zhifa: Zhifa, city: Path) -> None:
        assert zhifa("report", "-o", city).code == 2

    def test_a_new_file_is_readable_by_others(self, zhifa: Zhifa, city: Path) -> None:
        file = city.parent / "通报.md"
        zhifa("report", "--month", "2024-07", "-o", file)
        other = city.parent / "other"
        other.touch()
        assert file.stat().st_mode == other.stat().st_mode


class TestWhatGoesOutOfTheHouse:
    STYLE = """\
banner: 甲市<b>文件
document_no: 甲司通〔{年}〕 号
addressed: 各县（区）人民政府
issuer: 甲市司法局
copies: 甲市人大常委会
"""

    @pytest.mark.parametrize(
        ("kind", "addressed"), [("monthly", "各县（区）人民政府"), ("notice", "甲区"), ("unit", None)]
    )
    def test_is_headed_addressed_and_signed_as_the_body_has_it(
        self, kind: str, addressed: str | None, zhifa: Zhifa, city: Path
    ) -> None:
        (city / "style.yaml").write_text(self.STYLE, encoding="utf-8")
        options = ("report", "--kind", kind, "--unit", "甲区", "--month", "2024-07")
        pages = MarkdownIt().render(zhifa(*options).out), zhifa(*options, "-f", "html").out
        assert ["甲市<b>文件" in Page(page).text for page in pages] == [kind == "monthly"] * 2
        for words in ("甲司通〔2024〕 号", f"{addressed}：", "甲市司法局", "抄送：甲市人大常委会。"):
            assert [words in Page(page).text for page in pages] == [addressed is not None] * 2, words

    def test_is_signed_by_the_coordinator_where_nothing_else_is_said(self, zhifa: Zhifa, city: Path) -> None:
        del city
        assert "\n\n市司法局  \n" in zhifa("report", "--month", "2024-07").out
