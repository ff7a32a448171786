"""Files as sixty bodies send them: in any encoding, of any kind, links, pipes, or gone. Each is named with its cure."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome, Zhifa
from zhifa_cli.source import locator

SUBMISSION = """\
unit: 乙区
period: 2024-06
submitted_on: 2024-06-28
progress:
  - {item: 1/list, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 清单}]}
"""
DATA_FILES = (
    "measures.yaml",
    "units.yaml",
    "extensions.yaml",
    "waivers.yaml",
    "submissions/yi.yaml",
    "rectifications/a.yaml",
)
Faults = Callable[[], list[tuple[Any, ...]]]


@pytest.fixture
def filed(city: Path) -> Path:
    """乙区's submission."""
    file = city / "submissions" / "yi.yaml"
    file.write_text(SUBMISSION, encoding="utf-8")
    return file


@pytest.fixture
def faults(zhifa: Zhifa) -> Faults:
    """The data's faults: rule, path, line, column, message. With a plan and a roster, 甲区 is judged all the same."""

    def call() -> list[tuple[Any, ...]]:
        outcome = check(zhifa)
        findings = json.loads(outcome.out)["findings"]
        found = [f for f in findings if f["rule"] < "ZF110"]
        unplanned = {"data/measures.yaml", "data/units.yaml"} & {f["path"] for f in found}
        assert unplanned or any(f["unit"] == "jia" and f["rule"] > "ZF2" for f in findings)
        assert outcome.code == (2 if found else 1)
        return [(f["rule"], f["path"], f["line"], f["column"], f["message"]) for f in found]

    return call


def check(zhifa: Zhifa) -> Outcome:
    return zhifa("check", "--as-of", "2024-07-31", "-f", "json")


def done(zhifa: Zhifa) -> bool:
    """Whether the submission of 乙区 counted."""
    duties = json.loads(zhifa("status", "--as-of", "2024-07-31", "-f", "json").out)["duties"]
    return ("yi", "1/list", "done") in {(d["unit"], d["item"], d["status"]) for d in duties}


class TestEncodings:
    @pytest.mark.parametrize(
        "raw",
        [
            SUBMISSION.encode("utf-8-sig"),
            SUBMISSION.replace("\n", "\r\n").encode(),
            SUBMISSION.replace("\n", "\r").encode(),
            SUBMISSION.encode().rstrip(b"\n"),
            ("%YAML 1.1\n---\n" + SUBMISSION + "...\n").encode(),
            SUBMISSION.replace("progress:\n  - {", "progress: [\n\t{").replace("]}", "]}]").encode(),
        ],
        ids=["bom", "crlf", "cr", "no-last-newline", "one-explicit-document", "tab-within-brackets"],
    )
    def test_accepted(self, raw: bytes, filed: Path, zhifa: Zhifa, faults: Faults) -> None:
        filed.write_bytes(raw)
        assert faults() == []
        assert done(zhifa)

    @pytest.mark.parametrize(
        ("raw", "place", "words"),
        [
            (SUBMISSION.encode("gbk"), (1, 7), "GBK/GB18030 编码；请在编辑器里选“另存为”，编码选 UTF-8"),
            (SUBMISSION.replace("乙", "𠮷").encode("gb18030"), (1, 7), "GBK/GB18030 编码"),
            (SUBMISSION.encode("utf-16"), (1, 1), "UTF-16 编码；请另存为 UTF-8"),
            (SUBMISSION.encode("utf-16-le"), (1, 2), "NUL 字节，不是 UTF-8 文本（可能是 UTF-16 编码"),
            (SUBMISSION.encode("utf-32"), (1, 1), "UTF-16 编码；请另存为 UTF-8"),
            (SUBMISSION.replace("2024-06-28", "2024-06-28\0").encode(), (3, 25), "NUL 字节"),
            (b"PK\x03\x04\x14\x00\x06\x00", (1, 6), "Excel、Word 文件"),
            (
                SUBMISSION.encode().replace("清单".encode(), "清单".encode("gbk")),
                (5, 78),
                "这里的字节不是 UTF-8，别处是",
            ),
            (SUBMISSION.encode()[:-8], (5, 78), "这里的字节不是 UTF-8，别处是"),
            (b"unit: \xff\xfe\xff\n", (1, 7), "也不是常见的中文编码"),
            (b"unit: caf\xe9\n", (1, 10), "文件不是 UTF-8 编码"),
            (b"\xef\xbb\xbfunit: caf\xe9\n", (1, 10), "文件不是 UTF-8 编码"),
        ],
    )
    def test_refused_by_name(self, raw: bytes, place: tuple[int, int], words: str, filed: Path, faults: Faults) -> None:
        filed.write_bytes(raw)
        assert [found[:4] for found in faults()] == [("ZF102", "data/submissions/yi.yaml", *place)]
        assert words in faults()[0][-1]

    def test_a_line_is_what_editors_take_for_one(self, filed: Path, faults: Faults) -> None:
        """YAML also ends lines at U+2028 and U+0085, which Word leaves behind."""
        text = SUBMISSION.replace("清单", "'清\u2028单\x85表'") + "  - {item: 1/list, problems: 无}\n"
        filed.write_text(text, encoding="utf-8")
        assert [found[:4] for found in faults()] == [("ZF104", "data/submissions/yi.yaml", 6, 5)]


