"""What YAML allows and we do not: each refused at its place, in bounded time and memory, and never guessed at."""

import itertools
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import Zhifa

HEAD = "unit: 乙区\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n"
ENTRY = "  - {item: 1/list, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 清单}]}\n"
STAFFING = """\
staffing:
  as_of: 2024-06-28
  departments:
    - {name: 乙区城管局, officers: 10, legal_background: 5, legal_reviewers: 1}
"""
TRAINING = """\
training:
  year: 2024
  as_of: 2024-06-28
  officers:
    - {code: A001, public_law: 20, business: 30, skills: 12}
"""


class Fault(NamedTuple):
    """What is said of a data file, and where."""

    rule: str
    line: int
    column: int
    message: str


Submit = Callable[[str], list[Fault]]


@pytest.fixture
def submit(city: Path, zhifa: Zhifa) -> Submit:
    """File a text as 乙区's submission; the faults found in it."""

    def call(text: str) -> list[Fault]:
        (city / "submissions" / "yi.yaml").write_text(text, encoding="utf-8")
        outcome = zhifa("check", "--as-of", "2024-07-31", "-f", "json")
        findings = json.loads(outcome.out)["findings"]
        assert any(finding["unit"] == "jia" and finding["rule"] > "ZF2" for finding in findings)
        own = [f for f in findings if f["path"].endswith("yi.yaml") and f["rule"] < "ZF2"]
        assert outcome.code == (2 if own else 1)
        return [Fault(f["rule"], f["line"], f["column"], f["message"]) for f in own]

    return call


@pytest.fixture
def status(zhifa: Zhifa) -> Callable[[str], str]:
    """How an item of 乙区 stands."""

    def call(item: str) -> str:
        duties = json.loads(zhifa("status", "--as-of", "2024-07-31", "-f", "json").out)["duties"]
        return next(str(duty["status"]) for duty in duties if (duty["unit"], duty["item"]) == ("yi", item))

    return call


class TestDuplicateKeys:
    @pytest.mark.parametrize(
        ("text", "line", "column", "key"),
        [
            (HEAD + "unit: 甲区\n", 4, 1, "unit"),
            (HEAD + "progress:\n" + ENTRY.replace("status", "item: 1/report, status"), 5, 20, "item"),
            (HEAD + "progress:\n" + ENTRY.replace("清单", "清单, title: 别的"), 5, 82, "title"),
            (
                HEAD + STAFFING + "    - {name: 某局, officers: 9, officers: 9, legal_background: 1}\n",
                8,
                31,
                "officers",
            ),
            (HEAD + TRAINING + '  "year": 2024\n', 9, 3, "year"),
            (HEAD + STAFFING + STAFFING, 8, 1, "staffing"),
        ],
    )
    def test_at_any_depth(self, text: str, line: int, column: int, key: str, submit: Submit) -> None:
        duplicates = [fault for fault in submit(text) if fault.rule == "ZF103"]
        assert duplicates == [("ZF103", line, column, f"键“{key}”在这里写了两次；请只留一个")]

    def test_only_the_record_that_holds_them_is_left_out(self, submit: Submit, status: Callable[[str], str]) -> None:
        broken = "  - {item: 1/report, status: 推进中, status: 未启动}\n"
        assert [fault.rule for fault in submit(f"{HEAD}progress:\n{broken}{ENTRY}")] == ["ZF103"]
        assert (status("1/list"), status("1/report")) == ("done", "overdue")


