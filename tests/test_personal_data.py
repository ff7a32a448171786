"""Personal numbers in the data: no command shows one, in whatever format."""

import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import get_type_hints
from urllib.parse import unquote

import openpyxl
import pytest

from conftest import Zhifa
from rule_examples import Example, examples
from zhifa_cli.cli.commands.report import ReportFormat
from zhifa_cli.cli.main import app
from zhifa_cli.output.formats import CalendarFormat, CheckFormat, DiffFormat, TableFormat
from zhifa_cli.report.kinds import Kind

LEAKS = [example for example in examples() if example.code == "ZF109" and example.fails]


def has(kind: Kind, format_: ReportFormat) -> bool:
    """Whether there is such a report: as a table only those that have an annex."""
    return format_ is not ReportFormat.CSV or kind.has_table


CALLS = [
    *(["check", "--format", kind] for kind in CheckFormat),
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
    ["history", "甲区"],
    ["site"],
]
WRITERS = {"new", "init", "import", "template", "schema"}
"""They make data files or their schemas out of the plan, and show nothing that a unit reported."""
NUMBERS = {"statistics", "evaluate"}
"""They show nothing but what is in tables that the examples do not have."""


def numbers(example: Example) -> Iterator[str]:
    """The personal numbers that an example marks, as written and in half-width digits."""
    for expected in example.expected:
        line = example.contents[expected.path].decode().split("\n")[expected.line - 1]
        number = re.match(r"\d{11,18}[Xx]?", line[(expected.column or 1) - 1 :])
        assert number, expected
        yield from {number[0], unicodedata.normalize("NFKC", number[0])}


def written(file: Path) -> str:
    """A text, all that a Word file is made of, or all files of a folder."""
    if file.is_dir():
        return "".join(map(written, filter(Path.is_file, sorted(file.rglob("*")))))
    if not zipfile.is_zipfile(file):
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("example", LEAKS, ids=str)
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_output_shows_a_personal_number(call: list[str], example: Example, tmp_path: Path, zhifa: Zhifa) -> None:
    data, output = tmp_path / "data", tmp_path / "output"
    example.write(data)
    outcome = zhifa(*call, "--data", data, "--as-of", "2024-06-30", "--output", output)
    shown = "".join((written(output) + outcome.out + outcome.err).split())  # no line break hides one
    assert [number for number in numbers(example) if number in shown] == []


def test_every_command_that_reads_data_is_called() -> None:
    readers = {command.name for command in app.registered_commands if "data" in get_type_hints(command.callback)}
    assert readers - WRITERS - NUMBERS == {call[0] for call in CALLS}


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
        "138\u30000013\u30008000",
        "138\xa00013\xa08000",
        "138  0013  8000",
        "138 - 0013 - 8000",
        "138\u20110013\u20148000",
        "138\u22120013\u22128000",
        "138.0013.8000",
        "138\uff0e0013\uff0e8000",
        "138\xb70013\xb78000",
        "138/0013/8000",
        "138_0013_8000",
        "１３８－００１３－８０００",
        "1380013\n    8000",
        "138001\n    38000",
        "Tel13800138000",
        "微信13800138000",
        "138\xad0013\u31648000",
        "电话13800138000，110",
        "13800138000万某某",
    ],
    "11010519491231002X": [
        "11010519491231002X",
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 1949 1231 002X",
        "110105 19491231 002X",
        '"110105\\x319491231002X"',
        "110105.19491231.002X",
        "110105/1949/1231/002X",
        "11 0105 1949 1231 002X",
        "1101 0519 4912 3100 2X",
        "1１0105\u30001949\xa01231-002x",
        "110105194912\n    31002X",
        "身份证11010519491231002X号",
        "sfz11010519491231002X",
    ],
    "440524188001010014": ["440524188001010014"],
    "440524800101001": ["440524800101001", "440524 800101 001", "440524-800101-001"],
}
NOBODYS = [
    "110105194912310021", "110105294912310025", "990105194912310023", "990524800101001", "123456789012345678",
    "1101051949123100", "13800138000元", "13800138000 万元", "13800138000.50", "¥13800138000", "1，380，013，800",
    "洪府字〔2024〕12号", "洪司字〔2024〕13800138000号", "档号 J153-WS.2024-0012", "153/2024/0012", "153.2024.0012",
    "150-20240620", "2024-06-20 至 2024-07-31", "2024.06.20/2024.07.31", "1380 0138 0001 2345",
    "136 140 152 168 170 181 190", "15 380 013 8000", "91360100MA35K7G23X", "d13800138000e", "110105194913310025",
    "440524801301001", "12800138000", "138001380001", "1380013800", "a13800138000f", "2024-06-20 13-14-15 16",
    "0791-8888 1234", "153-2024-0012", "档号 153 2024 0012", "https://example.test/2024/06/20/t20240620123456.html",
]  # fmt: skip
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


def check(places: dict[str, tuple[str, str]], city: Path, zhifa: Zhifa) -> dict[str, list[int]]:
    """The lines of ZF109 in submissions, by name, that have something at a place."""
    for name, (place, written) in places.items():
        (city / "submissions" / f"{name}.yaml").write_text(HEAD + PLACES[place].format(written), encoding="utf-8")
    found: dict[str, list[int]] = {name: [] for name in places}
    for finding in json.loads(zhifa("check", "-f", "json").out)["findings"]:
        if finding["rule"] == "ZF109":
            found[Path(finding["path"]).stem].append(finding["line"])
    return found


def line(place: str) -> int:
    return (HEAD + PLACES[place].partition("{}")[0]).count("\n") + 1