class TestWhatIsNoFile:
    @pytest.mark.parametrize("path", DATA_FILES)
    @pytest.mark.parametrize("content", ["", "\n\n", "# 待填\n", "---\n", "\ufeff", "null", "~"])
    def test_empty(self, path: str, content: str, city: Path, faults: Faults) -> None:
        (city / path).write_text(content, encoding="utf-8")
        own = [found for found in faults() if found[1].endswith(path)]
        assert {(found[0], *found[2:4]) for found in own} == {("ZF104", 1, 1)}

    @pytest.mark.parametrize("path", DATA_FILES)
    def test_a_folder(self, path: str, city: Path, faults: Faults) -> None:
        (city / path).unlink(missing_ok=True)
        (city / path).mkdir()
        own = [found for found in faults() if found[1].endswith(path)]
        assert [found[0] for found in own] == ["ZF102"]
        assert "不是普通文件" in own[0][-1] or "这是文件夹，不是 YAML 文件" in own[0][-1]

    @pytest.mark.parametrize("path", DATA_FILES)
    def test_a_pipe_is_not_waited_for(self, path: str, city: Path, faults: Faults) -> None:
        (city / path).unlink(missing_ok=True)
        os.mkfifo(city / path)
        own = [found for found in faults() if found[1].endswith(path)]
        assert [(found[0], found[-1]) for found in own] == [("ZF102", "不是普通文件，没有读取；请换成 YAML 文件")]

    @pytest.mark.parametrize("path", DATA_FILES)
    @pytest.mark.parametrize("target", ["gone.yaml", "{path}", "{outside}", "/dev/zero"])
    def test_a_link_that_leads_nowhere_or_outwards(self, path: str, target: str, city: Path, faults: Faults) -> None:
        words = {"gone.yaml": "没有这个文件", "{path}": "链接指向自己"}
        outside = city.parent / "outside.yaml"
        outside.write_text("secret: 机密\n", encoding="utf-8")
        (city / path).unlink(missing_ok=True)
        (city / path).symlink_to(target.format(path=city / path, outside=outside))
        own = [found for found in faults() if found[1].endswith(path)]
        assert [found[0] for found in own] == ["ZF102"]
        assert words.get(target, "指向数据文件夹之外的链接，没有读取") in own[0][-1]

    def test_a_link_to_a_folder_is_not_followed(self, city: Path, tmp_path: Path, faults: Faults) -> None:
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "a.yaml").write_text(SUBMISSION, encoding="utf-8")
        (city / "submissions" / "2024-06").symlink_to(tmp_path / "outside")
        assert [found[:2] for found in faults()] == [("ZF102", "data/submissions/2024-06")]

    def test_the_submissions_themselves_may_not_lie_elsewhere(self, city: Path, tmp_path: Path, faults: Faults) -> None:
        (city / "submissions").rename(tmp_path / "outside")
        (city / "submissions").symlink_to(tmp_path / "outside")
        assert [found[:2] for found in faults()] == [("ZF102", "data/submissions")]
        assert "没有跟随" in faults()[0][-1]

    def test_links_within_the_data_are_followed(self, filed: Path, zhifa: Zhifa, faults: Faults) -> None:
        filed.rename(filed.with_name("原件.txt"))
        filed.symlink_to("原件.txt")
        assert faults() == []
        assert done(zhifa)

    def test_a_missing_plan_is_said_in_chinese(self, city: Path, zhifa: Zhifa) -> None:
        (city / "measures.yaml").unlink()
        outcome = zhifa("check", "--as-of", "2024-07-31")
        assert outcome.code == 2
        assert "读不了这个文件（没有这个文件）" in outcome.out


