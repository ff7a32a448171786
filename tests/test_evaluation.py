"""The yearly evaluation: exact scores by another city's table, ties, grades at their bounds, and what is not known."""

import csv
import json
import random
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import naive_evaluation as naive
from conftest import Zhifa

TABLE = Path(__file__).parent / "plans/evaluation/evaluation.yaml"
BEST = {"closing": 10000, "lost": 0, "files": 10000, "training": 4, "publicity": 0, "complaints": 0, "praised": 0}
BEST |= {"incident": 0}


def write(city: Path, unit: str, given: dict[str, int]) -> None:
    lines = [
        f"  - {{item: {key}, {f'share: {n}/10000' if key in naive.RATES else f'count: {n}'}, reason: 查实}}"
        for key, n in given.items()
    ]
    file = city / f"evaluations/2023/{unit}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = f"unit: {unit}\nyear: 2023\nsubmitted_on: 2024-05-20\nlines:\n"
    file.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def table(city: Path) -> Path:
    shutil.copy(TABLE, city)
    return city


def units(zhifa: Zhifa, *words: str) -> dict[str, dict[str, Any]]:
    told = zhifa("evaluate", "--year", "2023", *words, "-f", "json")
    assert told.code == 0, told.err
    return {unit["unit"]: unit for unit in json.loads(told.out)["units"]}


def cases() -> list[dict[str, int]]:
    dice = random.Random(16)  # noqa: S311 - the same cases each time
    edges = {"closing": [9500, 9499, 8500, 8499], "lost": [500, 999, 1000, 9000], "files": [3333]}
    return [
        {
            key: dice.choice([*edges.get(key, []), dice.randint(0, 10000)])
            if key in naive.RATES
            else dice.choice([0, 0, 1, 2, 3, 4, 6])
            if key != "incident"
            else int(dice.random() > 0.9)
            for key in naive.KEYS
        }
        for _ in range(40)
    ]


def test_scores_are_those_worked_out_a_second_time(zhifa: Zhifa, table: Path) -> None:
    given = cases()
    for one, other in zip(given[::2], given[1::2], strict=True):
        write(table, "jia", one)
        write(table, "yi", other)
        found = units(zhifa)
        assert [Fraction(found[unit]["score"]) for unit in ("jia", "yi")] == [naive.total(one), naive.total(other)]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="no spreadsheet program")
def test_a_spreadsheet_agrees(tmp_path: Path) -> None:
    """Formulas as a clerk would write them give what is worked out by hand."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, given in enumerate(cases(), 1):
        cells = {key: f"{chr(66 + column)}{row}" for column, key in enumerate(naive.KEYS)}
        sheet.append([f"=ROUND({naive.formula(cells)[1:]},6)", *(given[key] for key in naive.KEYS)])
    book.save(tmp_path / "a.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    call = ["soffice", home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")]
    subprocess.run(call, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        found = [Fraction(row[0]) for row in csv.reader(file)]
    assert found == [Fraction(round(naive.total(given) * 10**6), 10**6) for given in cases()]


def test_equals_share_a_rank(zhifa: Zhifa, table: Path) -> None:
    write(table, "jia", BEST | {"files": 0})  # 100 - 15 = 85
    write(table, "yi", BEST | {"files": 0})
    found = units(zhifa)
    assert {(u["score"], u["rank"], u["grade"]) for u in found.values() if u["score"]} == {("85", 1, "良")}


@pytest.mark.parametrize(
    ("files", "score", "grade"), [(3333, "89.9995", "良"), (3334, "90.001", "优"), (0, "85", "良")]
)
def test_a_bound_belongs_to_the_side_that_is_said(
    zhifa: Zhifa, table: Path, files: int, score: str, grade: str
) -> None:
    write(table, "jia", BEST | {"files": files})
    found = units(zhifa)["jia"]
    assert (found["score"], found["grade"]) == (score, grade)


@pytest.mark.parametrize(
    ("given", "score", "grade"),
    [
        ({"incident": 1}, "0", "差"),
        ({"complaints": 3}, "60", "差"),
        ({"praised": 9}, "105", "优"),
    ],
)
def test_vetoes_and_bonus(zhifa: Zhifa, table: Path, given: dict[str, int], score: str, grade: str) -> None:
    write(table, "jia", BEST | given)
    found = units(zhifa)["jia"]
    assert Fraction(found["score"]) == naive.total(BEST | given)
    assert (found["score"], found["grade"]) == (score, grade)


def test_what_nobody_filled_in_has_neither_score_nor_rank_nor_grade(zhifa: Zhifa, table: Path) -> None:
    write(table, "jia", {key: n for key, n in BEST.items() if key != "training"})
    write(table, "yi", BEST)
    found = units(zhifa)
    assert [found["jia"][key] for key in ("score", "rank", "grade")] == [None, None, None]
    assert found["jia"]["missing"] == [{"item": "training", "why": "没有填"}]
    assert (found["yi"]["score"], found["yi"]["rank"]) == ("100", 1)
    out = zhifa("evaluate", "--year", "2023").out
    assert "没有填 1 项（培训次数）" in out
    assert "已有得分 1 个，未定 1 个" in out


def test_every_deduction_has_its_arithmetic_its_reason_and_its_line(zhifa: Zhifa, table: Path) -> None:
    write(table, "jia", BEST | {"closing": 8499, "complaints": 2})
    out = zhifa("evaluate", "--year", "2023", "--unit", "甲区", "--explain").out
    assert "100 − 2 × 1（低于 95% 每 10 个百分点为一档，不足也算一档，共 2 档） = 98；98 × 30% × 60% = 17.64" in out
    assert "2 次：60 − 2 × 9 = 42；42 × 40% = 16.8（查实）  data/evaluations/2023/jia.yaml:10" in out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{item: trainings, count: 1}", "没有编号为“trainings”的指标；是不是 training？"),
        ("{item: training, share: 50%}", "按次数填：请写 count"),
        ("{item: closing, share: 9/8}", "不是 0 到 1 之间的比例"),
        ("{item: training, count: 1, share: 5%}", "count 和 share 只能写一个"),
    ],
)
def test_a_faulty_line_is_told_and_leaves_its_item_open(zhifa: Zhifa, table: Path, line: str, told: str) -> None:
    write(table, "jia", BEST)
    file = table / "evaluations/2023/jia.yaml"
    kept = [one for one in file.read_text(encoding="utf-8").splitlines() if line[:12] not in one]
    file.write_text("\n".join([*kept, f"  - {line}", ""]), encoding="utf-8")
    (fault,) = [
        f
        for f in json.loads(zhifa("check", "-f", "json").out)["findings"]
        if f["rule"] == "ZF104" and "jia" in f["path"]
    ]
    assert told in fault["message"]
    assert fault["line"] == len(kept) + 1


def test_occurrences_of_which_one_cannot_be_read_are_not_counted(zhifa: Zhifa, table: Path) -> None:
    write(table, "jia", BEST)
    file = table / "evaluations/2023/jia.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "  - {item: complaints, count: 一}\n", encoding="utf-8")
    found = units(zhifa)["jia"]
    assert (found["score"], [missing["item"] for missing in found["missing"]]) == (None, ["complaints"])


def test_without_indicators_the_cure_is_told(zhifa: Zhifa, city: Path) -> None:
    del city
    refused = zhifa("evaluate")
    assert (refused.code, "请先写 evaluation.yaml" in refused.err) == (2, True)
