"""Ledgers of a few kilobytes that would take minutes and gigabytes: `zhifa import` says so at once, and writes nothing."""

import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

pytestmark = [
    pytest.mark.slow,
    pytest.mark.posix,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded and measured as Linux does"),
]

MEGABYTE = 1_000_000
SPACE = 700 * MEGABYTE
"""Address space; libraries are mapped into it, too."""
PEAK = 300 * MEGABYTE
SECONDS = 5
"""Of the processor. It takes less than one; machines that test are slow."""
SERVER = f"""\
import importlib, json, os, pkgutil, re, resource, sys
from pathlib import Path
import openpyxl, zhifa_cli
from zhifa_cli.cli.chinese import run
from zhifa_cli.cli.main import app
for module in pkgutil.walk_packages(zhifa_cli.__path__, "zhifa_cli."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for line in sys.stdin:
    folder, *arguments = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        os.dup2(os.open("told", os.O_CREAT | os.O_WRONLY), 2)
        os.dup2(2, 1)
        resource.setrlimit(resource.RLIMIT_AS, ({SPACE}, {SPACE}))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        code = run(app, arguments)
        Path("peak").write_text(re.search("VmHWM:[ \\t]*([0-9]+)", Path("/proc/self/status").read_text())[1])
        os._exit(code)
    _, status, usage = os.wait4(child, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime]), flush=True)
"""
"""Starts once, and gives each import a process of its own."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = ("条款编号", "进展", "完成日期", "佐证材料名称")
Parts = dict[str, str]


# ---- workbooks by hand ------------------------------------------------------------------------------------


def row(number: int, texts: Iterable[str]) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{cells}</row>'


LEDGER = row(1, HEAD) + row(2, ("1/list", "推进中"))


def sheet(rows: str = LEDGER, *, before: str = "", merges: Iterable[str] = ()) -> str:
    merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in merges)
    return (
        f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>'
    )


def strings(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{item}</t></si>" for item in items)}</sst>'


def parts(*sheets: str, targets: Sequence[str] = (), strings: str = f'<sst xmlns="{MAIN}"/>') -> Parts:
    """A workbook; ``targets`` are the parts that its sheets show, each its own unless said."""
    sheets = sheets or (sheet(),)
    targets = targets or [f"worksheets/sheet{i}.xml" for i in range(len(sheets))]
    kinds = {"workbook": "sheet.main", "sharedStrings": "sharedStrings", "styles": "styles"}.items()
    types = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{CONTENT}.{k}+xml"/>' for name, k in kinds)
    shown = "".join(f'<sheet name="{i}" sheetId="{i + 1}" r:id="r{i}"/>' for i in range(len(targets)))
    related = "".join(
        f'<Relationship Id="r{i}" Type="{RELATED}/worksheet" Target="{t}"/>' for i, t in enumerate(targets)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{shown}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "xl/sharedStrings.xml": strings,
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets)},
    }


class Packed(NamedTuple):
    body: bytes
    size: int
    check: int


@cache
def packed(content: str) -> Packed:
    deflate = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
    raw = content.encode()
    return Packed(deflate.compress(raw) + deflate.flush(), len(raw), zlib.crc32(raw))


def archive(contents: Parts, *, said: int | None = None) -> bytes:
    """A zip, each content packed once. Of what unpacks to a megabyte it may say that it has another size."""
    files = directory = b""
    for name, content in contents.items():
        body, size, check = packed(content)
        told = size if said is None or size < MEGABYTE else said
        path = name.encode()
        common = struct.pack("<5H3L2H", 20, 0, 8, 0, 0x21, check, len(body), told, len(path), 0)
        directory += b"PK\1\2\x14\0" + common + struct.pack("<3H2L", 0, 0, 0, 0, len(files)) + path
        files += b"PK\3\4" + common + path + body
    count = len(contents)
    return files + directory + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, count, count, len(directory), len(files), 0)


# ---- what makes them large --------------------------------------------------------------------------------


def entities(depth: int) -> str:
    """Each stands for ten of the one before."""
    held = ["x" * 100, *(f"&e{i};" * 10 for i in range(depth))]
    declared = "".join(f'<!ENTITY e{i} "{text}">' for i, text in enumerate(held))
    return f"<!DOCTYPE x [{declared}]>"


def cells(count: int, content: str = "<c t='s'><v>0</v></c>") -> str:
    return LEDGER + "".join(f"<row>{content * 99}</row>" for _ in range(count // 99))


def many(part: str, kind: str, element: str, count: int) -> Parts:
    return {**parts(), part: f'<{kind} xmlns="{MAIN}">{element * count}</{kind}>'}


ONE = "worksheets/sheet0.xml"
LONG = "长" * 32_000
LARGE = sheet(" " * 15 * MEGABYTE)
XML, BINARY = ([f"xl/worksheets/{i}.{ending}" for i in range(200)] for ending in ("xml", "bin"))
COLUMNS = [get_column_letter(i) for i in range(1, 101)]
WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "entities in the texts": (lambda: archive(parts(strings=entities(5) + strings(*["&e4;"] * 7))), "DOCTYPE"),
    "entities in 200 sheets": (
        lambda: archive(parts(*[sheet(row(1, ["&e3;"] * 40), before=entities(4))] * 200)),
        "DOCTYPE",
    ),
    "an entity from outside": (
        lambda: archive(parts(sheet(row(1, ["&e;"]), before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'))),
        "DOCTYPE",
    ),
    "3,000 sheets": (
        lambda: archive(parts(targets=[f"{i}.xml" for i in range(3000)])),
        "有 3000 张工作表，超过 50 张的上限",
    ),
    "3,000 parts": (lambda: archive(parts(*[sheet()] * 3000)), "1000 个以上的部件"),
    "60 sheets": (lambda: archive(parts(*[sheet()] * 60)), "有 60 张工作表，超过 50 张的上限"),
    "one sheet 40 times": (
        lambda: archive(parts(sheet(LEDGER + "<row/>" * 500_000), targets=[ONE] * 40)),
        "同一处内容",
    ),
    "a text of 1 MB in each of 29,700 cells": (
        lambda: archive(parts(sheet(cells(29_700)), strings=strings("长" * MEGABYTE))),
        "第 3 行A 列有 1000000 字，超过一格 32767 字的上限",
    ),
    "a text of 32,000 in each": (
        lambda: archive(parts(sheet(cells(29_700)), strings=strings(LONG))),
        "万字的上限",
    ),
    "a text merged downward": (
        lambda: archive(parts(sheet(row(1, HEAD) + row(2, [LONG] * 4), merges=["A2:A20000", "B2:B20000"]))),
        "万字的上限",
    ),
    "all columns merged downward": (
        lambda: archive(parts(sheet(row(1, HEAD) + row(2, "x" * 100), merges=[f"{c}2:{c}20000" for c in COLUMNS]))),
        "20 万格",
    ),
    "30,000 merges": (
        lambda: archive(parts(sheet(merges=[f"A{i}:A{i + 1}" for i in range(1, 60_000, 2)]))),
        "合并单元格超过 20000 处",
    ),
    "300,000 cells": (lambda: archive(parts(sheet(cells(300_000, "<c><v>1</v></c>")))), "单元格多得不像台账"),
    "29,700 rows": (lambda: archive(parts(sheet(cells(99 * 29_700, "<c/>")))), "单元格多得不像台账"),
    "one row 50,000 times": (lambda: archive(parts(sheet(LEDGER + row(2, ("1/list", "推进中")) * 50_000))), "顺序颠倒"),
    "one cell 50,000 times": (
        lambda: archive(parts(sheet("<row r='1'>" + "<c r='A1'><v>1</v></c>" * 50_000 + "</row>"))),
        "顺序颠倒",
    ),
    "2 million rows": (lambda: archive(parts(sheet(LEDGER + "<row/>" * 2_000_000))), "单元格多得不像台账"),
    "3 million of anything": (lambda: archive(parts(sheet(LEDGER + "<x/>" * 3_000_000))), "单元格多得不像台账"),
    "1 million texts": (lambda: archive(parts(strings=strings(*"x" * MEGABYTE))), "文字多得不像台账"),
    "1 million styles": (lambda: archive(many("xl/styles.xml", "styleSheet", "<xf/>", 1_000_000)), "格式多得不像台账"),
    "200 parts of 15 MB": (
        lambda: archive({**parts(), **dict.fromkeys(XML, LARGE)}),
        "解压后超过 30 MB",
    ),
    "the same, which the directory denies": (
        lambda: archive({**parts(), **dict.fromkeys(XML, LARGE)}, said=1000),
        "已损坏",
    ),
    "200 parts of 15 MB of another name": (
        lambda: archive({**parts(sheet("")), **dict.fromkeys(BINARY, LARGE)}),
        "没有找到认得的表头",
    ),
    "100 MB, which the directory denies": (
        lambda: archive(parts(sheet(LEDGER + " " * 100 * MEGABYTE)), said=1000),
        "已损坏",
    ),
}
LINE = "1/list,推进中,,\n"
TEXTS: dict[str, tuple[Callable[[], str], str]] = {
    "a field of 5 MB": (lambda: "条款编号,进展\n" + LINE + "长" * 5 * MEGABYTE, "第 3 行起，"),
    "a quote that nobody closed": (
        lambda: '条款编号,进展\n1/list,"推进中\n' + LINE * 100_000,
        "第 2 行起，双引号没有成对",
    ),
    "a few NULs": (lambda: "条款编号,进展\n1/list,推进\0中\n", "第 2 行有空字符（NUL）"),
    "1 million lines": (lambda: "条款编号,进展\n" + LINE * MEGABYTE, "20000 行"),
    "3 million commas": (lambda: "条款编号,进展\n" + "," * 3 * MEGABYTE + "x", "100 列"),
}


# ---- how they fare ----------------------------------------------------------------------------------------


class Fate(NamedTuple):
    code: int
    told: str
    seconds: float
    peak: int


@pytest.fixture(scope="module")
def server() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "ZHIFA_DATA": ""}
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        process.communicate()


@pytest.fixture
def fate(city: Path, server: subprocess.Popen[str]) -> Callable[[Path], Fate]:
    """What becomes of an import in a process of its own, and what it took."""

    def run(ledger: Path) -> Fate:
        folder = city.parent
        arguments = [str(folder), "import", ledger.name, "-u", "乙区", "-m", "2024-06", "-o", "out.yaml"]
        assert server.stdin is not None
        assert server.stdout is not None
        print(json.dumps(arguments), file=server.stdin, flush=True)
        code, seconds = json.loads(server.stdout.readline())
        peak = int((folder / "peak").read_text("utf-8")) * 1024
        return Fate(code, (folder / "told").read_text("utf-8"), seconds, peak)

    return run


def demand_refused(fate: Fate, why: str, city: Path) -> None:
    assert (fate.code, why in fate.told) == (2, True), fate.told[-2000:]
    assert len(fate.told) < 1000
    assert fate.seconds < SECONDS
    assert fate.peak < PEAK
    assert not (city.parent / "out.yaml").exists()


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_small_workbook_that_is_large_is_refused_at_once(name: str, city: Path, fate: Callable[[Path], Fate]) -> None:
    make, why = WORKBOOKS[name]
    ledger = city.parent / "a.xlsx"
    ledger.write_bytes(make())
    demand_refused(fate(ledger), why, city)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_ledger_is_refused_at_once(name: str, city: Path, fate: Callable[[Path], Fate]) -> None:
    make, why = TEXTS[name]
    ledger = city.parent / "a.csv"
    ledger.write_text(make(), encoding="utf-8")
    demand_refused(fate(ledger), why, city)


def test_an_honest_ledger_may_be_large(city: Path, fate: Callable[[Path], Fate]) -> None:
    """2,000 rows of evidence, 15 columns each."""
    book = openpyxl.Workbook(write_only=True)
    written = book.create_sheet("台账")
    more = ("文号", "成文日期", "存放处", "存在问题", "下一步措施", "备注", *(f"备注{i}" for i in range(5)))
    written.append([*HEAD, *more])
    for i in range(2_000):
        written.append(
            ["1/list", "推进中", "", f"材料{i}", f"〔2024〕{i}号", "2024-05-06", f"档案室{i}柜", *["无"] * 8]
        )
    book.save(city.parent / "a.xlsx")
    done = fate(city.parent / "a.xlsx")
    assert (done.code, "已导入 1 项进展" in done.told) == (0, True), done.told
    assert (city.parent / "out.yaml").read_text("utf-8").count("title: 材料") == 2_000
