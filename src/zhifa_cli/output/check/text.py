"""``zhifa check`` at a terminal: by unit, the worst first, each finding with its clause and its line."""

from collections.abc import Iterator
from dataclasses import replace

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Issue, Result, Severity
from zhifa_cli.output import marks
from zhifa_cli.output.check import TITLE, Check
from zhifa_cli.output.console import SEVERITY_STYLES, Flow, banner, draw, listing, plain
from zhifa_cli.output.formats import Screen, drawn
from zhifa_cli.rules.registry import BY_CODE
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells
from zhifa_cli.views.groups import by_unit_worst_first, longest_late
from zhifa_cli.views.wording import as_of, by_severity, cited, place, summary, timing, waiver

_DATA_RULES = "ZF1"
_SCREEN = 40
"""More findings than this scroll away, and an overview comes after them."""
_PLAIN = "not bold not dim default"


@drawn(marks.text(TITLE), joined="\n".join)
def text(what: Check, screen: Screen) -> str:
    """Groups of findings, an overview where they are many, and the summary as the last line."""
    result, grouped = what.result, by_unit_worst_first(what.result)
    when = f"{TITLE} · {as_of(result.as_of, result.known_on, closed=result.closed)}"
    parts: list[RenderableType] = [Flow(banner(result.plan, when, demo=result.demo)), Text()]
    for unit, findings in grouped:
        parts += _group(unit, findings, screen.width)
    if what.show_waived and result.waived:
        parts += _waived(result)
    if len(result.findings) > _SCREEN and len(grouped) > 1:
        parts += [_overview(grouped), Text()]
    if result.findings:
        worst = min(result.findings, key=lambda finding: (finding.severity.rank, finding.rule))
        parts.append(Text(f"规则说明：zhifa explain {worst.rule}", "dim"))
    summary = _summary(result)
    return draw(parts, screen) + draw([summary], replace(screen, width=max(screen.width, cells(summary.plain))))


def _group(unit: str, findings: list[Issue], width: int) -> Iterator[RenderableType]:
    heading = plain(unit, "bold underline")
    yield Flow(heading.append(f"  {by_severity(findings, ' · ')}", "not underline"))
    for finding in findings:
        yield from _finding(finding)
        if finding.rule.startswith(_DATA_RULES) and finding.excerpt:
            yield _excerpt(finding, width)
    yield Text()


def _finding(finding: Issue) -> Iterator[RenderableType]:
    head = Text(f"{finding.severity.label} {finding.rule}", SEVERITY_STYLES[finding.severity])
    about = " ".join(filter(None, [BY_CODE[finding.rule].title, cited(finding)]))
    head.append_text(plain(f" {' · '.join(filter(None, [about, timing(finding)]))}", _PLAIN))
    yield Padding(Flow(head), (0, 0, 0, 2))
    yield Padding(Flow(plain(finding.message)), (0, 0, 0, 4))
    yield Padding(Flow(plain(place(finding), "dim")), (0, 0, 0, 4))


def _excerpt(finding: Issue, width: int) -> Text:
    """The source line, cut to the terminal's width around the column, and a caret below the column."""
    line, column = finding.excerpt, finding.column - 1
    gutter = f"    {finding.line} | "
    room = max(20, width - len(gutter) - 2)
    start = column
    while start > max(0, column - room) and cells(visible(line[start - 1 : column])) <= room // 2:
        start -= 1
    end = start
    while end < min(len(line), start + room) and cells(visible(line[start : end + 1])) <= room:
        end += 1
    cut, more = "…" if start else "", "…" if end < len(line) else ""
    before = len(gutter) + cells(cut + visible(line[start:column]))
    return Text.assemble(
        (gutter + cut, "dim"), plain(line[start:end]), (more, "dim"), ("\n" + " " * before + "^", "bold red")
    )


def _waived(result: Result) -> Iterator[RenderableType]:
    yield Text(f"已豁免  {len(result.waived)}", "bold underline")
    for waived in result.waived:
        finding = waived.finding
        unit = result.unit_names[finding.unit or ""]
        yield Padding(Flow(plain(f"{finding.rule} {unit} {cited(finding)}")), (0, 0, 0, 2))
        for text in (finding.message, waiver(waived), place(finding)):
            yield Padding(Flow(plain(text, "dim")), (0, 0, 0, 4))
    yield Text()


def _overview(grouped: list[tuple[str, list[Issue]]]) -> Table:
    table = listing()
    table.add_column("单位", no_wrap=True)
    for severity in Severity:
        table.add_column(severity.label, justify="right", style=SEVERITY_STYLES[severity])
    table.add_column("逾期最久", justify="right")
    for unit, findings in grouped:
        numbers = (sum(f.severity is severity for f in findings) for severity in Severity)
        days = longest_late(findings)
        table.add_row(plain(unit), *(str(n) if n else "·" for n in numbers), f"{days} 天" if days else "·")
    return table


def _summary(result: Result) -> Text:
    """The last line, and one line however narrow the terminal."""
    worst = min((finding.severity for finding in result.findings), key=lambda severity: severity.rank, default=None)
    return Text(summary(result), SEVERITY_STYLES[worst] if worst else "bold green")
