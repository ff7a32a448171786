"""The rules about thresholds: missed before the deadline and after, without figures, or left open by a table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from zhifa_cli.finding import Alike, Finding, Listing, Measured, Of, Route, Severity
from zhifa_cli.ledger.duty import Assessment, Duty, Flaw, Ledger, Status
from zhifa_cli.model.deadline import period
from zhifa_cli.model.threshold import Figure, Hours, Threshold
from zhifa_cli.rules.rule import Findings, about, rule
from zhifa_cli.source.dataset import Table


@rule("ZF401", "threshold-missed", Severity.ERROR, Of.DUTY, accuses=True)
def threshold_missed(ledger: Ledger) -> Findings:
    """量化指标不达标。

    检查什么：时限已过，最新数据仍不达标的指标。占比按整数精确比较，不四舍五入：
    “超过 15%”不含 15%，“不少于 5%”含 5%；“均”指每个部门、每名人员都要达到，平均数不能代替。
    有上限的指标（不超过、少于），一经超过就不达标，不等到期。
    依据：计划中有量化指标（threshold）的要求，各条结论写明所依据的条款。
    怎么改：按提示的差额补足人员、学时或数量后，报送新的数据；数字填错的请改正。
    """
    for duty in ledger.duties:
        if duty.status is Status.NONCOMPLIANT:
            yield from _misses(duty, ledger)


@rule("ZF402", "threshold-gap", Severity.NOTE, Of.DUTY)
def threshold_gap(ledger: Ledger) -> Findings:
    """量化指标尚有差距。

    检查什么：时限未到，最新数据还没有达到的指标，以及还差多少（提示）；年内新来的人员学时不足、其余人员都达到的，
    以及缺少分子、分母或上一期的数字（或分母、上一期是 0）而算不出来的，列为待核实（警告）。
    依据：与 ZF401 相同的指标；时限之前只是提示，不是不达标。
    怎么改：在时限之前补足差额，并报送新的数据表。
    """
    for duty in ledger.duties:
        if duty.status is Status.IN_PROGRESS:
            yield from _misses(duty, ledger)
        if Flaw.MID_YEAR in duty.flaws and (assessment := duty.assessment):
            short = "、".join(f"{m.who}（{m.since} 到岗，差 {m.gap} 学时）" for m in assessment.newcomers)
            message = f"年内新来的人员学时不足，待核定：{short}"
            place = assessment.table.row_place(assessment.newcomers[0].index)
            yield replace(about(duty, ledger, message, place=place), graded=Severity.WARNING)
        if (assessment := duty.assessment) and assessment.lacking and duty.status is Status.UNVERIFIED:
            message = f"{assessment.lacking}，算不出来，待核实"
            yield replace(about(duty, ledger, message, place=assessment.table.place()), graded=Severity.WARNING)


@rule("ZF403", "threshold-no-data", Severity.ERROR, Of.DUTY, accuses=True)
def threshold_no_data(ledger: Ledger) -> Findings:
    """没有数据可供核验指标。

    检查什么：时限已过，却从未报送人员配备表、该年度学时表或所需数字的指标，按逾期未完成处理。
    一个单位的一张表（同一届期的几个数字）只报一条，写明涉及的指标。
    依据：指标只看数据，没有数据就没有完成。
    怎么改：在报送文件里补上 staffing（人员配备）、training（培训学时）或 figures（指标数字）。
    """
    missing: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in ledger.duties:
        if duty.item.threshold and duty.status is Status.OVERDUE:
            threshold = duty.item.threshold
            of_cycle = f" {duty.year} 年度" if threshold.yearly else ""
            if threshold.indicators and duty.cycle:
                of_cycle = period(duty.cycle)
            table = f"{of_cycle}{threshold.table_title}（{threshold.table}）"
            missing[duty.unit.id, table].append(duty)
    for (_, table), duties in missing.items():
        first = min(duties, key=lambda duty: duty.original_due or ledger.cutoff.on)
        message = f"没有报送{table}，{first.original_due} 到期的指标无法核验，逾期 {first.days_overdue} 天"
        yield _about_table([first, *(d for d in duties if d is not first)], ledger, message)


@rule("ZF404", "key-status-undetermined", Severity.NOTE, Of.DATA)
def key_status_undetermined(ledger: Ledger) -> Findings:
    """是否重点行政执法部门待认定。

    检查什么：只约束重点部门的指标，遇到没有认定是否重点的部门。它们都达标的不影响结论；有不达标而结论取决于认定的，列为待核实。
    依据：指标只对重点行政执法部门，而文件没有列出名单。
    怎么改：由牵头单位认定后，在该部门一行（或名册的该单位）写 key: true 或 key: false。
    """
    for duty in ledger.duties:
        if duty.assessment is None:
            continue
        matters = "，结论取决于认定" if Flaw.KEY_UNDETERMINED in duty.flaws else ""
        for department in duty.assessment.undetermined:
            place = duty.assessment.table.row_place(department.index, "name")
            message = f"“{department.who}”是否重点行政执法部门待认定{matters}"
            yield about(duty, ledger, message, place=place, subject=department.who)


@rule("ZF405", "table-shrunk", Severity.WARNING, Of.DUTY)
def table_shrunk(ledger: Ledger) -> Findings:
    """人员配备表里少了部门。

    检查什么：以前的表里有、最新的表里没有，又没有写明撤并（ceased）的部门。其余部门都达标的，指标也列为待核实。
    依据：指标要求每个部门都达到，少报一个部门不等于达标。
    怎么改：补报这个部门的数字（时限已过的，补报时限以前的数据表）；已经撤并的，在表里留一行，写 name 和 ceased: 撤并日期。
    """
    for duties, assessment in _by_table(ledger, Flaw.SHRUNK):
        message = f"缺少以前报过的部门：{'、'.join(assessment.gone)}，待核实"
        yield _about_table(duties, ledger, message, assessment.table.place("departments"))


_TOLERATED = 10
"""One in so many people may be in one table and not in the other."""


@rule("ZF406", "coverage-differs", Severity.WARNING, Of.DATA)
def coverage_differs(ledger: Ledger) -> Findings:
    """学时表和人员配备表的人数对不上。

    检查什么：同一年里最新的学时表和最新的人员配备表，执法人员人数相差超过十分之一的。
    依据：学时要求对每名执法人员，表里少列的人不等于达标的人。
    怎么改：核对两张表是不是都列全了；年内人员确有增减的，在学时表里用 since 写明，或补报当年的人员配备表。
    """
    tables: dict[tuple[str, str, int], Table] = {}
    for filing in ledger.dataset.filings:
        for table in filing.tables:
            key = filing.unit.id, table.kind, table.year or table.as_of.year
            older = tables.get(key)
            if table.counts_from <= ledger.cutoff.on and (older is None or older.standing < table.standing):
                tables[key] = table
    for (unit, kind, year), training in tables.items():
        staffing = tables.get((unit, "staffing", year))
        if kind != "training" or staffing is None or training.faulty or staffing.faulty:
            continue
        trained, employed = len(training.rows), sum(row.people for _, row in staffing.rows)
        if abs(trained - employed) * _TOLERATED > employed:
            path, route = training.place("officers")
            yield Finding(
                message=f"{year} 年度学时表列了 {trained} 人，{staffing.as_of} 人员配备表有执法人员 {employed} 人"
                f"（{staffing.path}），相差超过十分之一；请核对",
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
    """One finding for each department that misses a share; one for all officers who lack hours."""
    threshold, assessment = duty.item.threshold, duty.assessment
    if threshold is None or assessment is None or not assessment.misses:
        return
    if isinstance(threshold, Hours):
        yield _together(duty, ledger, threshold, assessment)
        return
    listing, kind = Listing(), Alike("", assessment.table.path, duty.unit.id, duty.item.id)
    for miss in assessment.misses:
        listing.add(kind, partial(_each, duty, ledger, threshold, assessment, miss))
    yield from listing.findings


def _each(duty: Duty, ledger: Ledger, threshold: Threshold, assessment: Assessment, miss: Figure) -> Finding:
    pooled = ""
    if assessment.pooled and assessment.rows > 1:
        pooled = f"；全单位合计 {assessment.pooled[0]}/{assessment.pooled[1]}，不能代替各部门达标"
    return about(
        duty,
        ledger,
        threshold.told(miss) + pooled,
        place=assessment.table.row_place(miss.index, *threshold.key),
        measured=Measured(miss.who, miss.text, threshold.limit_text, miss.gap),
        subject=miss.who,
    )


def _together(duty: Duty, ledger: Ledger, threshold: Threshold, assessment: Assessment) -> Finding:
    misses, worst = assessment.misses, assessment.misses[0]
    shown = "、".join(f"{miss.who} {miss.shown}（差 {miss.gap}）" for miss in misses[:_WORST_SHOWN])
    more = " 等" if len(misses) > _WORST_SHOWN else ""
    return about(
        duty,
        ledger,
        f"{assessment.rows} 名执法人员中 {len(misses)} 名不足（要求 {threshold.limit_text} 学时），"
        f"合计{threshold.total(misses)}：{shown}{more}",
        place=assessment.table.row_place(worst.index),
        measured=Measured(worst.who, worst.text, threshold.limit_text, worst.gap),
    )
