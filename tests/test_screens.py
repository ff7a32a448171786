"""What is seen at once: the answer first, at most a screen, each accused body named or counted, and what to do next."""

import json
import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY, Zhifa, judged_once
from small_city import HOSTILE_UNIT
from zhifa_cli.output.formats import SCREEN
from zhifa_cli.text.width import cells

JULY = ("--month", "2024-07")
_WIDTHS = {"demo": (80,)}
_BOTH = (80, 120)
_LONG = "南" * 30
REST = r"另有 (\d+) 个单位的 (\d+) 条 (\d+) 项没有列出"


def county(folder: Path, bodies: int, clauses: int) -> Path:
    """Many bodies with many clauses: the first half has reported something, and each of them has done a clause more."""
    rows = [
        f"  - {{id: {n}, title: 事项{n}, clauses: [{{id: {n}, source: 第{n}条, summary: 办好第{n}件事, "
        f"responsible: [各单位], deadline: 2024年{6 if n % 2 else 7}月, "
        f"requirements: [{{id: a, title: 第{n}件事之甲}}, {{id: b, title: 第{n}件事之乙}}]}}]}}"
        for n in range(1, clauses + 1)
    ]
    plan = "plan: {title: 大县计划, issued_on: 2024-04-01, ends_on: 2025-12-31, coordinator: 单位001}\nmeasures:\n"
    names = [f"单位{n:03}" if n % 7 else f"{_LONG}{n:03}" for n in range(bodies)]
    roster = "groups:\n  - {name: 各单位}\nunits:\n"
    roster += "".join(f"  - {{id: u{n}, name: {name}, groups: [各单位]}}\n" for n, name in enumerate(names))
    (folder / "submissions").mkdir(parents=True)
    (folder / "measures.yaml").write_text(plan + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "units.yaml").write_text(roster, encoding="utf-8")
    for n, name in enumerate(names[: bodies // 2]):
        head = f"unit: {name}\nperiod: 2024-07\nsubmitted_on: 2024-07-31\nprogress:\n"
        done = "status: 已完成, completed_on: 2024-06-20, evidence: [{title: 文件}]"
        entries = [f"  - {{item: {clause}/{one}, {done}}}\n" for clause in range(1, n % clauses + 2) for one in "ab"]
        (folder / "submissions" / f"{n}.yaml").write_text(head + "".join(entries), encoding="utf-8")
    return folder


AMENDED = """\
amendments:
  - {document: 县府发〔2024〕7号, effective: 2024-05-20, items: {1/a: {deadline: 2024年8月}}}
"""


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Folders from one that fits a screen to one whose bodies alone do not; nothing in them is judged twice."""
    root = tmp_path_factory.mktemp("counties")
    sizes = {"small": (4, 3), "long": (24, 11), "large": (60, 4), "wide": (3, 45), "tall": (120, 2)}
    found = {name: county(root / name, *size) for name, size in sizes.items()} | {"demo": REPOSITORY / "data"}
    for name in ("wide", "tall"):
        with (found[name] / "measures.yaml").open("a", encoding="utf-8") as file:
            file.write(AMENDED)
    with judged_once(*found.values()):
        yield found


def asked(zhifa: Zhifa, *args: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(zhifa(*args, "-f", "json").out)
    return document


def rows(out: str) -> list[tuple[int, int]]:
    """What the lines of the table count: overdue and noncompliant."""
    both = "不达标 最久" in out
    number = r"(\d+|·) +(\d+|·) " if both else r"(\d+|·)( )"
    found = re.findall(rf" {number}(?:当日届满|\d+ 天)", out)
    return [(int(a.replace("·", "0")), int(b.replace("·", "0").strip() or 0)) for a, b in found]


@pytest.mark.parametrize("name", ["small", "long", "large", "demo"])
def test_overdue_is_a_screen_that_names_or_counts_all(
    zhifa: Zhifa, counties: dict[str, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    call = ("overdue", *JULY, "--data", counties[name])
    items = asked(zhifa, *call)["items"]
    for width, by in product(_WIDTHS.get(name, _BOTH), ([], ["--by", "unit"], ["--by", "clause"])):
        monkeypatch.setenv("COLUMNS", str(width))
        out = zhifa(*call, *by).out
        assert_one_screen(out, width)
        rest = re.search(REST, out)
        assert sum(map(sum, rows(out))) + (int(rest[3]) if rest else 0) == len(items)
        units = {item["unit"]: item["unit_name"].partition("（")[0][-3:] for item in items}
        assert f" {len(items)} 项，涉及 {len(units)} 个单位。" in out
        squeezed = re.sub(r"\s", "", out)
        if "clause" not in by:
            named = [unit for unit, tail in units.items() if tail in squeezed]
            shared = sum(int(many) for many in re.findall(r"^(\d+) 个单位 ", out, re.MULTILINE))
            assert len(named) >= len(units) - (int(rest[1]) if rest else 0) - shared
        assert out.splitlines()[-1].startswith("下一步，起草督办函：zhifa report ")
        assert rest or name != "large" or by != ["--by", "unit"]
        assert not rest or (name, width) != ("long", 120)  # where bodies have room, each in a line


def assert_one_screen(out: str, width: int) -> None:
    """All but commands, which are to be copied, are as wide as the terminal at most."""
    lines = out.splitlines()
    assert len(lines) <= SCREEN
    assert all(cells(line) <= width or "：zhifa " in line for line in lines)


def test_what_comes_next_can_be_copied(zhifa: Zhifa, city: Path) -> None:
    """Whatever bodies are called, and whatever was asked."""
    (city / "units.yaml").write_text(
        (city / "units.yaml").read_text().replace("甲区, g", '"--help", aliases: [甲区], g')
    )
    for call in (JULY, ("--as-of", "2024-08-01", "-u", "乙区", "--measure", "1"), ("--month", "2024-05")):
        out = zhifa("overdue", *call).out
        for line in out.splitlines():
            if "：zhifa " in line:
                again = zhifa(*shlex.split(line.partition("：")[2])[1:])
                assert (again.code, again.err) == (0, ""), line


def test_text_from_data_is_never_markup(zhifa: Zhifa, city: Path) -> None:
    assert HOSTILE_UNIT in zhifa("overdue", *JULY).out
    hostile = '"甲\\e[31m\\u202e区[bold]", g'
    (city / "units.yaml").write_text((city / "units.yaml").read_text().replace("甲区, g", hostile))
    (city / "submissions" / "jia.yaml").unlink()
    out = zhifa("overdue", *JULY).out
    assert not set(out) & {"\x1b", "\u202e"}
    assert "[bold]" in out


@pytest.mark.parametrize("name", ["long", "large", "demo", "faulty"])
def test_check_is_a_screen_on_which_all_is_counted(
    zhifa: Zhifa, counties: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    if name == "faulty":
        counties = {name: county(tmp_path / name, 30, 3)}
        for n in range(40):
            (counties[name] / "submissions" / f"x{n}.yaml").write_text("unit: 没有的单位\nperiod: 2024-13\n")
    call = ("check", "--as-of", "2024-07-31", "--data", counties[name])
    findings = asked(zhifa, *call)["findings"]
    for width in _WIDTHS.get(name, _BOTH):
        monkeypatch.setenv("COLUMNS", str(width))
        out = zhifa(*call).out
        assert_one_screen(out, width)
        assert {
            rule: int(n) for rule, n in re.findall(r"(ZF\d+)(?: [^\d、；。]+)? (\d+)[、；。]", squeezed_head(out))
        } == (Counter(finding["rule"] for finding in findings))
        listed = [
            sum(map(int, re.findall(r"\d+", row))) for row in re.findall(r"((?: +(?:\d+|·)){3}) +(?:·|\d+ 天) ", out)
        ]
        rest, faults = re.search(r"另有 \d+ 个单位的 (\d+) 项没有", out), re.search(r"数据错误 (\d+) 项", out)
        assert sum(listed) + sum(int(found[1]) for found in (rest, faults) if found) == len(findings)
        assert out.splitlines()[-1].startswith("下一步")
        assert (name == "faulty") == ("项数据错误没有列出" in out)
    if name == "long":
        assert zhifa(*call, "--all").out.count("\n  ") >= 3 * len(findings)


def squeezed_head(out: str) -> str:
    """How many of each rule, in one line."""
    return out.split("\n\n")[1].partition("\n")[2].replace("\n", " ")


def test_what_fits_a_screen_is_listed_whole(zhifa: Zhifa, city: Path) -> None:
    """As in a hook before a commit, where one file has a few faults; and where nothing is found at all."""
    (city / "submissions" / "yi.yaml").write_text("unit: 乙区\nperiod: 2024-13\n", encoding="utf-8")
    own = ("check", "--as-of", "2024-06-29", "data/submissions/yi.yaml")
    assert zhifa(*own).out == zhifa(*own, "--all").out
    assert "      2 | " not in zhifa(*own).out
    assert "    2 | period: 2024-13\n" in zhifa(*own).out
    (city / "submissions" / "yi.yaml").unlink()
    assert zhifa("check", "--as-of", "2024-04-02", "--ignore", "ZF1,ZF3").out.endswith("\n未发现问题。\n")


@pytest.mark.parametrize("command", ["overdue", "check"])
def test_each_of_several_plans_has_a_screen(zhifa: Zhifa, counties: dict[str, Path], command: str) -> None:
    folders = ("--data", counties["long"], "--data", counties["small"])
    when = ("--as-of", "2024-07-31")
    alone = [zhifa(command, *when, *folders[at : at + 2]).out for at in (0, 2)]
    assert zhifa(command, *when, *folders).out == "\n".join(alone)


def test_a_settings_file_can_ask_for_all(zhifa: Zhifa, city: Path) -> None:
    county(city.parent / "plan", 16, 6)
    (city.parent / "zhifa.toml").write_text('data = "plan"\nall = true\n', encoding="utf-8")
    assert len(zhifa("check", "--as-of", "2024-07-31").out.splitlines()) > 10 * SCREEN


@pytest.mark.parametrize("name", ["small", "long", "large", "demo"])
def test_status_is_a_screen_on_which_all_is_counted(
    zhifa: Zhifa, counties: dict[str, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    call = ("status", *JULY, "--data", counties[name])
    duties = asked(zhifa, *call)["duties"]
    late = sum(duty["status"] in {"overdue", "noncompliant"} for duty in duties)
    for width, by in product(_WIDTHS.get(name, _BOTH), ([], ["--by", "unit"], ["--by", "clause"], ["--by", "item"])):
        monkeypatch.setenv("COLUMNS", str(width))
        out = zhifa(*call, *by).out
        assert_one_screen(out, width)
        bars = re.findall(
            r" [█▓?!░]+ +\d+/\d+ +(\d+) +(\d+) +\d+ +\d+ +\d+$", out.partition("各举措办结")[0], re.MULTILINE
        )
        rest = re.search(r"没有列出：\d+ 项，其中逾期或不达标 (\d+) 项", out)
        assert sum(int(a) + int(b) for a, b in bars) + (int(rest[1]) if rest else 0) == late
        assert f" {len(duties)} 项应办事项" in out
        assert out.splitlines()[-1].startswith("下一步，看最差的单位：zhifa show ")
    if name == "long":
        assert len(zhifa(*call, "--all").out.splitlines()) > SCREEN
        assert "\n单位" in zhifa(*call, "--all").out


@pytest.mark.parametrize(
    "command", ["overdue", "overdue --by item", "check", "check --all", "status", "status --all", "show 乙区"]
)
def test_no_colour_vanishes_on_a_light_or_a_dark_ground(
    zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Nothing but red and magenta; and without any colour the words are the same."""
    (city / "submissions" / "yi.yaml").write_text("unit: 乙区\nperiod: 2024-13\n", encoding="utf-8")
    plain = zhifa(*command.split(), "--as-of", "2024-07-31").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    for name, value in (("COLUMNS", "160"), ("TERM", "xterm-256color")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = zhifa(*command.split(), "--as-of", "2024-07-31").out
    codes = {code for codes in re.findall(r"\x1b\[([\d;]*)m", coloured) for code in codes.split(";")}
    assert codes <= {"0", "1", "2", "4", "31", "35", "39"}
    assert "31" in codes
    told = re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()
    assert [line.rstrip() for line in told] == plain.splitlines()


@pytest.mark.parametrize(("folder", "name"), [("wide", "单位001"), ("wide", "单位002"), ("tall", "1"), ("tall", "1/a")])
def test_show_says_how_it_stands_within_a_screen(
    zhifa: Zhifa, counties: dict[str, Path], monkeypatch: pytest.MonkeyPatch, folder: str, name: str
) -> None:
    when = ("--as-of", "2024-07-31", "--data", counties[folder])
    duties = [
        duty
        for duty in asked(zhifa, "status", *when)["duties"]
        if name in {duty["unit_name"], duty["item"], str(duty["measure"])}
    ]
    for width in _BOTH:
        monkeypatch.setenv("COLUMNS", str(width))
        out = zhifa("show", name, *when).out
        assert_one_screen(out, width)
        whole = zhifa("show", name, *when, "--all").out
        if width > _BOTH[0] and out == whole:
            continue
        assert len(whole.splitlines()) > SCREEN
        table = out.split("\n\n")[3].splitlines()
        words = table[0].split()[1:-1]
        counts = Counter(dict.fromkeys(words, 0))
        for row in table[2:]:
            if found := re.search(rf"((?: +(?:\d+|·)){{{len(words) - ('最久' in words)}}})(?: |$)", row):
                counts.update(dict(zip(words, (int(n.replace("·", "0")) for n in found[1].split()), strict=False)))
        rest = sum(map(int, re.findall(r" (\d+)[、。]", "".join(re.findall(r"其余 \d+ 行没有列出：(.*)", out)))))
        assert counts.total() + rest == len(duties)
        assert ("县府发〔2024〕7号" in out) == name.startswith("1")
        assert f"全部：zhifa show {name} --all --data " in out


def test_no_text_pushes_the_rest_off_the_screen(zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names and words of whoever writes in the data folder, as long as they like."""
    data = county(tmp_path / "data", 20, 4)
    roster = (data / "units.yaml").read_text(encoding="utf-8")
    (data / "units.yaml").write_text(roster.replace("name: 单位019", f"name: {'甲' * 3000}"), encoding="utf-8")
    for n in range(12):
        (data / "submissions" / f"x{n}.yaml").write_text(f"unit: {'乙' * 2000}{n}\nperiod: 2024-07\n", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    for command in ("overdue", "check", "status"):
        out = zhifa(command, "--as-of", "2024-07-31", "--data", data).out
        assert_one_screen(out, 80)
        assert "单位018" in out


_DONE = {"done", "done_late", "ongoing"}
_TOLD = {
    "逾期未完成": {"overdue"},
    "不达标": {"noncompliant"},
    "待核实": {"unverified"},
    "办结": _DONE,
    "逾期完成": {"done_late"},
}


def fell_due(zhifa: Zhifa, data: Path, month: str, day: str) -> Counter[str]:
    """What the head of a screen says, counted from JSON."""
    duties = asked(zhifa, "status", "--month", month, "--data", data)["duties"]
    due = [
        d for d in duties if d["binding"] == "必须" and d["status"] != "not_applicable" and d["due"] and d["due"] <= day
    ]
    counts = Counter({word: sum(d["status"] in own for d in due) for word, own in _TOLD.items()})
    return counts + Counter({"到期": len(due)})


@pytest.mark.parametrize("name", ["small", "long", "demo"])
def test_the_numbers_are_those_of_json_and_so_is_their_change(
    zhifa: Zhifa, counties: dict[str, Path], name: str
) -> None:
    data = counties[name]
    before, now = fell_due(zhifa, data, "2024-06", "2024-06-30"), fell_due(zhifa, data, "2024-07", "2024-07-31")
    for call in (["overdue"], ["status"], ["overdue", "--by", "clause"]):
        out = zhifa(*call, *JULY, "--data", data).out
        head, change = out.replace("其中", "").splitlines()[3:5]
        assert {word: int(number) for word, number in re.findall(r"(\w+) (\d+)", head)} == {
            word: now[word] for word in re.findall(r"(\w+) \d+", head)
        }
        assert set(re.findall(r"(\w+) \d+", head)) >= {word for word in _TOLD if now[word]}
        moved = {word: now[word] - before[word] for word in ("到期", *_TOLD) if word != "逾期完成"}
        assert dict(re.findall(r"(\w+) ([+-]\d+)", change)) == {word: f"{by:+d}" for word, by in moved.items() if by}
