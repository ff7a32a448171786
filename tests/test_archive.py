"""An archive is a BagIt bag of a day's data and results, which can be checked without us and judged again by us."""

import json
from pathlib import Path

import bagit  # type: ignore[import-untyped]  # has no types
import pytest

from conftest import Zhifa

LATER = "unit: 甲区\nperiod: 2024-12\nsubmitted_on: 2024-12-30\nprogress: [{item: 1/list, status: 未启动}]\n"


@pytest.fixture
def bag(zhifa: Zhifa, city: Path) -> Path:
    (city / "submissions/jia-later.yaml").write_text(LATER, encoding="utf-8")
    (city / "evidence").mkdir()
    (city / "evidence/扫描 件.pdf").write_bytes(b"%PDF\r\n")
    run = zhifa("archive", "--as-of", "2024-07-31", "-o", "归档/2024-07")
    assert (run.code, run.out) == (0, "归档/2024-07\n")
    assert "1 个文件是此后报送的，没有收入" in run.err
    return city.parent / "归档/2024-07"


def test_the_bag_holds_the_day_and_others_can_validate_it(zhifa: Zhifa, bag: Path, city: Path) -> None:
    bagit.Bag(str(bag)).validate()
    payload = bag / "data"
    assert (payload / "data/evidence/扫描 件.pdf").read_bytes() == b"%PDF\r\n"
    assert not (payload / "data/submissions/jia-later.yaml").exists()
    assert {file.name for file in (payload / "reports").iterdir()} >= {"monthly.md"}
    check = json.loads((payload / "check.json").read_text(encoding="utf-8"))
    assert (check["schema"], check["as_of"], check["known_on"]) == ("zhifa.check/2", "2024-07-31", "2024-07-31")
    (city / "submissions/jia-later.yaml").unlink()
    assert "归档完好" in zhifa("archive", "verify", bag).out
    assert not list(bag.parent.glob(".zhifa-*"))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("data/check.json", "{}", "变了：data/check.json"),
        ("data/data/units.yaml", None, "不在了：data/data/units.yaml"),
        ("data/data/new.yaml", "x", "多出来：data/data/new.yaml"),
        ("bag-info.txt", "Zhifa-As-Of: 2024-01-01\n", "变了：bag-info.txt"),
    ],
)
def test_whatever_was_touched_is_named(zhifa: Zhifa, bag: Path, name: str, text: str | None, told: str) -> None:
    (bag / name).unlink(missing_ok=True) if text is None else (bag / name).write_text(text, encoding="utf-8")
    run = zhifa("archive", "verify", bag)
    assert (run.code, run.out.splitlines()[0]) == (1, told)


def test_another_verdict_today_is_told(zhifa: Zhifa, bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhifa_cli.cli.commands.archive._check", lambda _: "{}")
    run = zhifa("archive", "verify", bag)
    assert run.code == 1
    assert "文件没有变，但重新检查的结果与归档的 check.json 不同" in run.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as-of", "2024-07-31"), "请写明归档到哪里"),
        (("-o", "新"), "截至哪一天"),
        (("--as-of", "2024-07-31", "-o", "data/归档"), "在数据文件夹里，没有归档"),
        (("--as-of", "2024-07-31", "-o", "归档/2024-07"), "归档不改写已有的东西"),
        (("verify", "data"), "不是归档"),
    ],
)
def test_what_cannot_be_archived_is_told_with_its_cure(
    zhifa: Zhifa, bag: Path, words: tuple[str, ...], told: str
) -> None:
    before = sorted(bag.rglob("*"))
    run = zhifa("archive", *words)
    assert run.code == 2
    assert told in run.err
    assert sorted(bag.rglob("*")) == before