class TestAliases:
    def test_bounded_ones_work(self, submit: Submit, status: Callable[[str], str]) -> None:
        evidence = "  - &e {item: 1/list, status: 已完成, completed_on: &d 2024-06-20, evidence: &m [{title: 清单}]}\n"
        again = "  - {item: 1/report, status: 已完成, completed_on: *d, recipient: 市司法局, evidence: *m}\n"
        assert submit(f"{HEAD}progress:\n{evidence}{again}") == []
        assert (status("1/list"), status("1/report")) == ("done", "done")

    def test_a_fault_in_what_is_repeated_is_reported_where_it_is_written(self, submit: Submit) -> None:
        text = f"{HEAD}progress:\n  - &e {{item: 1/list, status: 完成}}\n  - *e\n"
        assert {fault[:3] for fault in submit(text)} == {("ZF104", 5, 31)}

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (
                "a: &a [x, x, x, x, x, x, x, x, x]\n"
                + "".join(f"{c}: &{c} [{f'*{p}, ' * 9}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
                "展开后内容过多",
            ),
            (f"a: &a {'字' * 50_000}\nb: [{'*a, ' * 50_000}]\n", "展开后内容过多"),
            (f"? &a {'字' * 500}\n: 1\n" + "b:\n" + "- *a : 1\n" * 5000, "展开后内容过多"),
            ("progress: &a\n" + "- *a\n" * 5000, "指向了包含它自己的内容"),
            ("progress: &a [{item: *a}]\n", "指向了包含它自己的内容"),
            ("progress: &a {? *a : 1}\n", "键应是一个词，不能是列表或映射"),
            ("progress: *nobody\n", "“*”开头的值会被当作引用"),
            ("progress: [&a 1, &a 2, *a]\n", "“&”开头的锚点重复"),
        ],
        ids=["billion-laughs", "long-text", "long-key", "self", "self-below", "self-as-key", "undefined", "redefined"],
    )
    def test_what_blows_up_or_bites_its_tail_is_refused(self, text: str, words: str, submit: Submit) -> None:
        assert any(words in fault.message for fault in submit(HEAD + text))

    def test_merge_keys_are_refused(self, submit: Submit, status: Callable[[str], str]) -> None:
        merged = "  - {<<: *e, item: 1/report}\n"
        faults = submit(f"{HEAD}progress:\n  - &e {ENTRY[4:]}{merged}")
        assert ("ZF101", 6, 6, "不支持合并键“<<”；请把内容直接写出来") in faults
        assert (status("1/list"), status("1/report")) == ("done", "overdue")


DEEP = 50_000
ABYSSES = [
    "a: " + "[" * DEEP,
    "a: " + "[" * DEEP + "]" * DEEP,
    "a: " + "{b: " * DEEP + "}" * DEEP,
    "a: " + "[{b: " * DEEP,
    "a: " + '["]", ' * DEEP,
    "a: " + "[']}', " * DEEP + "'x'" + "]" * DEEP,
    "a: " + "[ # ]\n " * DEEP,
    "a:\n  " + "- " * DEEP + "x",
    "a:\n  " + "? " * DEEP + "x",
    "a:\n  " + "- ? " * DEEP + "x",
    "a:\n  " + "?\t" * DEEP + "x",
    "a:\n  ? x\n  : " + "- " * DEEP + "x",
    "a:\n" + "\n".join(" " * n + "- " * 400 for n in range(1, 40_000, 800)) + "x",
    "a:\n" + "\n".join(" " * n + "-" for n in range(1, 3000)),
    "a:\n" + "\n".join(" " * n + "b:" for n in range(1, 3000)),
    "a:\n" + "\u2028".join(" " * n + "- " * 400 for n in range(1, 50_000, 800)) + "x",
    "\ufeff" * 3 + "- " * DEEP,
]
TOO_DEEP = "嵌套超过 50 层；请检查括号和缩进"


