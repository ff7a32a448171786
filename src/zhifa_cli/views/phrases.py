"""What every format says of a finding and of a result, in the same words."""

from collections import defaultdict
from collections.abc import Iterable

from zhifa_cli.check.comparison import Comparison
from zhifa_cli.finding import Issue, Result, Severity, Waived
from zhifa_cli.model.deadline import period


def cited(finding: Issue) -> str:
    """The clause, the item and the year: ``第…条 9/inspection-plan 2024年度``."""
    cycle = period(finding.cycle) if finding.cycle else None
    return " ".join(filter(None, [finding.source, finding.item, cycle]))


def timing(finding: Issue) -> str:
    """When it fell due and how long ago, as far as the message does not say so. What is doubtful is not called overdue."""
    due = f"{finding.due} 到期" if finding.due and str(finding.due) not in finding.message else ""
    late = f"{'逾期' if _late(finding) else '待核实'} {finding.days_overdue} 天" if finding.days_overdue else ""
    return "，".join(part for part in (due, late) if part and part not in finding.message)


def sentence(finding: Issue, unit_names: dict[str, str]) -> str:
    """All of a finding but its place, for formats that show it alone: whose, which clause, what is wrong."""
    unit = unit_names.get(finding.unit, finding.unit) if finding.unit else None
    if unit and finding.message.startswith(unit):
        unit = None
    about = " ".join(filter(None, [unit, cited(finding)]))
    return f"{about}：{finding.message}" if about else finding.message


def place(finding: Issue) -> str:
    """``data/measures.yaml:150:13``."""
    return f"{finding.path}:{finding.line}:{finding.column}"


def tally(result: Result) -> str:
    """The summary: how many of each severity, of how many units, and what does not count."""
    apart = [
        f"{result.left_out} 处数据有误未采用" if result.left_out else "",
        f"已豁免 {len(result.waived)} 项" if result.waived else "",
        f"基线内 {len(result.known)} 项" if result.known else "",
        result.settings,
    ]
    if result.findings:
        counts = "、".join(f"{severity.label} {count} 项" for severity, count in result.summary.items())
        units = len({finding.unit for finding in result.findings} - {None})
        head = f"共 {counts}，涉及 {units} 个单位"
    else:
        head = "未发现问题"
    return "；".join(filter(None, [head, *apart])) + "。"


def counts(findings: Iterable[Issue], joint: str = "、") -> str:
    """How many of each severity that there is."""
    found = list(findings)
    numbers = ((severity, sum(f.severity is severity for f in found)) for severity in Severity)
    return joint.join(f"{severity.label} {number}" for severity, number in numbers if number)


def groups(result: Result) -> list[tuple[str, list[Issue]]]:
    """The findings of each unit by its name, the worst unit and finding first; before all what is no unit's."""
    found: dict[str | None, list[Issue]] = defaultdict(list)
    for finding in sorted(result.findings, key=severest_first):
        found[finding.unit].append(finding)
    ordered = sorted(found.items(), key=lambda group: _badness(group[1]))
    return [("数据文件" if unit is None else result.unit_names[unit], findings) for unit, findings in ordered]


def _badness(findings: list[Issue]) -> tuple[int, ...]:
    numbers = (-sum(f.severity is severity for f in findings) for severity in Severity)
    return findings[0].unit is not None, *numbers, -longest(findings)


def longest(findings: Iterable[Issue]) -> int:
    """The most days that any of them is overdue."""
    return max((finding.days_overdue or 0 for finding in findings if _late(finding)), default=0)


def _late(finding: Issue) -> bool:
    return finding.accuses or finding.completed_on is not None


def severest_first(finding: Issue) -> tuple[int, int]:
    """Errors before warnings before notes, and the longest overdue first."""
    return finding.severity.rank, -(finding.days_overdue or 0)


def waiver(waived: Waived) -> str:
    """Why a finding does not count, by whom, and until when."""
    return f"已豁免至 {waived.expires}，{waived.approved_by}批准：{waived.reason}"


def changes(comparison: Comparison) -> str:
    """How much changed from one check to another."""
    parts = {
        "新增": len(comparison.added),
        "变差": len(comparison.worse),
        "好转": len(comparison.eased),
        "已了结": len(comparison.settled),
    }
    changed = "、".join(f"{label} {count} 项" for label, count in parts.items() if count) or "没有变化"
    return f"{changed}；{comparison.unchanged} 项依旧。"
