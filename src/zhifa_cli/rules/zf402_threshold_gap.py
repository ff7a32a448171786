from collections.abc import Iterator
from dataclasses import replace

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Flaw, Ledger, Status
from zhifa_cli.rules._thresholds import misses
from zhifa_cli.rules.rule import about, rule


@rule("ZF402", "threshold-gap", Severity.NOTE, Of.DUTY)
def threshold_gap(ledger: Ledger) -> Iterator[Finding]:
    """量化指标尚有差距。

    检查什么：时限未到，最新数据还没有达到的指标，以及还差多少（提示）；年内新来的人员学时不足、其余人员都达到的，列为待核实（警告）。
    依据：与 ZF401 相同的指标；时限之前只是提示，不是不达标。
    怎么改：在时限之前补足差额，并报送新的数据表。
    """
    for duty in ledger.duties:
        if duty.status is Status.IN_PROGRESS:
            yield from misses(duty, ledger)
        if Flaw.MID_YEAR in duty.flaws and (assessment := duty.assessment):
            short = "、".join(f"{m.who}（{m.since} 到岗，差 {m.gap} 学时）" for m in assessment.newcomers)
            message = f"年内新来的人员学时不足，待核定：{short}"
            place = assessment.table.row_place(assessment.newcomers[0].index)
            yield replace(about(duty, ledger, message, place=place), graded=Severity.WARNING)