class TestNesting:
    """Libyaml composes by recursion in C: what is too deep would end the process, and no test could say so."""

    def test_too_deep(self, city: Path) -> None:
        for name in ("measures", "units", "extensions"):
            (city / f"{name}.yaml").write_text("a: " + "[" * DEEP, encoding="utf-8")
        for number, text in enumerate(ABYSSES):
            (city / "submissions" / f"{number}.yaml").write_text(text, encoding="utf-8")
        names = ["measures", "units", "extensions", *(f"submissions/{number}" for number in range(len(ABYSSES)))]
        assert self._faulty(city) == {f"data/{name}.yaml" for name in names}

    def _faulty(self, city: Path) -> set[str]:
        command = [sys.executable, "-m", "zhifa_cli", "check", "--as-of", "2024-07-31", "-f", "json"]
        done = subprocess.run(command, cwd=city.parent, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - ours
        assert (done.returncode, "内部错误" in done.stderr) == (2, False), done.stderr
        return {f["path"] for f in json.loads(done.stdout)["findings"] if f["rule"] == "ZF101"}

    @pytest.mark.parametrize("text", ["[" * 60 + "]" * 60, "{b: " * 60 + "}" * 60, "\n  " + "- " * 60 + "x"])
    def test_the_first_level_too_many_is_pointed_at(self, text: str, submit: Submit) -> None:
        assert TOO_DEEP in [fault.message for fault in submit(f"{HEAD}progress: {text}\n")]

    def test_many_brackets_side_by_side_are_fine(self, submit: Submit) -> None:
        rows = "".join(f"    - {{code: B{n}, public_law: 20, business: 30, skills: 12}}\n" for n in range(1500))
        assert submit(HEAD + TRAINING + rows) == []

    def test_a_ruled_line_in_a_text_is_fine(self, submit: Submit) -> None:
        assert submit(f"{HEAD}progress:\n{ENTRY[:-2]}, problems: '{'-' * 2000}'}}\n") == []
        text = ENTRY.replace("  - {", "  - ").replace(", ", "\n    ").replace("}]}", "}]")
        assert submit(f"{HEAD}progress:\n{text}    problems: |\n      {'-' * 2000}\n      {'- ' * 1000}\n") == []


class TestTags:
    @pytest.mark.parametrize(
        "tag",
        [
            "!!python/object/apply:os.system ['touch pwned']",
            "!!python/object/new:type [x]",
            "!!python/name:os.system x",
            "!!int 3",
            "!!str 乙区",
            "!!binary aGk=",
            "!!set {a}",
            "!mine x",
            "!<tag:x> x",
            "!%1b%5b31m x",
        ],
    )
    def test_no_tag_is_obeyed(self, tag: str, submit: Submit, city: Path) -> None:
        faults = submit(f"{HEAD.replace('乙区', tag)}progress:\n{ENTRY}")
        assert faults[0][:3] == ("ZF101", 1, 7)
        assert "不支持 YAML 标签" in faults[0].message
        assert not list(city.parent.rglob("pwned"))


LONG = 300_000


class TestLength:
    @pytest.mark.parametrize(
        "text",
        [
            f"progress: !{'x' * LONG} a\n",
            f"progress: !<{'x' * LONG}> a\n",
            f'"{"x" * LONG}": a\n',
            f'? "{"键" * LONG}"\n: a\n',
            f'? "{"x" * LONG}"\n: a\n? "{"x" * LONG}"\n: a\n',
            f"progress: [{{item: {'1' * LONG}, status: 推进中}}]\n",
            f"progress: [{{item: 1/list, status: {'推' * LONG}}}]\n",
            f"progress: [{{item: 2/plan, cycle: {'9' * LONG}, status: 推进中}}]\n",
            f"progress: [{{item: 1/list, status: 已完成, completed_on: {'2' * LONG}}}]\n",
            f"progress: [{{item: 1/list, status: 推进中, {'x' * LONG}: a}}]\n",
            f"progress: [&{'a' * LONG} 1]\n",
            f"progress: [*{'a' * LONG} ]\n",
            f"demo: {'1' * LONG}\n",
            f"staffing: {{as_of: 2024-06-28, departments: [{{name: a, officers: {'9' * LONG}, legal_background: 1}}]}}\n",
            f"training: {{year: {'9' * LONG}, as_of: 2024-06-28, officers: []}}\n",
            f"training: {{year: 2024, as_of: 2024-06-28, officers: [{{code: {'9' * LONG}, public_law: 1}}]}}\n",
            '"\\0": a\n',
            'progress: "\\0"\n',
            f'progress: [{{item: "{chr(92)}0{"1" * LONG}", status: 推进中}}]\n',
        ],
        ids=itertools.count(),
    )
    def test_nothing_of_the_data_stands_in_a_message_at_length(self, text: str, submit: Submit) -> None:
        start = time.monotonic()
        faults = submit(HEAD + text)
        assert faults
        assert max(len(fault.message) for fault in faults) < 500
        assert time.monotonic() - start < 60  # a second where nobody else computes

    def test_a_nul_byte_is_called_one(self, submit: Submit) -> None:
        assert [(f.rule, f.line, f.column, f.message[:20]) for f in submit(f"{HEAD}progress: [\0]\n")] == [
            ("ZF102", 4, 12, "文件里有 NUL 字节，不是 UTF-8")
        ]

    def test_many_unlike_faults_take_no_longer_than_many_alike(self, submit: Submit) -> None:
        """Likeness to what may be written is looked for in the first hundred only."""
        start = time.monotonic()
        faults = submit(f"{HEAD}progress:\n" + "".join(f"  - {{item: 1/list, statu{n}s: a}}\n" for n in range(8_000)))
        assert Counter(fault.rule for fault in faults) == {"ZF104": 101}
        assert faults[-1].message == "这个文件里还有 7900 处同样的问题没有列出；请先改正已列出的"
        assert time.monotonic() - start < 60


class TestScalarsAreText:
    @pytest.mark.parametrize(
        "name", ["012", "0o14", "1_000", "12:30:45", "2.10", "1e3", "no", "yes", "null", "~", "2024-06-20", ".5"]
    )
    def test_names_and_codes_stay_as_written(self, name: str, submit: Submit, zhifa: Zhifa) -> None:
        department = STAFFING.replace("乙区城管局", name).replace("legal_reviewers: 1", "legal_reviewers: 0")
        assert submit(HEAD + department) == []
        findings = json.loads(zhifa("check", "--as-of", "2024-07-31", "-f", "json").out)["findings"]
        assert name in [f["measured"]["of"] for f in findings if f["measured"]]

    @pytest.mark.parametrize(
        ("count", "words"),
        [
            ("012", None),
            ("-1", "“-1”应为非负整数"),
            ("0x1F", "应为非负整数"),
            ("1_000", "应为非负整数"),
            ("8.5", "“8.5”应为非负整数"),
            ("8.0", "应为非负整数"),
            ("1e3", "应为非负整数"),
            ("1,000", "officers"),
            ("'1,000'", "“1,000”应为非负整数"),
            ("12:30", "应为非负整数"),
            ("二十", "应为非负整数"),
            ("２０", "半角数字"),
            ("٢٠", "半角数字"),
            ("1000000000", "应为非负整数"),
            ("9" * 10_000, "应为非负整数"),
            ("99999999999999999999", "“99999999999999999999”应为非负整数"),
            ("NaN", "应为非负整数"),
            ("inf", "应为非负整数"),
            ("", "缺少必填项 officers"),
            ("[20]", "应为单个值"),
            ("{a: 20}", "应为单个值"),
            ("0", "执法人员是 0"),
            ("4", "多于执法人员（4 人）"),
        ],
    )
    def test_people_are_whole_and_not_too_many(self, count: str, words: str | None, submit: Submit) -> None:
        faults = submit(HEAD + STAFFING.replace("officers: 10", f"officers: {count}"))
        assert [fault.line for fault in faults[:1]] == ([7] if words else [])
        assert words is None or any(words in fault.message for fault in faults)
        assert all(len(fault.message) < 200 for fault in faults)

    @pytest.mark.parametrize("hours", ["-1", "1e3", "20小时", "½", "999999999999", "1.23456", "二十", "NaN"])
    def test_hours_are_figures(self, hours: str, submit: Submit) -> None:
        faults = submit(HEAD + TRAINING.replace("public_law: 20", f"public_law: {hours}"))
        assert [(fault.rule, fault.line, f"“{hours}”不是数字" in fault.message) for fault in faults] == [
            ("ZF104", 8, True)
        ]

    @pytest.mark.parametrize(
        ("day", "rule"),
        [
            ("2024-06-31", "ZF110"),
            ("2023-02-29", "ZF110"),
            ("2024-13-01", "ZF110"),
            ("2024-00-10", "ZF110"),
            ("6月底", "ZF104"),
            ("2024年6月", "ZF104"),
            ("2024-06", "ZF104"),
            ("2024-6-1", "ZF104"),
            ("20240620", "ZF104"),
            ("2024-06-20T08:00:00", "ZF104"),
            ("2024-06-20 08:00", "ZF104"),
            ("24-06-20", "ZF104"),
            ("0000-01-01", "ZF104"),
            ("+2024-06-20", "ZF104"),
            ("２０２４-０６-２０", "ZF104"),
            ("今天", "ZF104"),
        ],
    )
    def test_a_completion_date_is_a_day_of_the_calendar(
        self, day: str, rule: str, submit: Submit, status: Callable[[str], str]
    ) -> None:
        faults = submit(f"{HEAD}progress:\n{ENTRY.replace('2024-06-20', day)}")
        assert [fault[:3] for fault in faults] == [(rule, 5, 47)]
        assert f"“{day}”" in faults[0].message
        assert status("1/list") != "done"

    @pytest.mark.parametrize("flag", ["yes", "Y", "on", "TRUE", "是", "1", "''"])
    def test_flags_are_true_or_false(self, flag: str, submit: Submit) -> None:
        faults = submit(f"{HEAD}demo: {flag}\n")
        assert [(fault.rule, fault.line, "不是 true 或 false" in fault.message) for fault in faults] == [
            ("ZF104", 4, True)
        ]


class TestShapes:
    @pytest.mark.parametrize(
        "text",
        [
            "乙区",
            "- a\n- b",
            "[]",
            "{}",
            "''",
            "|\n  x",
            "123",
            "? [a, b]\n: c",
            "unit",
            "- unit: 乙区",
            "unit: {a: b}",
        ],
    )
    @pytest.mark.parametrize(
        "name",
        [
            "measures.yaml",
            "units.yaml",
            "extensions.yaml",
            "waivers.yaml",
            "submissions/a.yaml",
            "rectifications/a.yaml",
        ],
    )
    def test_of_any_kind_are_no_crash(self, text: str, name: str, city: Path, zhifa: Zhifa) -> None:
        (city / name).write_text(text, encoding="utf-8")
        for command in (["check"], ["status"], ["overdue", "--month", "2024-07"], ["calendar"]):
            outcome = zhifa(*command)
            assert outcome.code in {0, 1, 2}
            assert "内部错误" not in outcome.err

    def test_keys_of_the_wrong_shape_are_refused(self, submit: Submit) -> None:
        assert ("ZF101", 4, 3, "键应是一个词，不能是列表或映射；花括号开头的值请加引号") in submit(
            f"{HEAD}? [a]\n: b\n"
        )

    def test_a_slip_in_a_year_makes_no_duties_for_millennia(self, city: Path, zhifa: Zhifa) -> None:
        plan = (city / "measures.yaml").read_text(encoding="utf-8").replace("2025-12-31", "9025-12-31")
        (city / "measures.yaml").write_text(plan, encoding="utf-8")
        outcome = zhifa("check", "--as-of", "2024-07-31")
        assert (outcome.code, "超过 50 年，请核对" in outcome.out) == (2, True)

    def test_groups_may_include_one_another_in_any_way(self, city: Path, zhifa: Zhifa) -> None:
        groups = [f"{{name: 组{n}, includes: [{', '.join(f'组{m}' for m in range(60))}, 县区]}}" for n in range(60)]
        units = (
            (city / "units.yaml")
            .read_text(encoding="utf-8")
            .replace("groups:\n", f"groups: [{', '.join(groups)}, {{name: 县区}}]\n", 1)
        )
        units = units.replace("  - {name: 县区}\n", "", 1)
        (city / "units.yaml").write_text(units, encoding="utf-8")
        plan = (city / "measures.yaml").read_text(encoding="utf-8").replace("[县区, 市司法局]", "[组7, 市司法局]")
        (city / "measures.yaml").write_text(plan, encoding="utf-8")
        duties = json.loads(zhifa("status", "--as-of", "2024-07-31", "-f", "json").out)["duties"]
        assert {duty["unit"] for duty in duties if duty["item"] == "2/plan"} == {"jia", "yi", "sifa"}