class TestWhatCannotBeRead:
    """Root may read anything, so the system's refusals are played here."""

    def test_no_permission(self, filed: Path, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
        self._refuse(monkeypatch, filed, PermissionError(13, "Permission denied"))
        assert [found[:2] for found in faults()] == [("ZF102", "data/submissions/yi.yaml")]
        assert "没有权限" in faults()[0][-1]

    def test_gone_since_it_was_listed(self, filed: Path, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
        self._refuse(monkeypatch, filed, FileNotFoundError(2, "No such file or directory"))
        assert [found[:2] for found in faults()] == [("ZF102", "data/submissions/yi.yaml")]

    def _refuse(self, monkeypatch: pytest.MonkeyPatch, file: Path, error: OSError) -> None:
        really = os.open

        def opened(path: Any, *args: Any, **options: Any) -> int:
            if str(path).endswith(file.name):
                raise error
            return really(path, *args, **options)

        monkeypatch.setattr(os, "open", opened)

    def test_a_folder_without_permission(self, filed: Path, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = filed.parent / "2024-06"
        folder.mkdir()
        really = os.scandir

        def listed(path: Any) -> Any:
            if str(path).endswith("2024-06"):
                raise PermissionError(13, "Permission denied", str(path))
            return really(path)

        monkeypatch.setattr(os, "scandir", listed)
        assert [found[:2] for found in faults()] == [("ZF102", "data/submissions/2024-06")]

    def test_changed_between_judging_and_quoting(
        self, filed: Path, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The second reading, which finds the lines, may meet another file, or none."""
        filed.write_text(SUBMISSION.replace("乙区", "丙区"), encoding="utf-8")
        for content in ("", "- [", "\0"):
            monkeypatch.setattr(locator, "read_text", lambda *_args, content=content: (content, []))
            for kind in ("text", "json", "sarif"):
                outcome = zhifa("check", "--as-of", "2024-07-31", "-f", kind)
                assert (outcome.code, "丙区" in outcome.out) == (2, True)


class TestNamesOfFiles:
    @pytest.mark.parametrize("name", ["yi.yml", "YI.YAML", "Yi.Yml", "2024年6月/乙 区.yaml", "a\\b.yaml"])
    def test_read(self, name: str, filed: Path, zhifa: Zhifa, faults: Faults) -> None:
        target = filed.parent / name
        target.parent.mkdir(exist_ok=True)
        filed.rename(target)
        assert faults() == []
        assert done(zhifa)

    @pytest.mark.parametrize("name", [".yi.yaml", "yi.yaml~", "yi.txt", ".yaml"])
    def test_no_submission(self, name: str, filed: Path, zhifa: Zhifa, faults: Faults) -> None:
        filed.rename(filed.parent / name)
        assert faults() == []
        assert not done(zhifa)

    @pytest.mark.parametrize("name", ["a\x1b[31m\nb.yaml", "\u202eb.yaml", os.fsdecode(b"\xff\xfe.yaml")])
    @pytest.mark.parametrize("kind", ["text", "json", "concise", "sarif", "junit", "github", "gitlab", "markdown"])
    def test_shown_harmless(self, name: str, kind: str, filed: Path, zhifa: Zhifa) -> None:
        filed.rename(filed.parent / name)
        (filed.parent / name).write_text("unit: [\n", encoding="utf-8")
        outcome = zhifa("check", "--as-of", "2024-07-31", "-f", kind)
        assert outcome.code == 2
        assert "内部错误" not in outcome.err
        assert not {"\x1b", "\u202e"} & set(outcome.out + outcome.err)


class TestSize:
    def test_too_large(self, filed: Path, faults: Faults) -> None:
        with filed.open("ab") as stream:
            stream.truncate(100_000_000)
        assert [found[:2] for found in faults()] == [("ZF102", "data/submissions/yi.yaml")]
        assert "超过 5 MB 的上限" in faults()[0][-1]

    def test_a_huge_file_takes_no_memory(self, filed: Path) -> None:
        with filed.open("ab") as stream:
            stream.truncate(100_000_000_000)
        limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        program = f"{limited} sys.argv[1:] = ['check']; from zhifa_cli.cli.main import main; sys.exit(main())"
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, "超过 5 MB 的上限" in done.stdout, done.stderr.count("内部错误")) == (2, True, 0)

    @pytest.mark.parametrize("text", ["a" * 2_000_000, "乙" * 600_000, "a\u0301" * 500_000, "\u200b" * 500_000])
    def test_a_line_of_megabytes_is_cut(self, text: str, filed: Path, zhifa: Zhifa) -> None:
        filed.write_text(f"{SUBMISSION}无此键: {text}\nunit: {text}\n", encoding="utf-8")
        outcome = zhifa("check", "--as-of", "2024-07-31")
        assert outcome.code == 2
        assert "“unit”在这里写了两次" in outcome.out
        assert max(map(len, outcome.out.splitlines())) < 1000

    def test_a_text_is_no_attachment(self, filed: Path, faults: Faults) -> None:
        filed.write_text(SUBMISSION.replace("清单", "字" * 10_001), encoding="utf-8")
        assert faults() == [
            (
                "ZF104",
                "data/submissions/yi.yaml",
                5,
                78,
                "title 有 10001 个字，太长（上限 10000 字）；请精简，详情另附材料",
            )
        ]

    def test_very_many_faults_are_not_all_listed(self, filed: Path, faults: Faults) -> None:
        filed.write_text(SUBMISSION + "  - {item: 1/list, status: 完成}\n" * 3000, encoding="utf-8")
        found = faults()
        assert len(found) == 101
        assert found[-1][-1] == "这个文件里还有 2900 处同样的问题没有列出；请先改正已列出的"

    def test_each_kind_of_fault_is_listed_apart(self, filed: Path, faults: Faults) -> None:
        text = SUBMISSION + "  - {item: 1/list, status: 完成}\n" * 150 + "  - {<<: 1}\n" * 120 + "unit: 甲区\n" * 3
        filed.write_text(text, encoding="utf-8")
        found = faults()
        assert Counter(rule for rule, *_ in found) == {"ZF104": 101, "ZF101": 101, "ZF103": 3}
        assert sorted(words for *_, words in found if "没有列出" in words) == [
            "这个文件里还有 20 处同样的问题没有列出；请先改正已列出的",
            "这个文件里还有 50 处同样的问题没有列出；请先改正已列出的",
        ]

    @pytest.mark.parametrize(
        ("entries", "rule"),
        [
            ("".join(f"  - {{item: x{i}/list, status: 推进中}}\n" for i in range(3000)), "ZF106"),
            ("".join(f"  - {{item: 2/plan, cycle: {i + 1000}, status: 推进中}}\n" for i in range(3000)), "ZF107"),
            ("  - {item: 2/plan, status: 推进中}\n" * 3000, "ZF104"),
        ],
    )
    def test_very_many_entries_of_nothing_are_not_all_listed(
        self, entries: str, rule: str, filed: Path, zhifa: Zhifa
    ) -> None:
        filed.write_text(SUBMISSION + entries, encoding="utf-8")
        found = [f["message"] for f in json.loads(check(zhifa).out)["findings"] if f["rule"] == rule]
        assert len(found) == 101
        assert "这个文件里还有" in found[-1]

    def test_very_many_departments_are_not_all_listed(self, filed: Path, zhifa: Zhifa) -> None:
        rows = "".join(
            f"    - {{name: d{i}, officers: 100, legal_background: 1, legal_reviewers: 1}}\n" for i in range(3000)
        )
        filed.write_text(f"{SUBMISSION}staffing:\n  as_of: 2024-06-20\n  departments:\n{rows}", encoding="utf-8")
        findings = json.loads(check(zhifa).out)["findings"]
        found = [f["message"] for f in findings if (f["rule"], f["unit"]) == ("ZF401", "yi")]
        assert (len(found), found[-1]) == (101, "这个文件里还有 2900 处同样的问题没有列出；请先改正已列出的")

    def test_no_body_is_left_out_for_another(self, city: Path, zhifa: Zhifa) -> None:
        """What is said where the plan demands it is said of every body, however many there are."""
        many = "".join(f"  - {{id: u{i}, name: {i}区, groups: [县区]}}\n" for i in range(150))
        units = city / "units.yaml"
        units.write_text(units.read_text("utf-8") + many, encoding="utf-8")
        findings = json.loads(check(zhifa).out)["findings"]
        accused = [f["unit"] for f in findings if (f["rule"], f["item"]) == ("ZF201", "1/list")]
        assert set(accused) >= {f"u{i}" for i in range(150)}

    def test_a_name_of_ten_thousand_characters_is_not_suggested_whole(self, city: Path, zhifa: Zhifa) -> None:
        long = "区" * 9_000
        units = city / "units.yaml"
        units.write_text(units.read_text("utf-8") + f"  - {{id: long, name: {long}, groups: [县区]}}\n", "utf-8")
        (city / "submissions" / "long.yaml").write_text(SUBMISSION.replace("乙区", long[:-1]), encoding="utf-8")
        [message] = [f["message"] for f in json.loads(check(zhifa).out)["findings"] if f["rule"] == "ZF105"]
        assert "是不是" in message
        assert len(message) < 200


class TestHabitsOfTheKeyboard:
    """What Chinese input methods leave in YAML."""

    @pytest.mark.parametrize(
        ("written", "rule", "place", "words"),
        [
            (("unit: 乙区", "unit：乙区"), "ZF101", (1, 5), "全角冒号“：”；请改成半角冒号加空格“: ”"),
            (("  - {item: 1/list, ", "  - item：1/list\n    "), "ZF101", (5, 9), "全角冒号"),
            (("progress:\n  -", "progress:\n\t-"), "ZF101", (5, 1), "制表符（Tab）；请全部改成空格"),
            (("2024-06-28", "２０２４-06-28"), "ZF104", (3, 15), "不是完整的日期"),
            (("2024-06-28", "2024－06－28"), "ZF104", (3, 15), "不是完整的日期"),
            (("2024-06-28", "2024年6月28日"), "ZF104", (3, 15), "不是完整的日期"),
            (("unit: 乙区", "unit: “乙区”"), "ZF105", (1, 7), "名册里没有"),
            (("unit: 乙区", "unit:乙区"), "ZF101", (1, 5), "冒号后面缺一个空格"),
            (("demo: true", "demo:true"), "ZF101", (6, 5), "冒号后面缺一个空格"),
            (("status: 已完成", "status: 已完成。"), "ZF104", (5, 28), "是不是 已完成？"),
            (("status: 已完成, ", "status: 已完成，"), "ZF101", (5, 44), "缺少半角逗号"),
            (("{item: 1/list", "｛item: 1/list"), "ZF101", (5, 26), "这里不该出现“: ”"),
            (("---", f"---\n{SUBMISSION}"), "ZF101", (6, 1), "一个文件只能有一份文档"),
            (("---", "---"), "ZF101", (6, 1), "一个文件只能有一份文档"),
        ],
    )
    def test_named(  # noqa: PLR0913 - what is written, and all that is said of it
        self, written: tuple[str, str], rule: str, place: tuple[int, int], words: str, *, filed: Path, faults: Faults
    ) -> None:
        old, new = written
        text = SUBMISSION.replace(old, new) if old in SUBMISSION else f"{SUBMISSION}{new}\n"
        filed.write_text(text, encoding="utf-8")
        found = [fault for fault in faults() if fault[0] == rule]
        assert (found[0][2:4], words in found[0][-1]) == (place, True), found
