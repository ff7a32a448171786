"""The rules about the yearly evaluation: what is declared wrongly, and what was filled in and cannot stand."""

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.ledger.evaluation import band_faults, outcomes_filed, weight_faults
from zhifa_cli.model.evaluation import Gives
from zhifa_cli.rules.rule import Findings, rule
from zhifa_cli.source.dataset import EVALUATION


@rule("ZF801", "evaluation-bands", Severity.ERROR, Of.DATA)
def evaluation_bands(ledger: Ledger) -> Findings:
    """评议等次的界限重叠或有空档。

    检查什么：从 0 分到满分，每个分数是否恰好属于一个等次。界限不清时不评等次。
    依据：评议指标（evaluation.yaml）的 bands。
    怎么改：写明每个界限在哪一边：at_least（达到）、more_than（超过）、at_most（至多）、less_than（不满）；只写下限的，到上一等次为止。
    """
    table = ledger.dataset.evaluation.table
    for band, message in band_faults(table) if table else ():
        index = next(i for i, one in enumerate(table.bands if table else ()) if one is band)
        yield Finding(message=message, path=EVALUATION, route=("bands", index))


@rule("ZF802", "evaluation-weights", Severity.ERROR, Of.DATA)
def evaluation_weights(ledger: Ledger) -> Findings:
    """评议指标的分值或权重加起来不是满分。

    检查什么：各项合起来是不是所在的一级指标的分值，各一级指标合起来是不是满分；加分项和只作否决的项不算。
    依据：评议指标（evaluation.yaml）。
    怎么改：核对各项的 points、weight 和满分 full。
    """
    table = ledger.dataset.evaluation.table
    for route, message in weight_faults(table) if table else ():
        yield Finding(message=message, path=EVALUATION, route=route)


@rule("ZF803", "unfilled-line", Severity.WARNING, Of.DATA)
def unfilled_line(ledger: Ledger) -> Findings:
    """评议表有指标没有填。

    检查什么：已有评议文件的单位，由人填的指标是否都填了。没有填的是未定，不是 0 分，也不是满分。
    依据：评议指标（evaluation.yaml）。
    怎么改：补上这几项；没有发生的，次数写 0。
    """
    for outcome in outcomes_filed(ledger):
        unfilled = [score.item for score in outcome.scores if not score.item.source and not score.lines]
        if unfilled and outcome.filed:
            names = "、".join(f"{item.title}（{item.id}）" for item in unfilled)
            yield Finding(
                message=f"{outcome.filed.year} 年评议有 {len(unfilled)} 项没有填，得分未定：{names}",
                path=outcome.filed.path,
                route=("lines",),
                on_key=True,
                unit=outcome.unit.id,
                subject=f"{outcome.filed.year}",
            )


@rule("ZF804", "unproven-line", Severity.WARNING, Of.DATA)
def unproven_line(ledger: Ledger) -> Findings:
    """评议的一项没有理由或佐证。

    检查什么：扣分、加分、否决的有没有说明理由；其余由人填的，理由和佐证至少有一样。没有发生的（次数写 0）不必。
    依据：每一处扣分都要说得出理由。
    怎么改：补上 reason（理由）和 evidence（佐证）。
    """
    for outcome in outcomes_filed(ledger):
        for score in outcome.scores:
            for route, line in score.lines:
                if line.explained or (line.gives is Gives.COUNT and not line.value):
                    continue
                changes = score.deducts or (score.item.bonus is not None and line.value > 0)
                if changes or not line.shown:
                    lacking = "扣分、加分或否决没有理由" if changes else "没有理由，也没有佐证"
                    yield Finding(
                        message=f"{score.item.title}：{lacking}",
                        path=score.path or "",
                        route=route,
                        unit=outcome.unit.id,
                        subject=f"{outcome.filed.year if outcome.filed else ''}\0{score.item.id}",
                    )


@rule("ZF805", "evaluation-veto", Severity.WARNING, Of.DATA)
def evaluation_veto(ledger: Ledger) -> Findings:
    """评议有一票否决的情形。

    检查什么：由人填的指标里，发生了表上写明一票否决（veto）的情形的。
    依据：评议指标（evaluation.yaml）。
    怎么改：不必改数据；请核实事实、理由和佐证，再公布结果。
    """
    what = {"item": "本项得 0 分", "indicator": "所在的一级指标得 0 分", "all": "总分为 0 分"}
    for outcome in outcomes_filed(ledger):
        for score in outcome.scores:
            if score.vetoes and score.lines:
                yield Finding(
                    message=f"{score.item.title}：发生 {score.measure.value} 次，一票否决，{what[score.item.veto or 'item']}",
                    path=score.path or "",
                    route=score.lines[0][0],
                    unit=outcome.unit.id,
                    subject=f"{outcome.filed.year if outcome.filed else ''}\0{score.item.id}",
                )
