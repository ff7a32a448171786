from zhifa_cli.finding import Of, Route, Severity
from zhifa_cli.ledger.duty import Claim, Ledger
from zhifa_cli.rules.rule import Findings, about, rule
from zhifa_cli.source.dataset import FiledFigure, Table


@rule("ZF108", "conflict", Severity.ERROR, Of.DATA)
def conflict(ledger: Ledger) -> Findings:
    """同等效力的报送互相矛盾。

    检查什么：同一单位、同一事项、同一报告月份和报送日期的条目（或同一截止日的数据表），按哪一份结论都不同的，几处都会指出；
    同一指标同一截止日的两个数字不同的也是。
    一份没有写的不算矛盾；推进中和未启动都是没有完成，两个日期都在时限以内都是按期。
    依据：以最新一次报送为准；同样新的两份不一致时，不替单位选择，该事项列为待核实。
    怎么改：与单位核实后删去不实的一条，或用更晚的 period、submitted_on 重新报送。
    """
    for duty in ledger.duties:
        paths = sorted({_path(side) for side in duty.conflict})
        for side in duty.conflict:
            others = "、".join(path for path in paths if path != _path(side)) or "本文件另一处"
            yield about(duty, ledger, f"与{others}的说法不一致", place=_place(side))


def _path(side: Claim | Table | FiledFigure) -> str:
    return side.filing.path if isinstance(side, Claim) else side.path


def _place(side: Claim | Table | FiledFigure) -> tuple[str, Route]:
    if isinstance(side, Claim):
        return side.filing.path, (*side.route, "status")
    return side.place("value" if isinstance(side, FiledFigure) else "as_of")
