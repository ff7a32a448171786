"""`zhifa schema`: accepted by check-jsonschema, and of one mind with `zhifa check`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY, Zhifa, refused
from zhifa_cli.cli.commands.schema import SchemaName
from zhifa_cli.forms import json_schema
from zhifa_cli.source.folder import plan_of

CHINESE = re.compile("[\u4e00-\u9fff]")
DATA = REPOSITORY / "data"


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("schemas")
    for name in json_schema.NAMES:
        (folder / f"{name}.json").write_text(json_schema.render(name, plan_of(DATA)), encoding="utf-8")
    return {name: folder / f"{name}.json" for name in json_schema.NAMES}


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


def properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a file may have, and what is said of it there or where it points."""
    definitions = schema["definitions"]
    for part in (schema, *schema.get("anyOf", ()), *definitions.values()):
        for key, value in part.get("properties", {}).items():
            points = [form["$ref"] for form in value.get("anyOf", ()) if "$ref" in form]
            yield key, {**(definitions[points[0].rpartition("/")[2]] if points else {}), **value}


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_every_key_has_a_title(name: str, zhifa: Zhifa) -> None:
    keys = list(properties(json.loads(zhifa("schema", name).out)))
    assert len(keys) > 3
    assert [key for key, value in keys if "title" not in value and key != name] == []


def test_what_a_type_says_of_itself_is_shown(zhifa: Zhifa) -> None:
    conditions = [value for key, value in properties(json.loads(zhifa("schema", "measures").out)) if key == "condition"]
    assert [(value["title"], "条件成熟地区" in value["description"]) for value in conditions] == [
        ("适用条件", True)
    ] * 3


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_the_repository_shows_editors_the_schemas_of_today(name: str) -> None:
    """Where this fails: ``zhifa schema NAME -o data/.schema/NAME.json``."""
    assert (DATA / ".schema" / f"{name}.json").read_text(encoding="utf-8") == json_schema.render(name, plan_of(DATA))


HEAD = "unit: 东湖区\nperiod: 2024-06\nsubmitted_on: 2024-06-28\n"
PLAN = "plan: {title: 计划, issued_on: 2024-01-01, ends_on: 2025-12-31, coordinator: 甲}\n"
MEASURE = "measures: [{id: 1, title: 举措, clauses: [{id: 1, source: 第1条, summary: 做, responsible: [甲]%s}]}]\n"
STAFF = "staffing: {as_of: 2024-06-28, departments: [{name: 甲, %s}]}\n"
COUNTED = "officers: %s, legal_background: 1, legal_reviewers: 1"
TRAINED = (
    "training: {year: 2024, as_of: 2024-06-28, officers: [{code: 1, public_law: 1.5, business: 0, skills: 2%s}]}\n"
)
INDICATORS = "indicators: [{id: a, title: 受理, unit: 件}, {id: b-1, title: 办结}]\n"
GROUPS = "groups: [{name: 组%s}]\n"
UNIT = "units: [{id: a, name: 甲, %s}]\n"
GRANT = "unit: 甲, item: 5, reason: 乙, approved_by: 丙, approved_on: 2024-06-01"

STATISTICS = """\
tables:
  - id: penalties
    title: 行政处罚
    large_change: 50%
    columns:
      - {id: warning, title: 警告, unit: 宗}
      - {id: cases, title: 合计, unit: 宗, sum_of: [warning], within: amount}
      - {id: amount, title: 罚没金额, decimals: true}
"""
EVALUATION = """\
title: 评议
indicators:
  - id: one
    title: 甲
    points: 100
    items:
      - {id: files, title: 案卷, points: 60}
      - {id: rate, title: 按期, points: 40, deduct: {per_percent: 10, points: 1, below: 95%, steps: full}}
"""
FOUND = "unit: 东湖区\nyear: 2023\nsubmitted_on: 2024-01-20\n"
YEAR = "unit: 东湖区\nyear: 2023\nsubmitted_on: 2024-01-20\n"
MATTER = "id: 2024-017\nunit: 甲\nsource: 月度核查\nfound_on: 2024-07-02\nproblem: 没有报送\ndue: 2024-07-31\n"

