"""Personal numbers in the data: no command shows one, in whatever format."""

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
