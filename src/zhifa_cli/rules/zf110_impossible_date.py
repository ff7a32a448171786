from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger
from zhifa_cli.model.deadline import named
from zhifa_cli.rules.rule import Findings, about, rule


@rule("ZF110", "impossible-date", Severity.ERROR, Of.DATA)
def impossible_date(ledger: Ledger) -> Findings:
    """不可能的日期。

    检查什么：日历上没有的日子（如 2024-06-31）；报送之后才发生的完成、成文和统计日期；晚于报送月份的报告月份；
    晚于今天的报送日期；上一届期以前的完成日期；早于培训年度的统计截止日。
    依据：报送只能说明报送之日及以前的事；定期事项的完成日期须在上一届期之后。
    怎么改：核对原件上的日期后改正；尚未完成的事项写“推进中”，不写 completed_on。
    """
    yield from ledger.dataset.faults_of("ZF110")
    for filing in ledger.dataset.filings:
        for route, day in filing.dates():
            if day > filing.submitted_on:
                yield Finding(
                    message=f"日期 {day} 晚于报送日期 {filing.submitted_on}，报送时还不可能发生；请核对",
                    path=filing.path,
                    route=route,
                    unit=filing.unit.id,
                )
        if filing.reported > filing.period:
            yield Finding(
                message=f"报告月份 {filing.reported} 晚于报送日期 {filing.submitted_on} 所在的月份，按 {filing.period} 排序；请核对",
                path=filing.path,
                route=("period",),
                unit=filing.unit.id,
            )
    for duty in ledger.duties:
        if Flaw.EARLIER_CYCLE in duty.flaws and not duty.assessment and duty.claim and duty.year:
            yearly = duty.cycle is None or duty.cycle.isdecimal()
            whose = f"是 {duty.year - 1} 年度的事" if yearly else "是以前各期的事"
            message = (
                f"完成日期 {duty.claim.entry.completed_on} 在上一届期以前，{whose}，"
                f"不能算 {named(duty.cycle or str(duty.year))}，待核实；请核对 cycle 和 completed_on"
            )
            yield about(duty, ledger, message, key="completed_on")
        elif Flaw.EARLIER_CYCLE in duty.flaws and duty.assessment:
            table = duty.assessment.table
            message = f"统计截止日 {table.as_of} 在上一届期以前，不能算 {named(duty.cycle or str(duty.year))}，待核实；请核对 cycle 和 as_of"
            yield about(duty, ledger, message, place=table.place("as_of"))
