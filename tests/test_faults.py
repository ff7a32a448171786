"""Bad data: each fault is reported at its place, and everything else is still checked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from conftest import REPOSITORY, Zhifa

SUBMISSION = """\
unit: 东湖区
period: 2024-06
submitted_on: 2024-06-28
demo: true
progress:
  - item: 5/report
    status: 已完成
    completed_on: 2024-06-20
    recipient: 市司法局
    evidence:
      - title: 专项整治情况报告
        document_no: 东府字〔2024〕12号
        dated: 2024-06-20
        location: 档案室
  - item: 5/campaign
    status: 推进中
    problems: 人手不足
    next_steps: 抽调人员
staffing:
  as_of: 2024-06-28
  departments:
    - name: 东湖区城市管理和综合执法局
      key: true
      officers: 86
      legal_background: 20
      legal_reviewers: 5
training:
  year: 2024
  as_of: 2024-06-28
  officers:
    - code: A001
      public_law: 20
      business: 30
      skills: 12
      political: 16
"""

EXTENSIONS = """\
- unit: 东湖区
  item: 5/campaign
  until: 2024-08-31
  reason: 汛期抢险
  approved_by: 市司法局
  approved_on: 2024-06-20
  document_no: 洪司字〔2024〕3号
"""

ELSEWHERE = """\
unit: 西湖区
period: 2024-06
submitted_on: 2024-06-28
progress:
  - {item: 5/report, status: 已完做, completed_on: 2024-06-20}
"""

OPTIONAL = {
    "demo", "recipient", "evidence", "document_no", "dated", "location", "problems", "next_steps", "key", "political",
    "progress", "staffing", "training", "cycle", "completed_on", "full_name", "aliases", "groups", "basis", "note",
    "includes", "section", "deadline", "requirements", "act", "binding", "threshold", "milestones", "more_than",
    "measures.clauses.requirements.responsible",
}  # fmt: skip


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

    def __str__(self) -> str:
        return f"{self.path}:{'.'.join(self.names)}"


def _keys(path: str, text: str) -> Iterator[Key]:
    """The first key of each kind, so that the table stays small."""
    seen: set[tuple[str, ...]] = set()
    for names, key, _ in _pairs(yaml.compose(text, Loader=yaml.SafeLoader)):
        mark = key.start_mark
        if names not in seen:
            seen.add(names)
            yield Key(path, names, mark.index, mark.line + 1, mark.column + 1)


FILES = {
    "measures.yaml": (REPOSITORY / "data/measures.yaml").read_text(encoding="utf-8"),
    "units.yaml": (REPOSITORY / "data/units.yaml").read_text(encoding="utf-8"),
    "submissions/2024-06/donghu.yaml": SUBMISSION,
    "extensions.yaml": EXTENSIONS,
}
KEYS = [key for path, text in FILES.items() for key in _keys(path, text)]


@pytest.fixture
def faulty(data: Path) -> Callable[[str, str], Path]:
    """A folder with one file as given, and a known fault elsewhere that must still be found."""

    def build(path: str, text: str) -> Path:
        for name, content in {**FILES, "submissions/2024-06/xihu.yaml": ELSEWHERE, path: text}.items():
            file = data / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return data

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
    assert f"是不是想写 {key.name}？" in here[0]["message"]
    assert ("ZF104", 5, 30) in _places(findings, "submissions/2024-06/xihu.yaml")


def _without_key(text: str, offset: int) -> str:
    """The document with one key, and all that stands behind it, taken out."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    key, parent = next((k, p) for _, k, p in _pairs(root) if k.start_mark.index == offset)
    parent.value = [(k, v) for k, v in parent.value if k is not key]
    return yaml.serialize(root, allow_unicode=True)


@pytest.mark.parametrize("key", [key for key in KEYS if OPTIONAL.isdisjoint({key.name, ".".join(key.names)})], ids=str)
def test_a_missing_required_field_is_reported(key: Key, faulty: Callable[[str, str], Path], zhifa: Zhifa) -> None:
    text = _without_key(FILES[key.path], key.offset)
    findings = _check(zhifa, faulty(key.path, text))
    own = [f for f in findings if f["path"].endswith(key.path) and f["rule"] == "ZF104"]
    assert any(key.name in f["message"] for f in own)
    assert all(f["line"] <= text.count("\n") for f in own)
    assert ("ZF104", 5, 30) in _places(findings, "submissions/2024-06/xihu.yaml")


@pytest.mark.parametrize("key", ["title", "coordinator"])
def test_a_plan_without_a_name_is_judged_all_the_same(key: str, data: Path, zhifa: Zhifa) -> None:
    measures = data / "measures.yaml"
    whole = json.loads(zhifa("status", "--data", data, "--as-of", "2024-06-30", "-f", "json").out)["duties"]
    lines = measures.read_text(encoding="utf-8").splitlines(keepends=True)
    measures.write_text("".join(line for line in lines if not line.startswith(f"  {key}:")), encoding="utf-8")
    assert json.loads(zhifa("status", "--data", data, "--as-of", "2024-06-30", "-f", "json").out)["duties"] == whole
    check = zhifa("check", "--data", data, "--as-of", "2024-06-30", "-f", "json")
    assert check.code == 2
    faults = [f for f in json.loads(check.out)["findings"] if f["rule"] == "ZF104"]
    assert [f["message"].partition("(")[0].partition("\uff08")[0] for f in faults] == [f"缺少必填项 {key}"]


@pytest.mark.parametrize("name", ["extensions.yml", "Waivers.YAML"])
def test_an_approval_under_another_name_is_not_passed_over_in_silence(name: str, data: Path, zhifa: Zhifa) -> None:
    (data / name).write_text("[]\n", encoding="utf-8")
    check = zhifa("check", "--data", data, "--as-of", "2024-04-20", "-f", "json")
    assert check.code == 2
    told = [
        (f["rule"], Path(f["path"]).name, f["message"]) for f in json.loads(check.out)["findings"] if f["rule"] < "ZF2"
    ]
    right = f"{Path(name).stem.lower()}.yaml"
    assert told == [("ZF102", name, f"没有读取这个文件；请改名为 {right}")]
