"""The pages of a site, each a `Document`: what was counted for reports, to be read from page to page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from zhifa_cli.finding import Issue
from zhifa_cli.ledger.duty import Duty, Status
from zhifa_cli.model.plan import Item
from zhifa_cli.model.roster import Unit
from zhifa_cli.report import ahead, annexes, opening, unit
from zhifa_cli.report.kinds import Kind
from zhifa_cli.report.outcomes import Group, overview, rates
from zhifa_cli.report.site.paths import path
from zhifa_cli.rules.registry import RULES
from zhifa_cli.rules.rule import Rule
from zhifa_cli.text.personal import masked
from zhifa_cli.views import wording
from zhifa_cli.views.board import SILENT, Board, Line
from zhifa_cli.views.columns import Column, Columns
from zhifa_cli.views.document import Block, Document, Link, Paragraph, Points, Section, Table, table
from zhifa_cli.views.figures import Material
from zhifa_cli.views.groups import by_unit, grouped, severest_first
from zhifa_cli.views.items import deadline, facts, manner, versions

INDEX = "index.html"
TABS = (("units", "单位"), ("measures", "举措"), ("rules", "规则"))
"""The folders of the site, and what each is called."""
_WORST = 10
_KIND = "page"


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    tab: str
    """Below which folder it is found."""
    document: Document


@dataclass(frozen=True)
class Site:
    """All pages about one plan at one cutoff."""

    of: Material

    @property
    def further(self) -> tuple[tuple[Kind, str], ...]:
        """The kinds of reports that are pages, too, where there is something to tell, and what each is called."""
        data = self.of.now.ledger.dataset
        told = {
            Kind.RECTIFICATION: ("督办整改", data.rectifications),
            Kind.EVALUATION: ("年度评议", data.evaluation.filed),
            Kind.STATISTICS: ("年度统计", data.statistics.filed),
        }
        return tuple((kind, word) for kind, (word, there) in told.items() if there)

    @property
    def tabs(self) -> tuple[tuple[str, str, str], ...]:
        """What the navigation leads to: folder or name, word, page."""
        folders = ((folder, word, f"{folder}/{INDEX}") for folder, word in TABS)
        more = ((kind.value, word, f"{kind.value}.html") for kind, word in self.further)
        return (("", "总览", INDEX), *folders, *more)

    @property
    def units(self) -> tuple[Unit, ...]:
        return self.of.now.ledger.dataset.roster.units

    @cached_property
    def measures(self) -> dict[int | str | None, str]:
        """What each measure is called, in document order; last the milestones, where there are any."""
        plan = self.of.now.ledger.dataset.plan
        named: dict[int | str | None, str] = {}
        named |= {measure: wording.measure_headed(measure, title) for measure, title in plan.titles.items()}
        return named | ({None: "里程碑"} if plan.milestones else {})

    def __len__(self) -> int:
        return 1 + len(TABS) + len(self.units) + len(self.measures) + len(RULES) + len(self.further)

    def __iter__(self) -> Iterator[Page]:
        yield Page(INDEX, "", self._overview())
        yield Page(f"units/{INDEX}", "units", self._all_units())
        for one in self.units:
            yield Page(path("units", one.id), "units", self._unit(one))
        yield Page(f"measures/{INDEX}", "measures", self._all_measures())
        for measure in self.measures:
            yield Page(_of_measure(measure), "measures", self._measure(measure))
        yield Page(f"rules/{INDEX}", "rules", self._all_rules())
        for rule in RULES:
            yield Page(path("rules", rule.code.lower()), "rules", self._rule(rule))
        for kind, _ in self.further:
            if document := kind.document(self.of):
                yield Page(f"{kind.value}.html", kind.value, opening.unsent(document))

    def _page(self, of: Material, title: str, *sections: Section) -> Document:
        return opening.document(of, _KIND, title, *sections)

    def _overview(self) -> Document:
        of, ranked = self.of, Board(self.of.now, self.of.excused).by_unit
        more: tuple[Block, ...] = ()
        if len(ranked) > _WORST:
            more = (Paragraph(f"另有 {len(ranked) - _WORST} 个单位有逾期或不达标，见“单位”页。"),)
        return self._page(
            of,
            f"{of.head.called}落实情况",
            Section("一、总体情况", "overview", tuple(overview(of))),
            Section("二、逾期和不达标最多的单位", "worst", (_ranking(ranked[:_WORST]), *more)),
            replace(annexes.matrix(of.now, _to_unit, _to_measure), title="三、亮灯矩阵"),
            replace(annexes.trend(of), title="四、逐月变化"),
            Section("五、近期到期（60 天内）", "soon", tuple(ahead.soon(of.now))),
            Section("六、检查发现", "rules", (self._found(_broken(of)),)),
        )

    # ---- units ------------------------------------------------------------------------------------------

    def _all_units(self) -> Document:
        owing = {duty.unit.id for duty in self.of.now.duties}
        idle = [Link(one.name, path("units", one.id)) for one in self.units if one.id not in owing]
        title = f"各单位情况（{len(self.units)} 个）"
        return self._page(self.of, title, Section("各单位进展", "units", (self._by_unit(self.of), *_idle(idle))))

    def _by_unit(self, of: Material) -> Block:
        """How each unit stands, the worst first."""
        now = of.now
        owed = by_unit(now.duties)
        ranked = [line.duties[0].unit.id for line in Board(now, of.excused).by_unit]
        return rates(
            of,
            [
                Group.of(of, Link(now.label(owed[unit]), path("units", unit)), owed[unit])
                for unit in dict.fromkeys([*ranked, *owed])
            ],
            Column("单位", lambda group: group.name),
            Column("应办", lambda group: len(group.duties)),
            Column("报送", lambda group: "有" if group.duties[0].unit.id in now.heard else "无"),
        )

    def _unit(self, one: Unit) -> Document:
        own = self.of.of_unit(one)
        page = unit.document(own)
        measures = Section("各举措进展", "measures", (self._by_measure(own),))
        return replace(page, annexes=(measures, *page.annexes, annexes.trend(own)))

    # ---- measures ---------------------------------------------------------------------------------------

    def _all_measures(self) -> Document:
        owed = {duty.item.measure for duty in self.of.now.duties}
        idle = [Link(title, _of_measure(measure)) for measure, title in self.measures.items() if measure not in owed]
        title = f"各举措情况（{len(self.measures)} 项）"
        return self._page(self.of, title, Section("各举措进展", "measures", (self._by_measure(self.of), *_idle(idle))))

    def _by_measure(self, of: Material) -> Block:
        """How each measure stands, in document order."""
        now = of.now
        owed = grouped(now.duties, lambda duty: duty.item.measure)
        return rates(
            of,
            [
                Group.of(of, Link(title, _of_measure(measure)), owed[measure])
                for measure, title in self.measures.items()
                if measure in owed
            ],
            Column("举措", lambda group: group.name),
            Column("单位数", lambda group: len({duty.unit.id for duty in group.duties})),
            Column("应办", lambda group: len(group.duties)),
        )

    def _measure(self, measure: int | str | None) -> Document:
        title = self.measures[measure]
        of = self.of.of_measure(measure, title)
        return self._page(
            of,
            title,
            Section("一、总体情况", "overview", tuple(overview(of))),
            Section("二、逾期和不达标", "late", (_ranking(Board(of.now, of.excused).by_unit),)),
            Section("三、条款和要求", "clauses", (), tuple(_clauses(of, measure))),
            Section("四、各单位进展", "units", (self._by_unit(of),)),
            Section("五、近期到期（60 天内）", "soon", tuple(ahead.soon(of.now))),
            replace(annexes.trend(of), title="六、逐月变化"),
        )

    # ---- rules ------------------------------------------------------------------------------------------

    @cached_property
    def _findings(self) -> dict[str, list[Issue]]:
        return grouped(self.of.result.findings, lambda finding: finding.rule)

    def _all_rules(self) -> Document:
        return self._page(self.of, f"检查规则（{len(RULES)} 条）", Section("全部规则", "rules", (self._found(RULES),)))

    def _found(self, rules: Sequence[Rule]) -> Block:
        def found(rule: Rule) -> list[Issue]:
            return self._findings.get(rule.code, [])

        columns: Columns[Rule] = (
            Column("编号", lambda rule: Link(rule.code, path("rules", rule.code.lower()))),
            Column("级别", lambda rule: rule.severity.label),
            Column("检查什么", lambda rule: rule.title),
            Column("发现", lambda rule: len(found(rule))),
            Column("涉及单位", lambda rule: len({finding.unit for finding in found(rule)} - {None})),
        )
        return table(columns, rules, "没有发现问题。")

    def _rule(self, rule: Rule) -> Document:
        of, found = self.of, sorted(self._findings.get(rule.code, []), key=severest_first)
        names = of.result.unit_names

        def whose(finding: Issue) -> str:
            unit = finding.unit
            return Link(names[unit], path("units", unit)) if unit in names else "数据文件"

        columns: Columns[Issue] = (
            Column("单位", whose),
            Column("条款", wording.cited),
            Column("级别", lambda finding: finding.severity.label),
            Column("问题", lambda finding: finding.message),
            Column("时限", wording.timing),
            Column("位置", lambda finding: masked(f"{finding.path}:{finding.line}")),
        )
        waived = sum(waived.finding.rule == rule.code for waived in of.result.waived)
        lead = Paragraph(f"发现 {len(found)} 处" + (f"，另有已豁免的 {waived} 处" if waived else "") + "。")
        return self._page(
            of,
            f"{rule.code} {rule.title}（{rule.severity.label}）",
            Section("规则说明", "explanation", tuple(map(Paragraph, _paragraphs(rule)))),
            Section("现在的发现", "findings", (lead, *([Table.of(columns, found)] if found else []))),
        )


def _idle(names: Sequence[str]) -> list[Block]:
    """What no table lists, because nothing is owed there."""
    return [Points(tuple((name, "没有应办事项") for name in names))] if names else []


def _to_unit(unit: str, name: str) -> str:
    return Link(name, path("units", unit))


def _to_measure(measure: int | str | None, name: str) -> str:
    return Link(name, _of_measure(measure))


def _of_measure(measure: int | str | None) -> str:
    return "measures/milestones.html" if measure is None else path("measures", measure)


def _broken(of: Material) -> list[Rule]:
    """The rules by which something was found."""
    codes = {finding.rule for finding in of.result.findings}
    return [rule for rule in RULES if rule.code in codes]


def _ranking(lines: Sequence[Line]) -> Block:
    """Who is worst, and by what."""

    def of_status(status: Status) -> Column[Line]:
        return Column(status.label, lambda line: line.counts[status])

    columns: Columns[Line] = (
        Column("单位", lambda line: Link(line.labels[0], path("units", line.duties[0].unit.id))),
        of_status(Status.OVERDUE),
        of_status(Status.NONCOMPLIANT),
        Column("本月新增", lambda line: line.new),
        Column("往月结转", lambda line: line.carried),
        Column("最久逾期", lambda line: wording.elapsed(line.days)),
        Column("拖得最久的事项", lambda line: f"{line.clauses[0]} {line.missing[0]}"),
        Column("涉及条款", lambda line: f"{len(line.clauses)} 条"),
        Column("报送", lambda line: SILENT if line.silent else "有报送"),
    )
    return table(columns, lines, "没有逾期或不达标事项。", numbered=True)


def _clauses(of: Material, measure: int | str | None) -> Iterator[Section]:
    """Each clause with what it asks of whom and by when; each milestone likewise."""
    plan = of.now.ledger.dataset.plan
    owed = grouped(of.now.duties, lambda duty: duty.item.id)
    inside = [item for item in plan.items.values() if item.measure == measure]
    leaves = grouped((item for item in inside if item.id != item.clause), lambda item: item.clause)
    heads = inside if measure is None else [item for item in inside if item.id == item.clause]
    for number, item in enumerate(heads, 1):
        shown = plan.in_force(item, of.now.on).item
        told = [*facts(of.now.ledger, item), ("进展", wording.tallied(owed.get(item.id, ())))]
        own = [] if measure is None else leaves.get(item.id, [])
        yield Section(
            f"{shown.source}（{item.id}）",
            f"clause-{number}",
            (Paragraph(shown.title), Points(_joined(told)), *([_requirements(of, own, owed)] if own else [])),
            tuple(_amended(of, number, own)),
        )


def _requirements(of: Material, leaves: Sequence[Item], owed: dict[str, list[Duty]]) -> Block:
    plan = of.now.ledger.dataset.plan
    columns: Columns[Item] = (
        Column("要求", lambda leaf: leaf.title + manner(leaf)),
        Column("时限", deadline),
        Column("进展", lambda leaf: wording.tallied(owed.get(leaf.id, ()))),
        Column("编号", lambda leaf: leaf.id),
    )
    return Table.of(columns, [plan.in_force(leaf, of.now.on).item for leaf in leaves])


def _amended(of: Material, clause: int, leaves: Sequence[Item]) -> Iterator[Section]:
    """What each document says of the requirements that were amended."""
    for number, leaf in enumerate(leaves, 1):
        if told := tuple(versions(of.now.ledger.dataset.plan, leaf)):
            yield Section(f"{leaf.id} 的修改", f"clause-{clause}-{number}", (Points(_joined(told)),))


def _joined(told: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts with those that follow without a name of their own."""
    found: list[tuple[str, str]] = []
    for name, fact in told:
        if name or not found:
            found.append((name, fact))
        else:
            found[-1] = found[-1][0], "；".join(filter(None, [found[-1][1], fact]))
    return tuple((name, fact) for name, fact in found if fact)


def _paragraphs(rule: Rule) -> Iterator[str]:
    """The lines of an explanation, those together that belong to one heading."""
    lines = rule.explanation.split("\n")
    heads = [number for number, line in enumerate(lines) if line.startswith(("检查什么", "依据", "怎么改"))]
    for start, end in pairwise([*heads, len(lines)]):
        yield "".join(lines[start:end])
