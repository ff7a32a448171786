"""``zhifa check`` at a terminal: how much of what, the data's own errors, then units and clauses, the worst first.

What fits a screen, and whatever is asked for with ``--all``, is listed by unit, each finding with its clause and line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from zhifa_cli.finding import Issue, Result, Severity
from zhifa_cli.output import marks
from zhifa_cli.output.check import TITLE, Check
from zhifa_cli.output.console import SEVERITY_STYLES, Flow, banner, draw, listing, plain
from zhifa_cli.output.formats import SCREEN, Screen, drawn
from zhifa_cli.output.layout import HEADINGS, Column, Layout
from zhifa_cli.rules.registry import BY_CODE
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells, cut
from zhifa_cli.views.folding import above_rest, fitting, within
from zhifa_cli.views.groups import by_unit_worst_first, longest_late
from zhifa_cli.views.problems import DATA_RULES, Problems, by_rule, by_unit, data_errors
from zhifa_cli.views.wording import as_of, by_severity, cited, place, summary, timing, waiver

_SEVERAL = 2
_LEAST = 3
"""Lines that a finding takes at the least."""
_PLAIN = "not bold not dim default"


@drawn(marks.text(TITLE), joined="\n".join)
def text(what: Check, screen: Screen) -> str:
    """The whole where it fits a screen, else the answer first."""
    if what.whole or len(what.result.findings) * _LEAST <= SCREEN:
        whole = _whole(what, screen)
        if what.whole or whole.count("\n") <= SCREEN:
            return whole
    return _first(what, screen)


# ---- the answer first ---------------------------------------------------------------------------------


def _first(what: Check, screen: Screen) -> str:
    """Nothing by which the exit code is not 0 goes uncounted."""
    result = what.result
    head = draw([_banner(result), Text(), Flow(_summary(result)), Flow(Text(by_rule(result))), Text()], screen)
    waived = draw([Text(), *_waived(result)], screen).rstrip("\n") + "\n" if what.show_waived and result.waived else ""
    foot = "".join(f"{line}\n" for line in ("", *_next(what)))
    room = SCREEN - f"{head}{foot}".count("\n")
    faults, units = data_errors(result), by_unit(result)
    told = _faults(faults, screen, room)
    if units and told.count("\n") > room // 2:
        told = _faults(faults, screen, room - _units(units, screen, room // 2).count("\n"))
    return head + told + _units(units, screen, room - told.count("\n")) + waived + foot


def _next(what: Check) -> Iterator[str]:
    yield f"全部：{what.command('--all')}"
    worst = min(what.result.findings, key=lambda f: (not f.rule.startswith(DATA_RULES), f.severity.rank, f.rule))
    yield f"下一步，看第一类问题怎么改：zhifa explain {worst.rule}"


def _faults(faults: Sequence[Issue], screen: Screen, room: int) -> str:
    """What is wrong with the data, each at its line with its cure."""
    if not faults:
        return ""
    entries = (draw(_fault(fault, screen.width), screen) for fault in faults)
    heading = draw([Text(f"数据错误 {len(faults)} 项，先改这些", "bold underline")], screen)
    shown = [*fitting(entries, room - 3, lambda entry: entry.count("\n"))]
    left = len(faults) - len(shown)
    return "".join([heading, *shown, f"  另有 {left} 项数据错误没有列出。\n" if left else "", "\n"])


def _fault(fault: Issue, width: int) -> Iterator[RenderableType]:
    head = Text(f"{fault.rule} ", SEVERITY_STYLES[fault.severity]).append_text(plain(place(fault), _PLAIN))
    yield Padding(Flow(head), (0, 0, 0, 2))
    yield Padding(Flow(Text(cut(visible(fault.message), _LEAST * width))), (0, 0, 0, 4))


def _units(units: Sequence[tuple[Problems, Sequence[Problems]]], screen: Screen, room: int) -> str:
    """Units and clauses, as far as the screen goes."""
    if not units:
        return ""
    layout = _layout([line for _, own in units for line in own], screen.width)

    def chosen(room: int) -> Sequence[Problems]:
        return within(units, room, layout.height)

    lines = above_rest(chosen, partial(_rest, units), room - HEADINGS)
    rest = _rest(units, lines)
    return draw([layout.table(lines), *([Flow(Text(rest, "bold"))] if rest else [])], screen)


def _layout(lines: Sequence[Problems], width: int) -> Layout[Problems]:
    def count(severity: Severity) -> Column[Problems]:
        style = SEVERITY_STYLES[severity]
        return Column(severity.label, lambda line: line.count(severity) or "·", 5, style, right=True)

    columns = [
        Column[Problems]("单位", lambda line: _one_of(line.labels, "个单位"), max(8, width // 4)),
        Column[Problems]("条款", lambda line: _one_of(line.clauses, "条"), max(10, width // 7)),
        *map(count, Severity),
        Column[Problems]("最久", lambda line: f"{line.days} 天" if line.days else "·", 8),
    ]
    last = Column[Problems]("问题", lambda line: line.told)
    return Layout(columns, last, lines, width, whole=lambda line: len(line.labels) > 1)


def _one_of(names: Sequence[str], what: str) -> str:
    return (names[0] if names else "—") if len(names) < _SEVERAL else f"{len(names)} {what}"


def _rest(units: Sequence[tuple[Problems, Sequence[Problems]]], lines: Sequence[Problems]) -> str:
    listed = {id(finding) for line in lines for finding in line.findings}
    left = [[f for f in unit.findings if id(f) not in listed] for unit, _ in units]
    return f"另有 {sum(map(bool, left))} 个单位的 {sum(map(len, left))} 项没有列出。" if any(left) else ""


# ---- the whole ----------------------------------------------------------------------------------------


def _whole(what: Check, screen: Screen) -> str:
    """Groups of findings, an overview where they are many, and the summary as the last line."""
    result, grouped = what.result, by_unit_worst_first(what.result)
    parts: list[RenderableType] = [_banner(result), Text()]
    for unit, findings in grouped:
        parts += _group(unit, findings, screen.width)
    if what.show_waived and result.waived:
        parts += _waived(result)
    if len(result.findings) > SCREEN and len(grouped) > 1:
        parts += [_overview(grouped), Text()]
    if result.findings:
        worst = min(result.findings, key=lambda finding: (finding.severity.rank, finding.rule))
        parts.append(Text(f"规则说明：zhifa explain {worst.rule}", "dim"))
    summary = _summary(result)
    return draw(parts, screen) + draw([summary], replace(screen, width=max(screen.width, cells(summary.plain))))


def _banner(result: Result) -> Flow:
    when = f"{TITLE} · {as_of(result.as_of, result.known_on, closed=result.closed)}"
    return Flow(banner(result.plan, when, demo=result.demo))


def _group(unit: str, findings: list[Issue], width: int) -> Iterator[RenderableType]:
    heading = plain(unit, "bold underline")
    yield Flow(heading.append(f"  {by_severity(findings, ' · ')}", "not underline"))
    for finding in findings:
        yield from _finding(finding)
        if finding.rule.startswith(DATA_RULES) and finding.excerpt:
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
    return Text(summary(result), SEVERITY_STYLES[worst] if worst else "bold")