def shown(zhifa: Zhifa) -> str:
    calls = (["check"], ["check", "-f", "json"], ["show", "乙区"], ["report", "--unit", "乙区", "--kind", "unit"])
    return unicodedata.normalize("NFKC", "".join(zhifa(*call).out for call in calls))


def hides(number: str, text: str) -> bool:
    return "*" in text and number[3:-2] not in "".join(filter(str.isalnum, re.sub(r"\\u[0-9a-f]{4}", "", text)))


FORMS = [(number, form) for number, forms in WRITTEN.items() for form in forms]


def test_a_number_is_found_however_it_is_written(city: Path, zhifa: Zhifa) -> None:
    places = {f"{n}": ("status", form) for n, (_, form) in enumerate(FORMS)}
    assert check(places, city, zhifa) == {name: [line("status")] for name in places}
    text = shown(zhifa)
    assert [number for number in WRITTEN if not hides(number, text)] == []


@pytest.mark.parametrize(
    ("place", "number", "written"), [*((p, *FORMS[0]) for p in PLACES), *(("syntax", *f) for f in FORMS[12:16])]
)
def test_a_number_is_found_wherever_it_is_written(
    place: str, number: str, written: str, city: Path, zhifa: Zhifa
) -> None:
    assert check({"yi": (place, written)}, city, zhifa) == {"yi": [line(place)]}
    assert hides(number, shown(zhifa))


def test_other_figures_are_left_alone(city: Path, zhifa: Zhifa) -> None:
    places = {f"{n}": ("status", written) for n, written in enumerate(NOBODYS)}
    assert check(places, city, zhifa) == {name: [] for name in places}
    out = zhifa("check", "-f", "json").out
    assert [written for written in NOBODYS if f"“{written}”" not in out] == []


def test_a_new_submission_has_no_number_either(city: Path, zhifa: Zhifa) -> None:
    check({"yi": ("block", "13800138000")}, city, zhifa)
    assert zhifa("new", "乙区", "--month", "2024-07").code == 0
    (written,) = (city / "submissions" / "2024-07").iterdir()
    assert "138******00" in written.read_text(encoding="utf-8")


NAMES = [
    "13800138000.yaml",
    "zhangsan13800138000.yaml",
    "张三_138-0013-8000.yaml",
    "张三 １３８００１３８０００.yaml",
    "138\u200b00138000.yaml",
    "11010519491231002X.yaml",
    "13800138000/六月.yaml",
    "138.0013.8000/2024-06/yi.yaml",
]


class TestNamesOfFiles:
    """Whose number a file has in its name or its folder's."""

    @staticmethod
    def plant(name: str, city: Path) -> Path:
        file = city / "submissions" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        entries = "  - {item: 1/list, status: 已完成, completed_on: 2024-06-20}\n  - {item: 1/list, status: 未启动}\n  - {item: 无, status: 推进中}\n"
        for copy in (file, file.with_name(f"又{file.name}")):
            copy.write_text(f"{HEAD}progress:\n{entries}", encoding="utf-8")
        return file

    @pytest.mark.parametrize("name", NAMES)
    def test_it_is_found_and_so_is_the_file(self, name: str, city: Path, zhifa: Zhifa) -> None:
        file = self.plant(name, city)
        findings = json.loads(zhifa("check", "-f", "json").out)["findings"]
        found = [finding for finding in findings if finding["rule"] == "ZF109" and "又" not in finding["path"]]
        assert [(finding["line"], "名称里有" in finding["message"]) for finding in found] == [(1, True)]
        assert fnmatch(file.relative_to(city.parent).as_posix(), found[0]["path"])

    @pytest.mark.parametrize("call", CALLS, ids=" ".join)
    def test_no_output_shows_it(self, call: list[str], city: Path, zhifa: Zhifa) -> None:
        for name in NAMES:
            self.plant(name, city)
        outcome = zhifa(*call, "--as-of", "2024-07-31")
        assert "内部错误" not in outcome.err
        assert not shows(unquote(outcome.out + outcome.err))

    @pytest.mark.parametrize("name", NAMES)
    def test_nobody_is_told_of_it_who_files_again(self, name: str, city: Path, zhifa: Zhifa) -> None:
        self.plant(name, city)
        outcome = zhifa("new", "乙区", "--month", "2024-06")
        assert (outcome.code, "已有报送" in outcome.err, "*" in outcome.err) == (2, True, True)
        assert not shows(outcome.err)
        assert zhifa("new", "乙区", "--month", "2024-07").code == 0
        written = (city / "submissions" / "2024-07" / "yi.yaml").read_text(encoding="utf-8")
        assert "互相矛盾" in written
        assert not shows(written)


def shows(text: str) -> bool:
    """Whether more of one of the numbers is there than its ends."""
    digits = "".join(filter(str.isalnum, re.sub(r"\\+u[0-9a-f]{4}", "", unicodedata.normalize("NFKC", text))))
    return "00138" in digits or "0519491231" in digits


def test_nothing_of_it_is_imported(city: Path, zhifa: Zhifa) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("张三13800138000", 0)
    for row in (
        ["条款编号", "进展", "存在问题", "备注138.0013.8000"],
        ["1/list", "推进中", "请电138/0013/8000", "x"],
        ["1/report", "办13800138000", "见11010519491231002X", ""],
        ["13800138000", "推进中", "", ""],
    ):
        sheet.append(row)
    ledger = city.parent / "李四 138-0013-8000.xlsx"
    book.save(ledger)
    outcome = zhifa("import", ledger, "--unit", "乙区", "--month", "2024-06", "-o", "new.yaml")
    written = Path("new.yaml").read_text(encoding="utf-8")
    assert (outcome.code, "请电138" in written, "导入" in written) == (1, True, True)
    assert not shows(written)
    assert not shows(outcome.out + outcome.err)
