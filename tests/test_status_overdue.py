"""``zhifa status`` and ``zhifa overdue`` at a terminal."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import Zhifa
from zhifa_cli.text.width import cells

JULY = ("--month", "2024-07")
ITEMS = ("--by", "item")


@pytest.fixture(autouse=True)
def terminal(zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    """80 columns wide unless a test says otherwise; after ``zhifa``, which forgets the width."""
    del zhifa
    monkeypatch.setenv("COLUMNS", "80")


def bars(out: str, heading: str) -> dict[str, list[str]]:
    """Name -> bar and figures of one of the two sections of bars."""
    section = out.partition(heading)[2].partition("\n\n")[0]
    found = (re.match(r"(.+?) +([█▓?!░]+) +(.*)", line) for line in section.splitlines())
    return {match[1]: [match[2], *match[3].split()] for match in found if match}


class TestStatus:
    @pytest.mark.usefixtures("city")
    def test_bars_say_what_the_json_says(self, zhifa: Zhifa) -> None:
        shown = bars(zhifa("status", *JULY).out, "各单位办结情况")
        duties = json.loads(zhifa("status", *JULY, "-f", "json").out)["duties"]
        names = {duty["unit_name"]: duty["unit"] for duty in duties}
        assert list(shown) == ["-乙|区<b>*`", "甲区", "市司法局"]
        for name, (bar, done, *figures) in shown.items():
            counts = Counter(
                duty["status"]
                for duty in duties
                if duty["unit"] == names[name]
                and duty["binding"] == "必须"
                and duty["original_due"]
                and duty["status"] != "not_applicable"
            )
            assert done == f"{counts['done'] + counts['done_late']}/{counts.total()}"
            open_ = counts["not_due"] + counts["in_progress"]
            expected = (counts["overdue"], counts["noncompliant"], counts["unverified"], open_, counts["done_late"])
            assert tuple(map(int, figures)) == expected
            assert ("!" in bar) == bool(counts["overdue"] + counts["noncompliant"])
            assert ("▓" in bar) == bool(counts["done_late"])
            assert ("█" in bar) == bool(counts["done"])
            assert ("░" in bar) == bool(open_)
        assert len({len(bar) for bar, *_ in shown.values()}) == 1

    @pytest.mark.usefixtures("city")
    def test_measures_are_named_and_milestones_stand_last_in_the_matrix(self, zhifa: Zhifa) -> None:
        out = zhifa("status", *JULY).out
        assert re.search(r"^单位 +第1项  第2项  第3项  里程碑$", out, re.MULTILINE)
        assert list(bars(out, "各举措办结情况")) == ["第3项 充实力量", "第1项 专项整治", "里程碑", "第2项 年度培训"]

    @pytest.mark.parametrize("width", [80, 120, 200])
    @pytest.mark.parametrize("filters", [(), ("-u", "东湖区", "-u", "市人力资源和社会保障局"), ("--measure", "22")])
    def test_nothing_is_cut_and_what_does_not_fit_is_named(
        self,
        zhifa: Zhifa,
        data: Path,
        monkeypatch: pytest.MonkeyPatch,
        width: int,
        filters: tuple[str, ...],
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        out = zhifa("status", "--data", data, "--as-of", "2024-12-31", *filters, "--all").out
        lines = [line for line in out.splitlines() if "：zhifa " not in line]
        assert max(map(cells, lines)) <= width
        assert "…" not in out
        assert not any(line.startswith(tuple("\uff0c\u3002\u3001\uff1b\uff1a\uff09”》,;:)")) for line in lines)
        duties = json.loads(zhifa("status", "--data", data, "--as-of", "2024-12-31", *filters, "-f", "json").out)
        measures = {f"第{duty['measure']}项" for duty in duties["duties"] if duty["measure"]}
        heading = next(line for line in lines if line.startswith("单位"))
        shown = {word if word.startswith("第") else f"第{word}项" for word in heading.split()[1:]}
        told = set(re.findall(r"第\d+项", "".join(lines).partition("没有显示：")[2].partition("。")[0]))
        assert measures == (shown & measures) | told
        assert not shown & told

    def test_one_character_a_cell_is_explained(self, zhifa: Zhifa, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        out = zhifa("status", "--data", data, "--as-of", "2024-12-31", "--all").out
        told = "逾 逾期未完成、核 待核实、未 未到期、无 未规定时限、长 长期坚持；· 不承担。"
        assert told in out.replace("\n", "")
        assert "没有显示" not in out

    def test_an_unreported_encouraged_item_hides_nothing_that_is_required(self, zhifa: Zhifa, city: Path) -> None:
        decision = "- {unit: 市司法局, item: 2/%s, reason: 无执法人员, approved_by: 市政府, approved_on: 2025-12-01}\n"
        (city / "exemptions.yaml").write_text(decision % "plan" + decision % "hours", encoding="utf-8")
        plan = (city / "measures.yaml").read_text(encoding="utf-8").replace("2024-04-01", "2025-01-01")
        (city / "measures.yaml").write_text(plan, encoding="utf-8")
        out = zhifa("status", "--as-of", "2025-12-31", "-u", "sifa", "--measure", "2").out
        assert re.search("^市司法局 +不适用$", out, re.MULTILINE)

    @pytest.mark.usefixtures("city")
    def test_nothing_owed_is_said(self, zhifa: Zhifa) -> None:
        assert "没有应办事项。" in zhifa("status", *JULY, "-u", "sifa", "--measure", "1").out

    def test_a_single_late_duty_among_many_is_seen(self, zhifa: Zhifa, data: Path) -> None:
        out = zhifa("status", "--data", data, "--as-of", "2024-05-31", "-u", "市水利局").out
        bar, done, overdue, *_ = bars(out, "各单位办结情况")["市水利局"]
        assert int(done.removeprefix("0/")) > 50
        assert overdue == "1"
        assert bar.count("!") == 1


class TestOverdue:
    @pytest.mark.usefixtures("city")
    def test_sections_are_sorted_by_days_then_as_in_the_roster(self, zhifa: Zhifa) -> None:
        out = zhifa("overdue", *JULY, *ITEMS).out
        due_now, carried = out.split("往月结转")
        assert "本月到期（1 项）" in due_now
        assert "当日届满    市司法局  完成中期评估" in due_now
        assert re.findall(r"^(\d+) 天 +(\S+)", carried, re.MULTILINE) == [
            ("31", "甲区"),
            ("31", "-乙|区<b>*`"),
            ("31", "-乙|区<b>*`"),
        ]
        assert "不达标，2 个部门共还差 4 人  第3条 3/reviewers" in carried
        assert "共 4 条 4 项，涉及 3 个单位。" in out

    @pytest.mark.usefixtures("city")
    def test_longest_overdue_comes_before_what_stands_earlier_in_the_document(self, zhifa: Zhifa) -> None:
        out = zhifa("overdue", "--month", "2025-01", "-u", "甲区", *ITEMS).out
        assert re.findall(r"^(\d+) 天 +甲区 +(\S+)", out, re.MULTILINE) == [
            ("215", "审核人员占5%"),
            ("31", "每人60学时"),
        ]

    @pytest.mark.parametrize(
        ("more", "ended"),
        [("", "已届满"), ("2024-08-01", "已于 2024-08-01 撤销"), ("2024-09-10", "已届满")],
        ids=["lapsed", "revoked", "revoked when it was over"],
    )
    def test_an_extension_that_is_over_shows_both_dates(
        self, zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch, more: str, ended: str
    ) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        file = city / "extensions.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("until: ", f"revoked_on: {more}, until: ", 1), encoding="utf-8")
        out = zhifa("overdue", "--month", "2024-09", *ITEMS).out
        assert f"逾期未完成，原定 2024-06-30，延期至 2024-08-31，{ended}" in out
        assert "本月到期（0 项）\n  无\n" in out

    def test_missing_hours_are_told(self, zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        (city / "submissions" / "yi.yaml").write_text(
            """\
