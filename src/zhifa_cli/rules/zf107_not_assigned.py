from collections.abc import Iterator

from zhifa_cli.finding import Finding, Severity
from zhifa_cli.ledger import Claim, Ledger
from zhifa_cli.model.plan import Item
from zhifa_cli.rules.rule import rule


@rule("ZF107", "not-assigned", Severity.WARNING)
def not_assigned(ledger: Ledger) -> Iterator[Finding]:
    """填报了不属于本单位的事项。

    检查什么：报送的事项和年度，是否由该单位承担。不承担的条目不影响任何结论。
    依据：各条款的责任单位、完成时限和计划起止日期。
    怎么改：核对事项编号和 cycle；确应由该单位承担的，请在 measures.yaml 或 units.yaml 里补上。
    """
    plan = ledger.dataset.plan
    if plan is None or ledger.dataset.head is None:
        return
    for (unit, item_id, cycle), claims in ledger.claims.items():
        item = plan.items[item_id]
        bound = (unit, item_id, cycle) in ledger.by_key if item.leaf else _binds_clause(ledger, unit, item, cycle)
        if not bound:
            for claim in claims:
                yield _finding(ledger, unit, item, cycle, claim)


def _binds_clause(ledger: Ledger, unit: str, clause: Item, cycle: int | None) -> bool:
    duties = ledger.by_clause.get((unit, clause.id), ())
    return any(not clause.yearly or duty.cycle in {None, cycle} for duty in duties)


def _finding(ledger: Ledger, unit: str, item: Item, cycle: int | None, claim: Claim) -> Finding:
    owed = sorted({key[2] for key in ledger.by_key if key[:2] == (unit, item.id) and key[2] is not None})
    year = f" {cycle} 年度" if cycle else ""
    cure = f"；该单位承担的年度：{'、'.join(map(str, owed))}" if owed else "；请核对事项编号和 measures.yaml 的责任单位"
    return Finding(
        rule="ZF107",
        message=f"{claim.filing.unit.name}不承担{year} {item.id}（{item.title}）{cure}",
        path=claim.filing.path,
        route=(*claim.route, "cycle" if cycle and owed else "item"),
        unit=unit,
        item=item.id,
        measure=item.measure,
        cycle=cycle,
        source=item.source,
    )