SOUND = {
    "evaluation": [
        EVALUATION,
        EVALUATION
        + "bands: [{grade: 好, more_than: 60}, {grade: 差, at_most: 60}]\nfull: 100\nunits: [甲]\nexample: true\n",
        EVALUATION.replace("files, title: 案卷,", "files, title: 案卷, scale: proportional, source: on_time_rate,"),
    ],
    "evaluations": [
        FOUND,
        FOUND + "demo: true\nlines: [{item: files, points: 12.5, reason: 甲, evidence: [{title: 乙}]}, {item: rate}]\n",
        FOUND + "lines: [{item: rate, share: 43/50}]\n",
        FOUND + "lines: [{item: rate, share: 86%, count: }]\n",
    ],
    "statistics-tables": [
        STATISTICS,
        STATISTICS + "due: 02-15\nresponsible: [甲]\nexample: true\ndocument: \nitem: \n",
    ],
    "statistics": [
        YEAR,
        YEAR + "penalties: {warning: 1, cases: '2', amount: 12.5}\n",
        YEAR + "penalties: {warning: }\n",
    ],
    "submission": [
        HEAD,
        HEAD + "demo: true\nprogress:\nstaffing:\n",
        HEAD + "progress: [{item: 22, cycle: 2024, status: 推进中, completed_on: , evidence: , act: , reason: 12}]\n",
        HEAD + "progress: [{item: 5/report, status: 已完成, completed_on: 2024-06-20, evidence: [{title: 甲}]}]\n",
        HEAD
        + "progress: [{item: 5/report}, {item: 5/report, status: }, {item: 22, cycle: 2024, status: , evidence: , reason: }]\n",
        HEAD + STAFF % COUNTED % 86,
        HEAD + STAFF % COUNTED % "'86'",
        HEAD + STAFF % "ceased: 2024-03-31",
        HEAD + STAFF % "ceased: 2024-03-31, officers: , legal_background: , legal_reviewers: ",
        HEAD + STAFF % f"{COUNTED % 86}, ceased: ",
        HEAD + TRAINED % "",
        HEAD + TRAINED % ", since: 2024-03-01",
        HEAD + TRAINED % ", since: ",
        HEAD + "figures: [{indicator: a, cycle: 2024Q1, as_of: 2024-06-28, value: 1.5, evidence: [{title: 甲}]}]\n",
        HEAD + "figures: [{indicator: a, cycle: , as_of: , value: , evidence: }]\n",
    ],
    "measures": [
        PLAN + MEASURE % "",
        PLAN + MEASURE % ", deadline: 2024-06",
        PLAN + MEASURE % ", deadline: ２０２４年６月底前",
        PLAN + MEASURE % ", deadline: 每年12月, requirements: [{id: a, title: 乙, act: 备案, binding: 鼓励}]",
        PLAN + MEASURE % ", requirements: [{id: a, threshold: {hours: [skills], at_least: 60, of: every_officer}}]",
        PLAN
        + MEASURE
        % ", requirements: [{id: a, threshold: {share: , hours: [skills], more_than: , at_least: 60, of: every_officer}}]",
        PLAN.replace("coordinator", "proof_within: 30, coordinator") + MEASURE % "",
        PLAN.replace("coordinator", "proof_within: , coordinator") + MEASURE % "",
        PLAN.replace("coordinator", "ladder: [{after: 0, step: 提醒函}, {after: 30, step: 约谈}], coordinator")
        + MEASURE % "",
        PLAN + "milestones: [{id: m1, title: 评估, responsible: [甲], source: 三, basis: 推定}]\n" + MEASURE % "",
        PLAN + MEASURE % ", condition: 条件成熟地区, requirements: [{id: a, title: 乙, condition: , once: }]",
        PLAN
        + MEASURE % ", deadline: 每年12月, requirements: [{id: a, title: 乙, condition: 资格审查不严, once: true}]",
        *(
            PLAN + INDICATORS + MEASURE % f", requirements: [{{id: a, threshold: {{{asked}, of: unit}}}}]"
            for asked in (
                "share: [a, b-1], at_least: 95%",
                "count: a, at_most: 4",
                "count: a, less_than: 4.5",
                "change: a, at_most: -10%",
                "change: a, more_than: 150%",
                "share: , count: a, at_most: , at_least: 0",
            )
        ),
    ],
    "units": [
        UNIT % "key: false, active: {from: 2024-01-01}, basis: 推定, aliases: ",
        "roster:\n" + UNIT % "",
        "roster: {confirmed_on: }\n" + UNIT % "",
        "roster: {confirmed_on: 2024-05-01}\n" + UNIT % "",
        GROUPS % ", authorities: {同级司法行政部门: 市司法局, 备案机关: [人大, 政府]}, files: [submissions/*/a*.yaml]"
        + UNIT % "",
        GROUPS % ", authorities: , files: " + UNIT % "authorities: {本级政府: [政府]}, files: [a.yaml]",
        GROUPS % "" + UNIT % "groups: [组]",
        GROUPS % "" + UNIT % "groups: [组, {name: 组, basis: 推定}, {name: 组, basis: }]",
        UNIT % "active: {until: 2024-12-31}, succeeded_by: 甲",
        UNIT % "active: {until: 2024-12-31, succeeded_by: 甲}",
    ],
    "extensions": [
        "[]\n",
        f"extensions: [{{{GRANT}, until: 2024-07-31}}]\n",
        f"[{{{GRANT}, until: 2024-07-31, cycle: , document_no: , revoked_on: 2024-07-01}}]\n",
        f"[{{{GRANT}, until: 2024-07-31, revoked_on: }}]\n",
    ],
    "exemptions": [
        "exemptions: []\n",
        f"[{{{GRANT}}}]\n",
        f"exemptions: [{{{GRANT}, cycle: 2024, document_no: 〔2024〕1号}}]\n",
        f"[{{{GRANT}, cycle: , document_no: }}]\n",
    ],
    "calendar": ["{}\n", "2024: {document_no: 〔2023〕7号, holidays: [2024-01-01], workdays: }\n"],
    "waivers": ["[{rule: ZF301, unit: 甲, reason: 乙, approved_by: 丙, expires: 2024-07-31}]\n"],
    "style": [
        "banner: 某市文件\ndocument_no: 某通〔{年}〕 号\naddressed: 各县区\nissuer: 某局\ncopies: \n",
        "margins: {top: 25.4, left: '28'}\nlines: 22\ncharacters: '28'\nfonts: {body: 仿宋, latin: }\n",
        "margins:\nfonts:\n",
    ],
    "rectification": [
        MATTER,
        MATTER + "item: \nfinding: 9a0c\nmeasures: [催报]\nclaimed_on: 2024-07-28\nclosed_on: \nevidence:\n",
        MATTER + "finding: [9a0c, 1b]\nclaimed_on: [2024-07-10, 2024-07-28]\nprogress: [{on: 2024-07-09, note: 甲}]\n",
        MATTER + "instruments: [{kind: 工作提示, issued_on: 2024-07-03, document_no: , reply_by: , replied_on: }]\n",
        MATTER + "acceptance: [{by: 市司法局, on: 2024-07-30, result: 退回}]\nevidence: [{title: 甲}]\n",
    ],
}

