"""`zhifa schema`: accepted by check-jsonschema, and of one mind with `zhifa check`."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import REPOSITORY, Zhifa
from zhifa_cli.cli.schema import SchemaName
from zhifa_cli.render import json_schema

CHINESE = re.compile("[\u4e00-\u9fff]")
DATA = REPOSITORY / "data"


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("schemas")
    for name in json_schema.NAMES:
        (folder / f"{name}.json").write_text(json_schema.render(name), encoding="utf-8")
    return {name: folder / f"{name}.json" for name in json_schema.NAMES}


def refused(schema: Path, *files: Path) -> set[str]:
    """The files that check-jsonschema refuses, by name."""
    command = [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", str(schema), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    report = json.loads(done.stdout)
    assert not report.get("parse_errors"), report
    return {Path(error["filename"]).name for error in report["errors"]}


def test_every_kind_has_a_schema() -> None:
    assert tuple(SchemaName) == json_schema.NAMES


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_it_is_printed_or_written(name: str, zhifa: Zhifa, tmp_path: Path) -> None:
    printed = zhifa("schema", name)
    written = zhifa("schema", name, "-o", tmp_path / "schema.json")
    assert (printed.code, written.code, written.out) == (0, 0, "")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == printed.out


def test_an_unknown_kind_is_told_the_nearest(zhifa: Zhifa) -> None:
    outcome = zhifa("schema", "submissions")
    assert outcome.code == 2
    assert "你是不是想输入 submission？" in outcome.err


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_what_an_editor_shows_is_chinese(name: str, zhifa: Zhifa) -> None:
    shown = re.findall(r'"(?:title|description)": "(.*)"', zhifa("schema", name).out)
    assert shown
    assert [text for text in shown if not CHINESE.search(text)] == []


def properties(schema: object) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for key in ("definitions", "anyOf"):
            inner = schema.get(key, {})
            for value in inner.values() if isinstance(inner, dict) else inner:
                yield from properties(value)


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_every_key_has_a_title(name: str, zhifa: Zhifa) -> None:
    keys = list(properties(json.loads(zhifa("schema", name).out)))
    assert len(keys) > 5
    assert [key for key, value in keys if "title" not in value and key != name] == []


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("measures", "measures.yaml"),
        ("units", "units.yaml"),
        ("submission", "submissions/**/*.y*ml"),
        ("extensions", "extensions.y*ml"),
    ],
)
def test_the_repository_obeys_its_schemas(name: str, pattern: str, schemas: dict[str, Path]) -> None:
    files = sorted(DATA.glob(pattern))
    assert not files or refused(schemas[name], *files) == set()


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_the_repository_shows_editors_the_schemas_of_today(name: str) -> None:
    """Where this fails: ``zhifa schema NAME -o data/.schema/NAME.json``."""
    assert (DATA / ".schema" / f"{name}.json").read_text(encoding="utf-8") == json_schema.render(name)


HEAD = "unit: 东湖区\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n"
PLAN = "plan: {title: 计划, issued_on: 2024-01-01, ends_on: 2025-12-31, coordinator: 甲}\n"
MEASURE = "measures: [{id: 1, title: 举措, clauses: [{id: 1, source: 第1条, summary: 做, responsible: [甲]%s}]}]\n"
STAFF = (
    "staffing: {as_of: 2024-06-28, departments: [{name: 甲, officers: %s, legal_background: 1, legal_reviewers: 1}]}\n"
)

SOUND = {
    "submission": [
        HEAD,
        HEAD + "demo: true\nprogress:\nstaffing:\n",
        HEAD + "progress: [{item: 22, cycle: 2024, status: 推进中, completed_on: , evidence: , act: , reason: 12}]\n",
        HEAD + "progress: [{item: 5/report, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 甲}]}]\n",
        HEAD + STAFF % 86,
        HEAD + STAFF % "'86'",
        HEAD
        + "training: {year: 2024, as_of: 2024-06-28, officers: [{code: 1, public_law: 1.5, business: 0, skills: 2}]}\n",
    ],
    "measures": [
        PLAN + MEASURE % "",
        PLAN + MEASURE % ", deadline: 2024-06",
        PLAN + MEASURE % ", deadline: ２０２４年６月底前",
        PLAN + MEASURE % ", deadline: 每年12月, requirements: [{id: a, title: 乙, act: 备案, binding: 鼓励}]",
        PLAN + MEASURE % ", requirements: [{id: a, threshold: {hours: [skills], at_least: 60, of: every_officer}}]",
    ],
    "units": ["units: [{id: a, name: 甲, key: false, active: {from: 2024-01-01}, basis: 推定, aliases: }]\n"],
    "extensions": [
        "[]\n",
        "extensions: [{unit: 甲, item: 5, until: 2024-07-31, reason: 乙, approved_by: 丙, approved_on: 2024-06-01}]\n",
    ],
    "waivers": ["[{rule: ZF301, unit: 甲, reason: 乙, approved_by: 丙, expires: 2024-07-31}]\n"],
}

MISTAKEN = {
    "submission": [
        "unit: 东湖区\nperiod: 2024-06\n",
        HEAD.replace("2024-06-28", ""),
        HEAD.replace("2024-06\n", "2024-6\n"),
        HEAD.replace("2024-06-28", "2024-06-31"),
        HEAD + "progres: []\n",
        HEAD + "demo: 是\n",
        HEAD + "progress: [{item: 22, status: 完成}]\n",
        HEAD + "progress: [{item: 22}]\n",
        HEAD + "progress: [{item: 22, status: 推进中, completed_on: 2024-06-20}]\n",
        HEAD + "progress: [{item: 22, status: 推进中, act: 上报}]\n",
        HEAD + "progress: [{item: 22, status: 已完成, evidence: [{dated: 2024-06-20}]}]\n",
        HEAD + "progress: [{item: 22, status: 推进中, cycle: 24}]\n",
        HEAD + STAFF % -1,
        HEAD + STAFF % 8.5,
        HEAD + STAFF % "八十六",
    ],
    "measures": [
        MEASURE % "",
        PLAN,
        PLAN.replace("2025-12-31", "2025年底") + MEASURE % "",
        PLAN + MEASURE % ", deadline: 尽快",
        PLAN + MEASURE % ", responsable: [甲]",
        PLAN + MEASURE % ", requirements: [{id: a}]",
        PLAN + MEASURE % ", requirements: [{id: A_b, title: 乙}]",
        PLAN + MEASURE % ", requirements: [{id: a, threshold: {hours: [skills], at_least: 六十, of: every_officer}}]",
        PLAN
        + MEASURE
        % ", requirements: [{id: a, threshold: {hours: [skills], share: [officers], at_least: 6, of: every_officer}}]",
    ],
    "units": ["groups: []\n", "units: [{id: 东湖, name: 甲}]\n", "units: [{id: a, name: 甲, key: 是}]\n"],
    "extensions": ["[{unit: 甲, item: 5, until: 2024-07, reason: 乙, approved_by: 丙, approved_on: 2024-06-01}]\n"],
    "waivers": [
        "[{rule: ZF301, unit: 甲, reason: 乙, approved_by: 丙}]\n",
        "[{rule: 301, unit: 甲, reason: 乙, approved_by: 丙, expires: 2024-07-31}]\n",
    ],
}


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_sound_files_pass_and_mistaken_ones_do_not(name: str, schemas: dict[str, Path], tmp_path: Path) -> None:
    for kind, texts in (("sound", SOUND[name]), ("mistaken", MISTAKEN[name])):
        for index, text in enumerate(texts):
            (tmp_path / f"{kind}{index}.yaml").write_text(text, encoding="utf-8")
    expected = {f"mistaken{index}.yaml" for index in range(len(MISTAKEN[name]))}
    assert refused(schemas[name], *sorted(tmp_path.iterdir())) == expected


def test_check_agrees(zhifa: Zhifa, data: Path) -> None:
    for kind, texts in (("sound", SOUND["submission"]), ("mistaken", MISTAKEN["submission"])):
        for index, text in enumerate(texts):
            file = data / "submissions" / f"{kind}{index}.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text.replace("item: 22", "item: 3/certified-officers"), encoding="utf-8")
    findings = json.loads(zhifa("check", "--data", data, "-f", "json").out)["findings"]
    faulty = {Path(f["path"]).name for f in findings if f["rule"] in {"ZF101", "ZF104", "ZF110", "ZF111"}}
    assert faulty == {f"mistaken{index}.yaml" for index in range(len(MISTAKEN["submission"]))}
