"""Bad data: each fault is reported at its place, and everything else is still checked."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from conftest import Zhifa

MEASURES = """\
plan:
  title: 示例市计划
  issued_on: 2024-04-01
  ends_on: 2025-12-31
  coordinator: 市司法局
  proof_within: 30
  ladder:
    - {after: 30, step: 督办函}
  short_name: 《计划》
  notice_title: 督办函
  acts: [公证]
amendments:
  - document: 示例市政办发〔2025〕1号
    effective: 2025-01-01
    items:
      1/campaign:
        title: 开展专项整治
        deadline: 2025年12月
        responsible: [县区]
        supporting: [市司法局]
        jointly: true
        act: 报送
        recipient: 市司法局
        binding: 必须
        condition: 有此类情形的
        repealed: false
milestones:
  - id: m1
    title: 完成中期评估
    responsible: [市司法局]
    deadline: 2024年7月底前
    source: 三
    supporting: [甲区]
    jointly: false
    basis: 推定
measures:
  - id: 1
    section: 一
    title: 专项整治
    clauses:
      - id: 1
        source: 第1条
        summary: 专项整治
        responsible: [各部门]
        deadline: 2024年6月
        condition: 发现问题的
        supporting: [市司法局]
        jointly: true
        requirements:
          - {id: campaign, title: 开展整治}
          - id: study
            title: 学习教育
            deadline: {text: 与主题教育时间同步, due: 2024-06-30, note: 牵头单位核定}
          - id: review
            title: 调度
            deadline: {text: 按月调度, every: month, day: last, from: 2024-07, until: 2024-12}
          - id: report
            title: 整治情况报送
            responsible: [县区]
            deadline: 每年12月
            act: 报送
            recipient: 同级司法行政部门
            binding: 必须
            condition: 有此类职权的
            once: true
          - {id: reviewers, threshold: {share: [legal_reviewers, officers], at_least: 5%, of: every_department}}
          - {id: background, threshold: {share: [legal_background, officers], more_than: 15%, of: every_department}}
          - {id: hours, deadline: 每年12月, threshold: {hours: [skills], at_least: 60, of: every_officer}}
          - {id: visits, threshold: {count: visits, at_most: 4, of: unit}}
          - {id: fewer, threshold: {change: visits, less_than: -10%, of: unit}}
          - {id: skilled, deadline: 每年12月, threshold: {count: skills, table: training, at_least: 9, of: unit}}
indicators:
  - {id: visits, title: 检查次数, unit: 次}
tables:
  - id: staffing
    title: 人员配备表
    rows: departments
    row: 部门
    key: name
    marked: 重点行政执法部门
    columns:
      - {id: officers, title: 执法人员, unit: 人, positive: true, headings: [总人数]}
      - {id: legal_background, title: 法律背景人员, within: officers}
      - {id: legal_reviewers, title: 法制审核人员}
  - id: training
    title: 学时表
    rows: officers
    key: code
    cycle: year
    persons: true
    headcount: staffing/officers
    columns:
      - {id: public_law, title: 公共法律知识, decimals: true}
      - {id: business, title: 业务知识}
      - {id: skills, title: 行政执法技能}
      - {id: political, title: 政治理论, optional: true}
"""

UNITS = """\
roster:
  confirmed_on: 2024-05-01
groups:
  - name: 县区
    note: 县级部门由所在县区汇总报送
    authorities: {同级司法行政部门: 市司法局}
    files: [submissions/**/*.yaml]
  - {name: 各部门, includes: [县区]}