unit: 乙区
period: 2024-12
submitted_on: 2024-12-31
training:
  year: 2024
  as_of: 2024-12-31
  officers:
    - {code: A1, public_law: 20, business: 20, skills: 10.1}
    - {code: A2, public_law: 20, business: 20, skills: 10.2}
    - {code: A3, public_law: 20, business: 20, skills: 20}
""",
            encoding="utf-8",
        )
        out = zhifa("overdue", "--month", "2024-12", "-u", "乙区", *ITEMS).out
        assert "不达标，还差 19.7 学时（2 人）  第2条 2/hours（2024年度）" in out

    @pytest.mark.usefixtures("city")
    def test_nothing_overdue_is_said(self, zhifa: Zhifa) -> None:
        out = zhifa("overdue", "--as-of", "2024-05-01").out
        assert "还没有到期的事项。" in out
        assert out.endswith("\n无逾期事项。\n\n下一步，看近期到期的：zhifa calendar --as-of 2024-05-01\n")

    @pytest.mark.parametrize("width", [60, 80, 120])
    def test_nothing_is_cut(self, zhifa: Zhifa, data: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        out = zhifa("overdue", "--data", data, *JULY, "-u", "市人力资源和社会保障局", "-u", "市司法局", *ITEMS).out
        assert max(cells(line) for line in out.splitlines() if "：zhifa " not in line) <= width
        assert "…" not in out
        late = json.loads(
            zhifa("overdue", "--data", data, *JULY, "-u", "市人力资源和社会保障局", "-u", "市司法局", "-f", "json").out
        )
        squeezed = re.sub(r"\s", "", out)
        for item in late["items"]:
            assert item["item"] in squeezed or width == 60
        assert late["items"]
