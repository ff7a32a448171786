"""Personal numbers in the data: no command shows one, in whatever format."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest

from conftest import Zhifa
from rule_examples import Example, examples
from zhifa_cli.cli.check import Target
from zhifa_cli.cli.diff import DiffFormat
from zhifa_cli.cli.main import app
from zhifa_cli.cli.options import CalendarFormat, TableFormat
from zhifa_cli.cli.report import Kind, ReportFormat

LEAKS = [example for example in examples() if example.code == "ZF109" and example.fails]


def has(kind: Kind, format_: ReportFormat) -> bool:
    """Whether there is such a report: as a table only those that have an annex."""
    return format_ is not ReportFormat.CSV or kind in {Kind.MONTHLY, Kind.UNIT}


CALLS = [
    *(["check", "--format", kind] for kind in Target),
    *([name, "--format", kind] for name in ("status", "overdue") for kind in TableFormat),
    *(["calendar", "--format", kind] for kind in CalendarFormat),
    *(
        ["report", "--unit", "甲区", "--kind", kind, "--format", as_]
        for kind in Kind
        for as_ in ReportFormat
        if has(kind, as_)
    ),
    *(["diff", "--since", "2024-05", "--format", kind] for kind in DiffFormat),
    ["show", "甲区"],
    ["show", "3"],
]
WRITERS = {"new", "init", "import", "template"}
"""They make data files out of the plan, and show nothing that a unit reported."""


def numbers(example: Example) -> Iterator[str]:
    """The personal numbers that an example marks, as written and in half-width digits."""
    for expected in example.expected:
        line = example.contents[expected.path].decode().split("\n")[expected.line - 1]
        number = re.match(r"\d{11,18}[Xx]?", line[(expected.column or 1) - 1 :])
        assert number, expected
        yield from {number[0], unicodedata.normalize("NFKC", number[0])}


@pytest.mark.parametrize("example", LEAKS, ids=str)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_output_shows_a_personal_number(call: list[str], example: Example, tmp_path: Path, zhifa: Zhifa) -> None:
    data, output = tmp_path / "data", tmp_path / "output"
    example.write(data)
    outcome = zhifa(*call, "--data", data, "--as-of", "2024-06-30", "--output", output)
    shown = "".join((output.read_text(encoding="utf-8") + outcome.out + outcome.err).split())  # no line break hides one
    assert [number for number in numbers(example) if number in shown] == []


def test_every_command_that_reads_data_is_called() -> None:
    readers = {command.name for command in app.registered_commands if "data" in get_type_hints(command.callback)}
    assert readers - WRITERS == {call[0] for call in CALLS}


HEAD = "unit: 乙区\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n"
WRITTEN = {
    "13800138000": [
        "13800138000",
        "１３８００１３８０００",
        "138 0013 8000",
        "138-0013-8000",
        "138－0013－8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "008613800138000",
        "电话13800138000转1",
        "13800138000@139.com",
        "\u202d13800138000\u202c",
        "138\u200b0013\u200b8000",
        '"1380013\\x38000"',
        '"\\u0031\\u0033\\U0000003800138000"',
        '"138001\\\n    38000"',
        '"电话\\n13800138000"',
        '"电话\\t138\\t0013\\t8000"',
        '"138\\u200b00138000"',
        "138 0013\n    8000",
        "D:\\13800138000.jpg",
        "1234 13800138000",
    ],
    "11010519491231002X": [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 1949 1231 002X",
        "110105 19491231 002X",
        '"110105\\x319491231002X"',
    ],
    "440524188001010014": ["440524188001010014"],
    "440524800101001": ["440524800101001"],
}
NOBODYS = [
    "110105194912310021",
    "110105194913310025",
    "440524801301001",
    "12800138000",
    "138001380001",
    "1380013800",
    "a13800138000f",
    "2024-06-20 13-14-15 16",
    "0791-8888 1234",
    "153-2024-0012",
    "档号 153 2024 0012",
    "https://example.test/2024/06/20/t20240620123456.html",
]
PLACES = {
    "text": "progress:\n  - {{item: 1/list, status: 推进中, problems: {}}}\n",
    "block": "progress:\n  - item: 1/list\n    status: 推进中\n    next_steps: {}\n",
    "item": "progress:\n  - {{item: {}, status: 推进中}}\n",
    "status": "progress:\n  - {{item: 1/list, status: {}}}\n",
    "key": "{}: 1\n",
    "unit": "unit: {}\n",
    "comment": "# {}\n",
    "syntax": "progress: [{}\n",
}


def check_one(place: str, written: str, city: Path, zhifa: Zhifa) -> list[int]:
    """The lines of ZF109 in a submission that has something there."""
    text = HEAD + PLACES[place].format(written)
    (city / "submissions" / "yi.yaml").write_text(text, encoding="utf-8")
    findings = json.loads(zhifa("check", "-f", "json").out)["findings"]
    return [finding["line"] for finding in findings if finding["rule"] == "ZF109"]


FORMS = [(number, form) for number, forms in WRITTEN.items() for form in forms]


@pytest.mark.parametrize(
    ("place", "number", "written"),
    [
        *(("status", *form) for form in FORMS),
        *((place, *FORMS[0]) for place in PLACES),
        *(("syntax", *f) for f in FORMS[12:16]),
    ],
)
def test_a_number_is_found_however_it_is_written(
    place: str, number: str, written: str, city: Path, zhifa: Zhifa
) -> None:
    line = (HEAD + PLACES[place].partition("{}")[0]).count("\n") + 1
    assert check_one(place, written, city, zhifa) == [line]
    calls = (["check"], ["check", "-f", "json"], ["show", "乙区"], ["report", "--unit", "乙区", "--kind", "unit"])
    shown = unicodedata.normalize("NFKC", "".join(zhifa(*call).out for call in calls))
    assert "*" in shown
    assert number[3:-2] not in re.sub(r"[\s-]|\\u[0-9a-f]{4}", "", shown)


@pytest.mark.parametrize("written", NOBODYS)
def test_other_figures_are_left_alone(written: str, city: Path, zhifa: Zhifa) -> None:
    assert check_one("status", written, city, zhifa) == []
    assert f"“{written}”" in zhifa("check", "-f", "json").out


def test_a_new_submission_has_no_number_either(city: Path, zhifa: Zhifa) -> None:
    check_one("block", "13800138000", city, zhifa)
    assert zhifa("new", "乙区", "--month", "2024-07").code == 0
    (written,) = (city / "submissions" / "2024-07").iterdir()
    assert "138******00" in written.read_text(encoding="utf-8")