units:
  - id: jia
    name: 甲区
    full_name: 甲区人民政府
    aliases: [甲区政府]
    groups: [{name: 县区, basis: 推定}]
    key: true
    active: {from: 2024-01-01, until: 2025-06-30, succeeded_by: 乙区}
    succeeded_by: 乙区
    basis: 细则原文
    authorities: {同级司法行政部门: [甲区司法局, 市司法局]}
    files: [submissions/*/jia.yaml]
  - {id: yi, name: 乙区, groups: [县区]}
  - {id: sifa, name: 市司法局}
"""

SUBMISSION = """\
unit: 甲区
period: 2024-06
submitted_on: 2024-06-28
demo: true
progress:
  - item: 1/report
    cycle: 2024
    status: 已完成
    completed_on: 2024-06-20
    act: 报送
    recipient: 甲区司法局
    evidence:
      - title: 专项整治情况报告
        document_no: 甲府字〔2024〕12号
        dated: 2024-06-20
        location: 档案室
        file: units.yaml
        sha256: 0000000000000000000000000000000000000000000000000000000000000000
  - item: 1/campaign
    status: 不适用
    reason: 没有发现问题
    problems: 人手不足
    next_steps: 抽调人员
staffing:
  as_of: 2024-06-28
  departments:
    - name: 甲区城市管理和综合执法局
      key: true
      officers: 86
      legal_background: 20
      legal_reviewers: 5
    - {name: 甲区水利局, ceased: 2024-03-31}
training:
  year: 2024
  as_of: 2024-06-28
  officers:
    - code: A001
      public_law: 20
      business: 30
      skills: 12
      political: 16
      since: 2024-03-01
figures:
  - indicator: visits
    cycle: 2024
    as_of: 2024-06-28
    value: 3
    evidence: [{title: 检查台账}]
"""

EXTENSIONS = """\
- unit: 甲区
  item: 1/report
  cycle: 2024
  until: 2025-08-31
  reason: 汛期抢险
  approved_by: 市司法局
  approved_on: 2024-06-20
  document_no: 洪司字〔2024〕3号
  revoked_on: 2024-06-28
"""

EXEMPTIONS = """\
exemptions:
- unit: 乙区
  item: 1/report
  cycle: 2024
  reason: 职能划转
  approved_by: 市司法局
  approved_on: 2024-06-20
  document_no: 洪司函〔2024〕9号
"""

WAIVERS = """\
- rule: ZF201
  unit: 乙区
  item: 1/campaign
  reason: 另案处理
  approved_by: 市政府
  expires: 2024-12-31
"""

STYLE = """\
banner: 示例市司法局文件
document_no: 示司通〔{年}〕 号
addressed: 各县（区）人民政府
issuer: 示例市司法局
copies: 市政府办公室
margins:
  top: 37
  bottom: 35
  left: 28
  right: 26.5
lines: 22
characters: 28
fonts:
  title: 方正小标宋简体
  heading: 黑体
  subheading: 楷体_GB2312
  body: 仿宋_GB2312
  latin: Times New Roman
  page_number: 宋体
"""

RECTIFICATION = """\
id: 2024-017
unit: 乙区
source: 月度核查
found_on: 2024-06-02
item: 1/campaign
finding: 9a0c7e
problem: 没有开展整治
responsible: 乙区城管局
goal: 全面开展
measures: [制定方案]
due: 2024-06-28
instruments:
  - kind: 督办函
    document_no: 洪司督〔2024〕3号
    issued_on: 2024-06-03
    reply_by: 2024-06-10
    replied_on: 2024-06-09
progress:
  - on: 2024-06-20
    note: 已经制定方案
claimed_on: 2024-06-24
evidence: [{title: 整治情况报告}]
acceptance:
  - by: 市司法局
    on: 2024-06-26
    result: 通过
closed_on: 2024-06-27
demo: true
"""

ELSEWHERE = """\
unit: 乙区
period: 2024-06
submitted_on: 2024-06-28
progress:
  - {item: 1/report, cycle: 2024, status: 已完做, completed_on: 2024-06-20}
"""

OPTIONAL = {
    "demo", "recipient", "evidence", "document_no", "dated", "location", "file", "sha256", "problems", "next_steps", "key", "political",
    "progress", "staffing", "training", "cycle", "completed_on", "full_name", "aliases", "groups", "basis", "groups.note", "measures.clauses.requirements.deadline.note",
    "includes", "section", "deadline", "requirements", "act", "binding", "milestones", "proof_within", "condition",
    "once", "roster", "confirmed_on", "authorities", "files", "active", "from", "succeeded_by", "ceased", "since",
    "revoked_on", "units.active.until", "measures.clauses.requirements.responsible", "progress.reason",
    "short_name", "notice_title", "acts", "amendments", "repealed", "amendments.items.1/campaign.title",
    "amendments.items.1/campaign.responsible", "waivers.yaml:item", "day", "measures.clauses.requirements.deadline.until",
    "indicators.unit", "tables", "rows", "row", "marked", "decimals", "optional", "positive", "within", "headings",
    "persons", "headcount", "tables.columns.unit", "table", "figures", "figures.value", "supporting", "jointly", "ladder", "rectifications/2024/017.yaml:item",
    "finding", "rectifications/2024/017.yaml:responsible", "goal", "rectifications/2024/017.yaml:measures", "instruments",
    "reply_by", "replied_on", "claimed_on", "acceptance", "closed_on",
}  # fmt: skip
"""By name, by all names from the root, or by those and the file."""
HANGS = {"progress.evidence.file", "progress.cycle", "staffing.departments.ceased", "tables", "tables.key"}
"""Optional, but what stands beside them demands them here: a yearly item, a row without counts, a threshold on a table."""
FREE = {"authorities", "items"}
"""Right below them keys are the document's own words."""


Pair = tuple[tuple[str, ...], yaml.Node, yaml.MappingNode]


def _pairs(node: yaml.Node | None, above: tuple[str, ...] = ()) -> Iterator[Pair]:
    """Every key of a document: the names from the root to it, itself, and the mapping that it stands in."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*above, key.value), key, node
            yield from _pairs(value, (*above, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _pairs(child, above)


class Key(NamedTuple):
    """A key of a data file, and where it stands."""

    path: str
    names: tuple[str, ...]
    offset: int
    line: int
    column: int

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def optional(self) -> bool:
        return self.path == "style.yaml" or not OPTIONAL.isdisjoint({self.name, ".".join(self.names), str(self)})

    def __str__(self) -> str:
        return f"{self.path}:{'.'.join(self.names)}"


def _keys(path: str, text: str) -> Iterator[Key]:
    """The first key of each kind, so that the table stays small."""
    seen: set[tuple[str, ...]] = set()
    for names, key, _ in _pairs(yaml.compose(text, Loader=yaml.CSafeLoader)):
        mark = key.start_mark
        if names not in seen:
            seen.add(names)
            yield Key(path, names, mark.index, mark.line + 1, mark.column + 1)


FILES = {
    "measures.yaml": MEASURES,
    "units.yaml": UNITS,
    "submissions/2024-06/jia.yaml": SUBMISSION,
    "extensions.yaml": EXTENSIONS,
    "exemptions.yaml": EXEMPTIONS,
    "waivers.yaml": WAIVERS,
    "style.yaml": STYLE,
    "rectifications/2024/017.yaml": RECTIFICATION,
}
KEYS = [key for path, text in FILES.items() for key in _keys(path, text) if FREE.isdisjoint(key.names[-2:-1])]


@pytest.mark.parametrize(
    "name", ["measures", "units", "submission", "rectification", "extensions", "exemptions", "waivers", "style"]
)
def test_every_key_there_is_stands_in_the_files_below(name: str, zhifa: Zhifa) -> None:
    def known(schema: Any) -> set[str]:
        below = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        found = set[str]().union(*map(known, below))
        return found | set(schema.get("properties", ())) if isinstance(schema, dict) else found

    wrapped = {"extensions", "exemptions", "waivers"}  # a list may stand below its name, and need not
    assert known(json.loads(zhifa("schema", name).out)) - wrapped <= {key.name for key in KEYS}


@pytest.fixture
def faulty(tmp_path: Path) -> Callable[[str, str], Path]:
    """A folder with one file as given, and a known fault elsewhere that must still be found."""

    def build(path: str, text: str) -> Path:
        for name, content in {**FILES, "submissions/2024-06/yi.yaml": ELSEWHERE, path: text}.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return tmp_path

    return build


def _check(zhifa: Zhifa, folder: Path) -> list[dict[str, Any]]:
    outcome = zhifa("check", "--data", folder, "--as-of", "2024-06-30", "-f", "json")
    assert outcome.code == 2
    findings: list[dict[str, Any]] = json.loads(outcome.out)["findings"]
    return findings


def _places(findings: list[dict[str, Any]], path: str) -> set[tuple[str, int, int]]:
    return {(f["rule"], f["line"], f["column"]) for f in findings if f["path"].endswith(path)}


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_misspelt_key_is_reported_at_its_place(key: Key, faulty: Callable[[str, str], Path], zhifa: Zhifa) -> None:
    text = FILES[key.path][: key.offset] + f"{key.name}x" + FILES[key.path][key.offset + len(key.name) :]
    findings = _check(zhifa, faulty(key.path, text))
    here = [f for f in findings if (f["rule"], f["line"], f["column"]) == ("ZF104", key.line, key.column)]
    assert here
    assert here[0]["path"].endswith(key.path)
    assert f"没有“{key.name}x”这个键" in here[0]["message"]
    assert f"是不是 {key.name}？" in here[0]["message"]
    assert ("ZF104", 5, 43) in _places(findings, "submissions/2024-06/yi.yaml")


def _without_key(text: str, offset: int) -> str:
    """The document with one key, and all that stands behind it, taken out."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    key, parent = next((k, p) for _, k, p in _pairs(root) if k.start_mark.index == offset)
    parent.value = [(k, v) for k, v in parent.value if k is not key]
    return yaml.serialize(root, Dumper=yaml.CSafeDumper, allow_unicode=True)


@pytest.mark.parametrize("key", [key for key in KEYS if key.optional and ".".join(key.names) not in HANGS], ids=str)
def test_a_missing_optional_field_is_no_fault(key: Key, faulty: Callable[[str, str], Path], zhifa: Zhifa) -> None:
    findings = _check(zhifa, faulty(key.path, _without_key(FILES[key.path], key.offset)))
    assert "ZF104" not in {rule for rule, *_ in _places(findings, key.path)}
    assert ("ZF104", 5, 43) in _places(findings, "submissions/2024-06/yi.yaml")


@pytest.mark.parametrize("key", [key for key in KEYS if not key.optional], ids=str)
def test_a_missing_required_field_is_reported(key: Key, faulty: Callable[[str, str], Path], zhifa: Zhifa) -> None:
    text = _without_key(FILES[key.path], key.offset)
    findings = _check(zhifa, faulty(key.path, text))
    own = [f for f in findings if f["path"].endswith(key.path) and f["rule"] == "ZF104"]
    assert any(key.name in f["message"] for f in own)
    assert all(f["line"] <= text.count("\n") for f in own)
    assert ("ZF104", 5, 43) in _places(findings, "submissions/2024-06/yi.yaml")


@pytest.mark.parametrize("key", ["title", "coordinator"])
def test_a_plan_without_a_name_is_judged_all_the_same(key: str, city: Path, zhifa: Zhifa) -> None:
    whole = json.loads(zhifa("status", "--as-of", "2024-06-30", "-f", "json").out)["duties"]
    measures = city / "measures.yaml"
    text = measures.read_text(encoding="utf-8")
    measures.write_text(re.sub(rf"{key}: \w+(, )?", "", text, count=1).replace(", }", "}"), encoding="utf-8")
    assert json.loads(zhifa("status", "--as-of", "2024-06-30", "-f", "json").out)["duties"] == whole
    check = zhifa("check", "--as-of", "2024-06-30", "-f", "json")
    assert check.code == 2
    faults = [f for f in json.loads(check.out)["findings"] if f["rule"] == "ZF104"]
    assert [f["message"].partition("(")[0].partition("\uff08")[0] for f in faults] == [f"缺少必填项 {key}"]


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("extensions.yml", "；请改名为 extensions.yaml"),
        ("Exemptions.yaml", "；请改名为 exemptions.yaml"),
        ("Waivers.YAML", "；请改名为 waivers.yaml"),
        ("units.yml", "，只读取 units.yaml；请把内容并入 units.yaml，再删去这个文件"),
        ("Measures.yaml", "，只读取 measures.yaml；请把内容并入 measures.yaml，再删去这个文件"),
    ],
)
def test_a_file_under_another_name_is_not_passed_over_in_silence(
    name: str, cure: str, city: Path, zhifa: Zhifa
) -> None:
    (city / "extensions.yaml").unlink()
    (city / name).write_text("[]\n", encoding="utf-8")
    check = zhifa("check", "--as-of", "2024-04-20", "-f", "json")
    assert check.code == 2
    told = [
        (f["rule"], Path(f["path"]).name, f["message"]) for f in json.loads(check.out)["findings"] if f["rule"] < "ZF2"
    ]
    assert told == [("ZF102", name, f"没有读取这个文件{cure}")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("waivers: 无\n", "waivers 应是列表（每项以“- ”开头），却是一句话"),
        ("waivers:\n", "waivers 应是列表（每项以“- ”开头），却是映射"),
        ("{rule: ZF201, unit: 乙区}\n", "waivers 应是列表（每项以“- ”开头），却是映射"),
        ("无\n", "waivers 应是列表（每项以“- ”开头），却是一句话"),
        ("waiver: []\n", "没有“waiver”这个键；可用的键：waivers。是不是 waivers？"),
    ],
)
def test_what_holds_no_list_of_approvals_is_reported(text: str, message: str, city: Path, zhifa: Zhifa) -> None:
    (city / "waivers.yaml").write_text(text, encoding="utf-8")
    found = json.loads(zhifa("check", "--as-of", "2024-04-20", "-f", "json").out)["findings"]
    assert [f["message"] for f in found if f["path"].endswith("waivers.yaml")] == [message]
