"""The words for what every format says: of duties, of findings, of results."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from zhifa_cli.check.comparison import Comparison
from zhifa_cli.finding import Issue, Result, Severity, Waived
from zhifa_cli.ledger.duty import Duty, Ledger, Status
from zhifa_cli.model.deadline import Within, of_years, period
from zhifa_cli.model.plan import Item
from zhifa_cli.views.columns import Column
from zhifa_cli.views.groups import is_late

NO_PLAN = "（计划信息有误，未能判定任何事项）"

# ---- when -----------------------------------------------------------------------------------------------


def as_of(on: date, known_on: date | None = None, *, closed: bool) -> str:
    """The day whose state is shown, whether it is over, and where later news is left out, until when."""
    known = f"，只用 {known_on} 及以前的报送和批准" if known_on else ""
    return f"截至 {on}{'' if closed else '（今天，当日到期的尚不算逾期）'}{known}"


def day(on: date) -> str:
    """A date as it is read out."""
    return f"{on.year}年{on.month}月{on.day}日"


def elapsed(days: int) -> str:
    """How long a date is past."""
    return f"{days} 天" if days else "当日届满"


def lateness(duty: Duty) -> str:
    """How long a duty is overdue, or was when it was completed."""
    return "" if duty.days_overdue is None else elapsed(duty.days_overdue)


def timing(finding: Issue) -> str:
    """When it fell due and how long ago, as far as the message does not say so. What is doubtful is not called overdue."""
    due = (
        f"{finding.due}{'（核定）' if finding.settled else ' '}到期"
        if finding.due and str(finding.due) not in finding.message
        else ""
    )
    late = f"{'逾期' if is_late(finding) else '待核实'} {elapsed(finding.days_overdue)}" if finding.days_overdue else ""
    return "，".join(part for part in (due, late) if part and part not in finding.message)


def prolonged(duty: Duty) -> str:
    """That more time was granted, until when, and what the date was before."""
    if duty.extension is None:
        return ""
    grant = duty.extension.grant
    told = f"原定 {due(duty)}，延期至 {grant.until}"
    return f"{told}，{grant.ended}" if duty.late else told


def deadline(duty: Duty) -> str:
    """When a duty is due, until when more time was granted, and on what condition."""
    if duty.original_due is None:
        if isinstance(duty.item.deadline, Within):
            return duty.item.deadline.text
        return "长期坚持" if duty.item.ongoing else "未规定"
    more = f"（延期至 {duty.extension.grant.until}）" if duty.extension else ""
    return f"{due(duty)}{more}{condition(duty)}"


def due(duty: Duty) -> date | str | None:
    """When a duty was due in the first place."""
    return duty.dated(duty.original_due)


def settled(duty: Duty) -> str:
    """The document's words and who settled the date, where the document gives none."""
    return duty.item.deadline.text if duty.item.deadline and duty.item.deadline.settled else ""


def condition(duty: Duty) -> str:
    return f"（附条件：{duty.item.condition}）" if duty.item.condition else ""


def supported(item: Item) -> str:
    """Who helps with it, and answers for nothing."""
    return f"配合单位：{'、'.join(item.supporting)}" if item.supporting else ""


def year_before(item: Item, cycle: str | None) -> str:
    """Of a report on the year before, or the quarter or month, which that is: nobody should take the one for the other."""
    if not cycle or not (told := re.search("上一?(?:年度|个?季度|个?月(?!底))", item.title)):
        return ""
    match re.split("([Q-])", cycle):
        case [year] if told[0].endswith("年度"):
            return f"，报上年度 {int(year) - 1}"
        case [year, "Q", quarter] if told[0].endswith("季度"):
            before = f"{int(year) - 1}Q4" if quarter == "1" else f"{year}Q{int(quarter) - 1}"
            return f"，报{period(before)}"
        case [year, "-", month] if told[0].endswith("月"):
            before = f"{int(year) - 1}-12" if month == "01" else f"{year}-{int(month) - 1:02}"
            return f"，报{period(before)}"
    return ""


CYCLE = "年度"


def cycle_heading(duties: Iterable[Duty]) -> str:
    """What stands above the cycles of a table."""
    return CYCLE if of_years(duty.cycle for duty in duties) else "届期"