MISTAKEN = {
    "evaluation": [
        "title: 评议\nindicators: []\n",
        EVALUATION.replace("steps: full", "steps: half"),
        EVALUATION.replace("points: 60", "points: -1"),
        EVALUATION.replace("below: 95%", "below: 0.95"),
        EVALUATION.replace("id: files, ", ""),
        EVALUATION.replace("title: 案卷,", "title: 案卷, source: on_time,"),
        EVALUATION + "bands: [{at_least: 60}]\n",
    ],
    "evaluations": [
        FOUND.replace("year: 2023\n", ""),
        FOUND.replace("2024-01-20", "2024年1月"),
        FOUND + "lines: [{points: 1}]\n",
        FOUND + "lines: [{item: rate, share: 0.5}]\n",
        FOUND + "lines: [{item: files, points: 满分}]\n",
        FOUND + "lines: [{item: files, count: 1.5}]\n",
    ],
    "statistics-tables": [
        "tables: []\n",
        STATISTICS.replace("id: cases, ", ""),
        STATISTICS + "due: 1月31日\n",
        STATISTICS + "due: 13-01\n",
        STATISTICS.replace("50%", "0.5"),
        STATISTICS.replace("sum_of: [warning]", "sum: [warning]"),
    ],
    "statistics": [
        YEAR.replace("year: 2023\n", ""),
        YEAR.replace("2024-01-20", "2024年1月"),
        YEAR + "penalties: {warning: -1}\n",
        YEAR + "penalties: [1]\n",
        YEAR + "demo: 是\n",
    ],
    "submission": [
        "unit: 东湖区\nperiod: 2024-06\n",
        HEAD.replace("2024-06-28", ""),
        HEAD.replace("2024-06\n", "2024-6\n"),
        HEAD.replace("2024-06-28", "2024-06-31"),
        HEAD + "progres: []\n",
        HEAD + "demo: 是\n",
        HEAD + "progress: [{item: 22, status: 完成}]\n",
        HEAD + "progress: [{item: 22, problems: 缺人}]\n",
        HEAD + "progress: [{item: 22, status: , next_steps: 招人}]\n",
        HEAD + "progress: [{item: 22, status: , completed_on: 2024-06-20}]\n",
        HEAD + "progress: [{item: 22, status: , evidence: []}]\n",
        HEAD + "progress: [{item: , status: 推进中}]\n",
        HEAD + "progress: [{item: 22, status: 推进中, completed_on: 2024-06-20}]\n",
        HEAD + "progress: [{item: 22, status: 已完成, evidence: [{dated: 2024-06-20}]}]\n",
        HEAD + "progress: [{item: 22, status: 推进中, cycle: 24}]\n",
        HEAD + STAFF % COUNTED % -1,
        HEAD + STAFF % COUNTED % 8.5,
        HEAD + STAFF % COUNTED % "八十六",
        HEAD + STAFF % COUNTED % "",
        HEAD + STAFF % "officers: 86",
        HEAD + STAFF % "ceased: ",
        HEAD + STAFF % "ceased: 2024年3月",
        HEAD + TRAINED % ", since: 2024-03",
        HEAD + "figures: [{indicator: a, as_of: 2024-06-28, value: -1}]\n",
        HEAD + "figures: [{indicator: a, as_of: 2024-06-28, value: 95%}]\n",
        HEAD + "figures: [{indicator: a, as_of: 2024-06, value: 1}]\n",
        HEAD + "figures: [{indicator: a, as_of: , value: 1}]\n",
        HEAD + "figures: [{as_of: 2024-06-28, value: 1}]\n",
    ],
    "measures": [
        MEASURE % "",
        PLAN,
        PLAN.replace("2025-12-31", "2025年底") + MEASURE % "",
        PLAN.replace("coordinator", "proof_within: 一个月, coordinator") + MEASURE % "",
        PLAN.replace("coordinator", "ladder: [{after: 一个月, step: 约谈}], coordinator") + MEASURE % "",
        PLAN + "milestones: [{id: m1, title: 评估, responsible: [甲], source: 三, basis: 猜的}]\n" + MEASURE % "",
        PLAN + MEASURE % ", deadline: 尽快",
        PLAN + MEASURE % ", responsable: [甲]",
        PLAN + MEASURE % ", condition: [甲]",
        PLAN + MEASURE % ", once: true",
        PLAN + MEASURE % ", requirements: [{id: a}]",
        PLAN + MEASURE % ", requirements: [{id: a, title: }]",
        PLAN + MEASURE % ", requirements: [{id: a, title: 乙, once: 是}]",
        PLAN + MEASURE % ", requirements: [{id: a, title: 乙, condition: ' '}]",
        PLAN + MEASURE % ", requirements: [{id: A_b, title: 乙}]",
        PLAN + MEASURE % ", requirements: [{id: a, threshold: {hours: [skills], at_least: 六十, of: every_officer}}]",
        PLAN + MEASURE % ", requirements: [{id: a, threshold: {hours: [skills], at_least: , of: every_officer}}]",
        PLAN
        + MEASURE
        % ", requirements: [{id: a, threshold: {hours: [skills], share: [officers], at_least: 6, of: every_officer}}]",
        PLAN + "indicators: [{id: 受理, title: 受理}]\n" + MEASURE % "",
        PLAN + "indicators: [{id: a}]\n" + MEASURE % "",
        *(
            PLAN + INDICATORS + MEASURE % f", requirements: [{{id: a, threshold: {{{asked}}}}}]"
            for asked in (
                "change: a, at_most: 5%, of: every_department",
                "hours: [skills], at_least: 60, of: unit",
                "count: a, share: [a, b-1], at_least: 9, of: unit",
                "count: a, at_least: 4, at_most: 9, of: unit",
                "count: a, of: unit",
                "count: a, at_least: 两次, of: unit",
                "count: {a: 1}, at_least: 2, of: unit",
            )
        ),
    ],
    "units": [
        "groups: []\n",
        "units: [{id: 东湖, name: 甲}]\n",
        UNIT % "key: 是",
        "roster: {confirmed_on: 2024-05}\n" + UNIT % "",
        "roster: {confirmed: 2024-05-01}\n" + UNIT % "",
        GROUPS % ", authorities: 市司法局" + UNIT % "",
        GROUPS % ", authorities: {备案机关: }" + UNIT % "",
        GROUPS % ", authorities: {备案机关: []}" + UNIT % "",
        GROUPS % ", authorities: {备案机关: [人大, {name: 政府}]}" + UNIT % "",
        GROUPS % ", files: a.yaml" + UNIT % "",
        UNIT % "groups: 组",
        UNIT % "groups: [' ']",
        UNIT % "groups: [[组]]",
        UNIT % "groups: [{basis: 推定}]",
        UNIT % "groups: [{name: 组, basis: 猜的}]",
        UNIT % "succeeded_by: [甲]",
    ],
    "extensions": [
        f"[{{{GRANT}, until: 2024-07}}]\n",
        f"[{{{GRANT}}}]\n",
        f"[{{{GRANT}, until: 2024-07-31, revoked_on: 2024-07}}]\n",
        f"[{{{GRANT}, until: 2024-07-31, revoked: 2024-07-01}}]\n",
    ],
    "exemptions": [
        f"[{{{GRANT.replace('reason: 乙, ', '')}}}]\n",
        f"[{{{GRANT.replace('丙', '')}}}]\n",
        f"[{{{GRANT}, until: 2024-07-31}}]\n",
        f"[{{{GRANT}, cycle: 24}}]\n",
    ],
    "calendar": [
        "24: {document_no: 1号, holidays: []}\n",
        "2024: {holidays: []}\n",
        "2024: {document_no: 1号, holidays: [1月1日]}\n",
    ],
    "style": [
        "margins: {top: 4}\n",
        "margins: {left: 2.8cm}\n",
        "margins: 37\n",
        "lines: 9\n",
        "characters: 41\n",
        "fonts: {body: }\nfont: 宋体\n",
        f"fonts: {{title: {'方' * 32}}}\n",
        "fonts: {body: [仿宋]}\n",
        "copies: [甲, 乙]\n",
        "issuer: ' '\n",
    ],
    "waivers": [
        "[{rule: ZF301, unit: 甲, reason: 乙, approved_by: 丙}]\n",
        "[{rule: 301, unit: 甲, reason: 乙, approved_by: 丙, expires: 2024-07-31}]\n",
    ],
    "rectification": [
        MATTER.replace("due: 2024-07-31", "due: 7月底"),
        MATTER.replace("problem: 没有报送\n", ""),
        MATTER + "accepted: 通过\n",
        MATTER + "claimed_on: [2024-07]\n",
        MATTER + "measures: 催报\n",
        MATTER + "instruments: [{kind: 督办函}]\n",
        MATTER + "acceptance: [{by: 市司法局, on: 2024-07-30, result: 同意}]\n",
        MATTER + "acceptance: [{on: 2024-07-30, result: 通过}]\n",
    ],
}


