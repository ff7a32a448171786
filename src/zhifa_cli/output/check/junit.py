"""``zhifa check -f junit``: a test case for each unit × clause that was judged, so that passes show too."""

import re
from collections import defaultdict
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from zhifa_cli.finding import Issue, Result, Severity
from zhifa_cli.output.check import Check
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.wording import cited, place, waiver

_OWN = re.compile(r'\A<\?xml [^>]*\?>\s*<testsuites name="zhifa check ')
_DATA_SUITE = "数据文件"
_DATA_CASE = "数据和报送"
Key = tuple[str | None, str | None]


@drawn(_OWN, for_services=True, remarks=False)
def junit(what: Check, _screen: Screen) -> str:
    """A suite for each unit. Errors fail a case, unusable data is an error of it, the rest is told in passing."""
    result = what.result
    found: dict[Key, list[Issue]] = defaultdict(list)
    for finding in result.findings:
        found[_key(finding)].append(finding)
    excused: dict[Key, list[str]] = defaultdict(list)
    for known in result.known:
        excused[_key(known)].append(f"基线内：{_line(known)}")
    for waived in result.waived:
        excused[_key(waived.finding)].append(f"{waiver(waived)}：{_line(waived.finding)}")
    root = Element("testsuites", name=visible(f"zhifa check {result.plan}"))
    for unit, titles in _suites(result, [*found, *excused]).items():
        name = _DATA_SUITE if unit is None else result.unit_names[unit]
        suite = SubElement(root, "testsuite", name=visible(name))
        for item, title in titles.items():
            case = SubElement(suite, "testcase", classname=visible(name), name=visible(title), time="0")
            _judge(case, found[unit, item], excused[unit, item])
        _count(suite)
    _count(root)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _key(finding: Issue) -> Key:
    """The case that a finding belongs to: of an item its clause, else its unit's data."""
    return finding.unit, finding.item and finding.item.partition("/")[0]


def _suites(result: Result, keys: Iterable[Key]) -> dict[str | None, dict[str | None, str]]:
    """The title of every case by unit: the data first, then each clause that was judged or spoken of."""
    suites: dict[str | None, dict[str | None, str]] = {None: {None: _DATA_CASE}}
    for case in result.cases:
        suites.setdefault(case.unit, {None: _DATA_CASE})[case.item] = f"{case.title}（{case.item}）"
    for unit, item in keys:
        suites.setdefault(unit, {None: _DATA_CASE}).setdefault(item, item or _DATA_CASE)
    return suites


def _judge(case: Element, findings: list[Issue], excused: list[str]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        kind = "error" if any(finding.left_out for finding in errors) else "failure"
        types = " ".join(dict.fromkeys(finding.rule for finding in errors))
        SubElement(case, kind, type=types, message=visible(errors[0].message)).text = _lines(map(_line, errors))
    elif excused:
        SubElement(case, "skipped", message=visible(excused[0])).text = _lines(excused)
    others = [_line(finding) for finding in findings if finding.severity is not Severity.ERROR]
    if others:
        SubElement(case, "system-out").text = _lines(others)


def _line(finding: Issue) -> str:
    about = " ".join(filter(None, [finding.severity.label, finding.rule, cited(finding)]))
    return f"{about}：{finding.message}（{place(finding)}）"


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(map(visible, texts))


def _count(element: Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