def later_cycles(duties: Iterable[Duty]) -> str:
    """The cycles that follow one."""
    return "以后年度" if of_years(duty.cycle for duty in duties) else "以后各期"


def of_year(cycle: str | None) -> str:
    """``（2025年度）``"""
    return f"（{period(cycle)}）" if cycle else ""


# ---- what ---------------------------------------------------------------------------------------------


def cited(of: Duty | Issue) -> str:
    """Clause, item and cycle: ``第…条 2b/training-plan（2025年度）``; of a finding, which may lack any, with blanks."""
    if isinstance(of, Duty):
        return f"{of.item.source} {of.item.id}{of_year(of.cycle)}"
    return " ".join(filter(None, [of.source, of.item, of.cycle and period(of.cycle)]))


def titled(duty: Duty) -> str:
    """The item and the cycle in words."""
    return duty.item.title + of_year(duty.cycle)


def measure_headed(measure: int | str, title: str) -> str:
    """A measure above what it holds."""
    return f"第 {measure} 项举措 {title}" if isinstance(measure, int) else f"{measure} {title}"


def measure_titled(ledger: Ledger, measure: int | str | None) -> str:
    return "里程碑" if measure is None else f"{measure} {ledger.dataset.plan.titles[measure]}"


def place(finding: Issue) -> str:
    """``data/measures.yaml:150:13``."""
    return f"{finding.path}:{finding.line}:{finding.column}"


def sentence(finding: Issue, unit_names: dict[str, str]) -> str:
    """All of a finding but its place, for formats that show it alone: whose, which clause, what is wrong."""
    unit = unit_names.get(finding.unit, finding.unit) if finding.unit else None
    if unit and finding.message.startswith(unit):
        unit = None
    about = " ".join(filter(None, [unit, cited(finding)]))
    return f"{about}：{finding.message}" if about else finding.message


# ---- how it stands ------------------------------------------------------------------------------------


def standing(duty: Duty) -> str:
    """How a late duty stands, with all that must be known before it is read aloud."""
    return "，".join(
        filter(
            None,
            [duty.status.label, shortfall(duty), prolonged(duty), *duty.shared, *duty.passed_on, supported(duty.item)],
        )
    )


def shortfall(duty: Duty) -> str:
    """By how much a threshold is missed, in people or hours."""
    found = duty.assessment
    return found.threshold.total(found.misses) if found and found.misses else ""


MISSED_EARLY = "未到期但已超上限"


def limit(duty: Duty) -> str | None:
    """What a threshold demands: ``> 20%``."""
    return duty.item.threshold.limit_text if duty.item.threshold else None


def waiver(waived: Waived) -> str:
    """Why a finding does not count, by whom, and until when."""
    return f"已豁免至 {waived.expires}，{waived.approved_by}批准：{waived.reason}"


# ---- how much -----------------------------------------------------------------------------------------


def counted(duties: Sequence[Duty]) -> str:
    """How much that is: clauses of a unit (条), and the items within them (项)."""
    return f"{len({(duty.unit.id, duty.item.clause or duty.item.id) for duty in duties})} 条 {len(duties)} 项"


def state(duty: Duty) -> str:
    """Its status, and whether it was reported too late that it was done in time."""
    return duty.status.label + ("（迟报）" if duty.late_news else "")


def tallied(duties: Iterable[Duty], unit: str = "") -> str:
    """How many stand how: ``逾期未完成 3、已完成 5``."""
    counts = Counter(duty.status for duty in duties)
    return "、".join(f"{status.label} {counts[status]}{unit}" for status in Status if counts[status])


def by_severity(findings: Iterable[Issue], joint: str = "、") -> str:
    """How many of each severity that there is."""
    found = list(findings)
    numbers = ((severity, sum(f.severity is severity for f in found)) for severity in Severity)
    return joint.join(f"{severity.label} {number}" for severity, number in numbers if number)


def summary(result: Result) -> str:
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


def data_columns(ledger: Ledger) -> tuple[Column[object], Column[object]]:
    """What every row of a flat table says of its data, because rows are sorted, filtered and pasted elsewhere."""
    told = "含演示数据" if ledger.dataset.demo else None
    return Column("截至", lambda _: ledger.cutoff.on), Column("数据说明", lambda _: told)
