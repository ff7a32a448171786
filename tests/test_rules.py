"""The registry of rules: each documented, listed, and proved by examples that pass and that fail."""

import re
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import readme_tables
from conftest import Zhifa
from rule_examples import Example, examples, read
from zhifa_cli.finding import Issue, Severity
from zhifa_cli.model.deadline import FORMS
from zhifa_cli.model.plan import SettledDeadline
from zhifa_cli.rules.registry import RULES
from zhifa_cli.rules.rule import Rule
from zhifa_cli.source import tree
from zhifa_cli.text.width import cells

ALL = examples()


@cache
def findings(file: Path) -> tuple[Issue, ...]:
    """What all rules say of an example, which is run once."""
    with tempfile.TemporaryDirectory() as folder:
        return read(file).findings(Path(folder))


every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@pytest.mark.parametrize("example", ALL, ids=str)
def test_an_example_shows_what_its_rule_finds_and_leaves(example: Example) -> None:
    found = findings(example.file)
    own = [finding for finding in found if finding.rule == example.code]
    unseen = []
    for expected in example.expected:
        if match := next((finding for finding in own if expected.matches(finding)), None):
            own.remove(match)
        else:
            unseen.append(str(expected))
    unasked = [f"{f.path}:{f.line}:{f.column} {f.message}" for f in own]
    assert (unseen, unasked) == ([], [])


@pytest.mark.parametrize("example", [e for e in ALL if not (e.fails and e.code < "ZF200")], ids=str)
def test_an_example_is_sound_but_for_its_point(example: Example) -> None:
    faults = [finding for finding in findings(example.file) if finding.rule.startswith("ZF1")]
    other = [fault for fault in faults if fault.rule not in {example.code, *example.besides}]
    assert [f"{fault.rule} {fault.path}: {fault.message}" for fault in other] == []


@pytest.mark.parametrize(
    ("name", "severities"),
    [("fail-silent", {Severity.WARNING}), ("fail-two-months-silent", {Severity.NOTE})],
    ids=["never heard of", "not heard of for two months"],
)
def test_silence_is_graded(name: str, severities: set[Severity]) -> None:
    (example,) = (example for example in ALL if str(example) == f"ZF204/{name}")
    assert {finding.severity for finding in findings(example.file) if finding.rule == "ZF204"} == severities


def test_codes_are_in_order_and_codes_and_names_are_unique() -> None:
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})
    assert [name for name, times in Counter(rule.name for rule in RULES).items() if times > 1] == []


@every_rule
def test_a_rule_has_its_examples(rule: Rule) -> None:
    kinds = {example.fails for example in ALL if example.code == rule.code}
    assert kinds == {True, False}, f"add tests/examples/{rule.code}/pass-….yaml and fail-….yaml"


def test_an_example_is_of_a_rule() -> None:
    assert {example.code for example in ALL} <= {rule.code for rule in RULES}


@every_rule
def test_a_rule_says_who_it_is(rule: Rule) -> None:
    assert re.fullmatch(r"ZF[1-8][0-9]{2}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert isinstance(rule.severity, Severity)
    assert re.search("[\u4e00-\u9fff]", rule.title)
    assert "\n" not in rule.title


@every_rule
def test_a_rule_says_what_it_checks_on_what_authority_and_how_to_mend_it(rule: Rule) -> None:
    parts = re.split(r"^(检查什么|依据|怎么改)：", rule.explanation, flags=re.MULTILINE)
    assert parts[::2][0] == ""
    assert parts[1::2] == ["检查什么", "依据", "怎么改"]
    assert all(len(part.strip()) > len("数据约定") for part in parts[2::2])


@every_rule
@pytest.mark.parametrize("by", ["code", "name"])
def test_explain_prints_a_rule(rule: Rule, by: str, zhifa: Zhifa) -> None:
    outcome = zhifa("explain", getattr(rule, by))
    assert (outcome.code, outcome.err) == (0, "")
    first, _, rest = outcome.out.partition("\n")
    assert first == f"{rule.code} {rule.name} · {rule.title}（{rule.severity.label}）"
    assert "".join(rule.explanation.split()) == "".join(rest.split())


@pytest.mark.parametrize("width", [80, 160])
def test_explain_lists_every_form_of_deadline(width: int, zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    outcome = zhifa("explain", "deadline")
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert [line for line in lines if cells(line) > width] == []
    first_words = {line.split()[0] for line in lines if line}
    assert {form for forms, _ in FORMS for form in forms.split()} - first_words == set()
    assert set(SettledDeadline.model_json_schema()["properties"]) - first_words == set()
    if width == 160:
        assert [meaning for _, meaning in FORMS if meaning not in outcome.out] == []
    shown = [line.split("deadline: ")[1] for line in lines if "deadline: {" in line]
    settled = [SettledDeadline.model_validate(tree.parse("x.yaml", text)[0]).deadline.text for text in shown]
    assert settled == ["与主题教育时间同步（核定：牵头单位核定）", "按月（核定）"]


def test_rules_lists_every_rule(zhifa: Zhifa) -> None:
    outcome = zhifa("rules")
    assert outcome.code == 0
    listed = [line.split(maxsplit=3) for line in outcome.out.splitlines() if line.startswith("ZF")]
    assert listed == [[rule.code, rule.severity.label, rule.name, rule.title] for rule in RULES]


def test_the_readme_lists_every_rule() -> None:
    readme = readme_tables.README.read_text(encoding="utf-8")
    assert readme == readme_tables.updated(readme), "run python tests/tools/readme_tables.py --write"
