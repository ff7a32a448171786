"""``zhifa check`` at a terminal: by unit, the worst first, each finding with its clause and its line."""

from collections import defaultdict
from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from zhifa_cli.finding import Finding, Position, Result, Severity
from zhifa_cli.render.console import SEVERITY_STYLES, banner, draw, plain

_DATA_RULES = "ZF1"


def render(result: Result, width: int, *, color: bool) -> str:
    """Groups of findings, and one summary line at the end."""
    groups: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        groups[finding.unit].append(finding)
    parts: list[RenderableType] = [banner(result.plan, result.as_of, closed=result.closed, demo=result.demo), Text()]
    for unit in sorted(groups, key=lambda unit: _badness(groups[unit])):
        parts.extend(_group(result, unit, sorted(groups[unit], key=_worst_first)))
    return draw([*parts, _summary(result, len(groups.keys() - {None}))], width, color=color)


def _badness(findings: list[Finding]) -> tuple[int, ...]:
    """Data that no unit is to blame for first, then most errors, most warnings, longest overdue."""
    count = [-sum(f.severity is severity for f in findings) for severity in Severity]
    return (findings[0].unit is not None, *count, -max((f.days_overdue or 0 for f in findings), default=0))


def _worst_first(finding: Finding) -> tuple[int, int]:
    return finding.severity.rank, -(finding.days_overdue or 0)


def _group(result: Result, unit: str | None, findings: list[Finding]) -> Iterator[Text | Padding]:
    name = "数据文件" if unit is None else result.unit_names[unit]
    counts = ((severity, sum(f.severity is severity for f in findings)) for severity in Severity)
    heading = plain(name, "bold underline")
    heading.append("  " + " · ".join(f"{severity.label} {n}" for severity, n in counts if n))
    yield heading
    for finding in findings:
        yield Padding(_finding(finding), (0, 0, 0, 2))
    yield Text()


def _finding(finding: Finding) -> Text:
    text = Text(f"{finding.severity.label} {finding.rule}", SEVERITY_STYLES[finding.severity])
    cycle = f"{finding.cycle}年度" if finding.cycle else None
    cited = " ".join(filter(None, [finding.source, finding.item, cycle]))
    text.append(f" {finding.name} ", "dim").append_text(plain(cited, "not dim not bold default"))
    text.append("\n  ").append_text(plain(finding.message, "default not dim not bold"))
    position = finding.position or Position(1, 1)
    text.append("\n  ").append_text(plain(f"{finding.path}:{position.line}:{position.column}", "dim not bold default"))
    if finding.rule.startswith(_DATA_RULES) and finding.excerpt:
        text.append_text(_excerpt(finding.excerpt, position))
    return text


def _excerpt(line: str, position: Position) -> Text:
    """The source line around the column, and a caret below it."""
    start = max(0, position.column - 1 - 40)
    shown = plain(line[start : start + 90])
    before = plain(line[start : position.column - 1])
    gutter = f"\n  {position.line} | "
    text = Text(gutter, "dim").append_text(shown)
    return text.append("\n  " + " " * (len(gutter) - 3 + before.cell_len) + "^", "bold red")


def _summary(result: Result, units: int) -> Text:
    counts = "、".join(f"{severity.label} {n} 项" for severity, n in result.summary.items())
    if not result.findings:
        return Text("未发现问题。", "bold green")
    worst = min((f.severity for f in result.findings), key=lambda s: s.rank)
    left_out = f";{n} 处数据有误未采用" if (n := sum(f.left_out for f in result.findings)) else ""
    rule = min(result.findings, key=lambda f: (f.severity.rank, f.rule)).rule
    return Text(f"共 {counts},涉及 {units} 个单位{left_out}。规则说明:zhifa explain {rule}", SEVERITY_STYLES[worst])