OURS = {
    "measures": "measures.yaml",
    "units": "units.yaml",
    "submission": "submissions/**/*.y*ml",
    "rectification": "rectifications/**/*.y*ml",
    "statistics-tables": "statistics/tables.yaml",
    "statistics": "statistics/2*/*.yaml",
    "evaluation": "evaluation.yaml",
    "evaluations": "evaluations/2*/*.yaml",
    **{name: f"{name}.y*ml" for name in ("extensions", "exemptions", "calendar", "style", "waivers")},
}
"""Where the repository's own files of a kind are, as far as it has some."""


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_sound_files_and_our_own_pass_and_mistaken_ones_do_not(
    name: str, schemas: dict[str, Path], tmp_path: Path
) -> None:
    for kind, texts in (("sound", SOUND[name]), ("mistaken", MISTAKEN[name])):
        for index, text in enumerate(texts):
            (tmp_path / f"{kind}{index}.yaml").write_text(text, encoding="utf-8")
    expected = {f"mistaken{index}.yaml" for index in range(len(MISTAKEN[name]))}
    assert refused(schemas[name], *sorted(tmp_path.iterdir()), *sorted(DATA.glob(OURS[name]))) == expected


WORLD = {
    "measures": PLAN
    + MEASURE.replace("id: 1", "id: 5").replace("}]\n", "}, %s]\n")
    % (
        ", deadline: 2024年6月, requirements: [{id: report, title: 乙}]",
        "{id: 22, title: 举措, clauses: [{id: 22, source: 甲, summary: 做, responsible: [甲], deadline: 每年12月}]}",
    ),
    "units": "units: [{id: donghu, name: 东湖区, aliases: [甲]}]\n",
}


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_check_agrees(name: str, zhifa: Zhifa, tmp_path: Path) -> None:
    """Apart from names that are unknown here."""
    for kind, text in WORLD.items():
        (tmp_path / f"{kind}.yaml").write_text(text, encoding="utf-8")
    folders = {"submission": "submissions/a", "rectification": "rectifications/a", "statistics": "statistics/2023/a"}
    folders["evaluations"] = "evaluations/2023/a"
    file = tmp_path / f"{folders.get(name, name.replace('-', '/'))}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    if name == "statistics":
        (tmp_path / "statistics/tables.yaml").write_text(STATISTICS, encoding="utf-8")

    if name == "evaluations":
        (tmp_path / "evaluation.yaml").write_text(EVALUATION, encoding="utf-8")

    def faulty(text: str) -> bool:
        file.write_text(text, encoding="utf-8")
        findings = json.loads(zhifa("check", "--data", tmp_path, "-f", "json").out)["findings"]
        mistakes = {"ZF101", "ZF104", "ZF110", "ZF111"}
        return any(f["rule"] in mistakes and Path(f["path"]).name == file.name for f in findings)

    assert [text for text in SOUND[name] if faulty(text)] == []
    assert [text for text in MISTAKEN[name] if not faulty(text)] == []
