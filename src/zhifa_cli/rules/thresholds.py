"""The rules about thresholds: missed before the deadline and after, without figures, or left open by a table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from zhifa_cli.finding import Alike, Finding, Listing, Measured, Of, Route, Severity
from zhifa_cli.ledger.duty import Assessment, Duty, Flaw, Ledger, Status
from zhifa_cli.model.deadline import period, year_of
from zhifa_cli.model.table import total
from zhifa_cli.model.threshold import Figure, OfTable, Threshold
from zhifa_cli.rules.rule import Findings, about, elapsed, rule
from zhifa_cli.source.dataset import Table


@rule("ZF401", "threshold-missed", Severity.ERROR, Of.DUTY, accuses=True)
def threshold_missed(ledger: Ledger) -> Findings:
    """量化指标不达标。

    检查什么：时限已过，最新数据仍不达标的指标。占比按整数精确比较，不四舍五入：
    “超过 15%”不含 15%，“不少于 5%”含 5%；“均”指每个部门、每名人员都要达到，平均数不能代替。
    有上限的指标（不超过、少于），一经超过就不达标，不等到期。
    依据：计划中有量化指标（threshold）的要求，各条结论写明所依据的条款。
    怎么改：按提示的差额补足（超出上限的压减）后，报送新的数据；数字填错的请改正。
    """
    for duty in ledger.duties:
        if duty.status is Status.NONCOMPLIANT:
            yield from _misses(duty, ledger)


@rule("ZF402", "threshold-gap", Severity.NOTE, Of.DUTY)
def threshold_gap(ledger: Ledger) -> Findings:
    """量化指标尚有差距。

    检查什么：时限未到，最新数据还没有达到的指标，以及还差多少（提示）；年内新来的人员不足、其余人员都达到的，
    以及缺少分子、分母或上一期的数字（或分母、上一期是 0）而算不出来的，列为待核实（警告）。
    依据：与 ZF401 相同的指标；时限之前只是提示，不是不达标。
    怎么改：在时限之前补足差额，并报送新的数据表。
    """
    for duty in ledger.duties:
        if duty.status is Status.IN_PROGRESS:
            yield from _misses(duty, ledger)
        threshold = duty.item.threshold
        if Flaw.MID_YEAR in duty.flaws and (assessment := duty.assessment) and isinstance(threshold, OfTable):
            form, unit = threshold.form, threshold.unit
            came, what = ("到岗", "新来的人员") if form.persons else ("新设", f"新设的{form.row}")
            short = "、".join(f"{m.who}（{m.since} {came}，差 {m.gap} {unit}）" for m in assessment.newcomers)
            message = f"年内{what}还没有达到要求，待核定：{short}"
            place = assessment.table.row_place(assessment.newcomers[0].index)
            yield replace(about(duty, ledger, message, place=place), graded=Severity.WARNING)
        if (assessment := duty.assessment) and assessment.lacking and duty.status is Status.UNVERIFIED:
            message = f"{assessment.lacking}，算不出来，待核实"
            yield replace(about(duty, ledger, message, place=assessment.table.place()), graded=Severity.WARNING)


@rule("ZF403", "threshold-no-data", Severity.ERROR, Of.DUTY, accuses=True)
def threshold_no_data(ledger: Ledger) -> Findings:
    """没有数据可供核验指标。

    检查什么：时限已过，却从未报送所依据的表或所需数字的指标，按逾期未完成处理。
    一个单位的一张表（同一届期的几个数字）只报一条，写明涉及的指标。
    依据：指标只看数据，没有数据就没有完成。
    怎么改：在报送文件里补上提示的表（括号里是它的键）或 figures（指标数字）。
    """
    missing: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in ledger.duties:
        if duty.item.threshold and duty.status is Status.OVERDUE:
            threshold = duty.item.threshold
            of_cycle = period(duty.cycle) if threshold.indicators and duty.cycle else ""
            if isinstance(threshold, OfTable) and (cycle := duty.table_cycle(threshold.form, ledger.cutoff.on)):
                of_cycle = f" {cycle} 年度" if cycle.isdecimal() else period(cycle)
            table = f"{of_cycle}{threshold.table_title}（{threshold.table}）"
            missing[duty.unit.id, table].append(duty)
    for (_, table), duties in missing.items():
        first = min(duties, key=lambda duty: duty.original_due or ledger.cutoff.on)
        message = f"没有报送{table}，{first.dated(first.original_due, ' ')}到期的指标无法核验，{elapsed(first)}"
        yield _about_table([first, *(d for d in duties if d is not first)], ledger, message)


@rule("ZF404", "key-status-undetermined", Severity.NOTE, Of.DATA)
def key_status_undetermined(ledger: Ledger) -> Findings:
    """是否重点待认定。

    检查什么：只约束重点部门（或中队等）的指标，遇到没有认定是否重点的。它们都达标的不影响结论；有不达标而结论取决于认定的，列为待核实。
    依据：指标只对重点的，而文件没有列出名单。
    怎么改：由牵头单位认定后，在表中该行（或名册的该单位）写 key: true 或 key: false。
    """
    for duty in ledger.duties:
        table = duty.assessment.table if duty.assessment else None
        if duty.assessment is None or not isinstance(table, Table):
            continue
        mark, matters = table.form.marked or "重点", "，结论取决于认定" if Flaw.KEY_UNDETERMINED in duty.flaws else ""
        for row in duty.assessment.undetermined:
            message = f"“{row.who}”是否{mark}待认定{matters}"
            place = table.row_place(row.index, table.form.key)
            yield about(duty, ledger, message, place=place, subject=row.who)


@rule("ZF405", "table-shrunk", Severity.WARNING, Of.DUTY)
def table_shrunk(ledger: Ledger) -> Findings:
    """数据表里少了行。

    检查什么：不分年度的表里，以前有、最新的没有，又没有写明撤并（ceased）的部门、中队等。其余各行都达标的，指标也列为待核实。
    依据：指标要求每一行都达到，少报一行不等于达标。
    怎么改：补报这一行的数字（时限已过的，补报时限以前的数据表）；已经撤并的，在表里留一行，写名称和 ceased: 撤并日期。
    """
    for duties, assessment in _by_table(ledger, Flaw.SHRUNK):
        if isinstance(table := assessment.table, Table):
            message = f"缺少以前报过的{table.form.row}：{'、'.join(assessment.gone)}，待核实"
            yield _about_table(duties, ledger, message, table.place(table.form.rows))


_TOLERATED = 10
"""One in so many people may be in one table and not in the other."""


@rule("ZF406", "coverage-differs", Severity.WARNING, Of.DATA)
def coverage_differs(ledger: Ledger) -> Findings:
    """两张表的人数对不上。

    检查什么：每行一人的表，同一年里最新的行数和另一张表最新的人数（计划里写的 headcount）相差超过十分之一的。
    依据：指标对每个人，表里少列的人不等于达标的人。
    怎么改：核对两张表是不是都列全了；年内人员确有增减的，用 since 写明，或补报当年的另一张表。
    """
    tables: dict[tuple[str, str, int], Table] = {}
    for filing in ledger.dataset.filings:
        for table in filing.tables:
            key = filing.unit.id, table.kind, year_of(table.cycle) if table.cycle else table.as_of.year
            older = tables.get(key)
            if table.counts_from <= ledger.cutoff.on and (older is None or older.standing < table.standing):
                tables[key] = table
    for (unit, _, year), listing in tables.items():
        kind, _, name = (listing.form.headcount or "").partition("/")
        counting = tables.get((unit, kind, year))
        column = counting.form.column(name) if counting else None
        if counting is None or column is None or listing.faulty or counting.faulty:
            continue
        listed, employed = len(listing.rows), total((row for _, row in counting.rows), column)
        if abs(listed - Fraction(employed)) * _TOLERATED > employed:
            path, route = listing.place(listing.form.rows)
            yield Finding(
                message=f"{year} 年度{listing.form.title}列了 {listed} 人，{counting.as_of} {counting.form.title}"
                f"有{column.title} {column.counted(employed)}（{counting.path}），相差超过十分之一；请核对",
                path=path,
                route=route,
                unit=unit,
                subject=str(year),
            )


@rule("ZF407", "stale-figures", Severity.WARNING, Of.DUTY)
def stale_figures(ledger: Ledger) -> Findings:
    """数据太旧，说明不了现在。

    检查什么：最新的数据表虽然达标，但统计截止日比所要说明的那一天（时限；时限未到的为截止日）早 366 天以上的，列为待核实。
    依据：一年多以前的数字，不能说明到期时仍然达标。
    怎么改：报送新的数据表，as_of 写新的统计截止日；时限已过的，补报时限以前 366 天之内的数据表。
    """
    for duties, assessment in _by_table(ledger, Flaw.STALE):
        message = f"数据截至 {assessment.table.as_of}，太旧，待核实"
        yield _about_table(duties, ledger, message, assessment.table.place("as_of"))


# ---- what they find --------------------------------------------------------------------------------------

_WORST_SHOWN = 3


def _by_table(ledger: Ledger, flaw: Flaw) -> Iterator[tuple[list[Duty], Assessment]]:
    """The thresholds of which a table leaves one thing open, once for each unit and table."""
    found: dict[tuple[str, tuple[str, Route]], list[Duty]] = defaultdict(list)
    for duty in ledger.duties:
        if flaw in duty.flaws and duty.assessment:
            found[duty.unit.id, duty.assessment.table.place()].append(duty)
    for duties in found.values():
        if assessment := duties[0].assessment:
            yield duties, assessment


def _about_table(
    duties: Sequence[Duty], ledger: Ledger, message: str, place: tuple[str, Route] | None = None
) -> Finding:
    """One finding about all the thresholds that hang on a table; of their clause where they are several."""
    first = duties[0]
    finding = about(first, ledger, message, place=place)
    if len(duties) == 1:
        return finding
    items = tuple(duty.item.id for duty in duties)
    titles = "；".join(f"{duty.item.id} {duty.item.title}" for duty in duties)
    return replace(finding, item=first.item.clause, items=items, message=f"{message}；涉及 {titles}")


def _misses(duty: Duty, ledger: Ledger) -> Findings:
    """One finding for each row that misses; one for all persons."""
    threshold, assessment = duty.item.threshold, duty.assessment
    if threshold is None or assessment is None or not assessment.misses:
        return
    if isinstance(threshold, OfTable) and not threshold.each:
        yield _together(duty, ledger, threshold, assessment)
        return
    listing, kind = Listing(), Alike("", assessment.table.path, duty.unit.id, duty.item.id)
    for miss in assessment.misses:
        listing.add(kind, partial(_each, duty, ledger, threshold, assessment, miss))
    yield from listing.findings


def _each(duty: Duty, ledger: Ledger, threshold: Threshold, assessment: Assessment, miss: Figure) -> Finding:
    pooled = ""
    if assessment.pooled and assessment.rows > 1 and isinstance(threshold, OfTable):
        part, whole = assessment.pooled
        pooled = f"；全单位合计 {part}/{whole}，不能代替各{threshold.form.row}达标"
    return about(
        duty,
        ledger,
        threshold.told(miss) + pooled,
        place=assessment.table.row_place(miss.index, *threshold.key),
        measured=Measured(miss.who, miss.text, threshold.limit_text, miss.gap),
        subject=miss.who,
    )


def _together(duty: Duty, ledger: Ledger, threshold: OfTable, assessment: Assessment) -> Finding:
    misses, worst = assessment.misses, assessment.misses[0]
    shown = "、".join(f"{miss.who} {miss.shown}（差 {miss.gap}）" for miss in misses[:_WORST_SHOWN])
    more = " 等" if len(misses) > _WORST_SHOWN else ""
    return about(
        duty,
        ledger,
        f"{assessment.rows} 名{threshold.form.row}中 {len(misses)} 名{threshold.missed}（要求 {threshold.asked}），"
        f"合计{threshold.total(misses)}：{shown}{more}",
        place=assessment.table.row_place(worst.index),
        measured=Measured(worst.who, worst.text, threshold.limit_text, worst.gap),
    )
