from collections.abc import Iterator
from datetime import date

from zhifa_cli.finding import Finding, Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.model.plan import Item
from zhifa_cli.rules.rule import Findings, rule
from zhifa_cli.source.dataset import MEASURES


@rule("ZF114", "empty-group", Severity.ERROR, Of.DATA)
def empty_group(ledger: Ledger) -> Findings:
    """责任单位是一个空组。

    检查什么：责任单位（responsible）写的组，到期那天有没有存续的成员（没有日期的看截止日）；没有成员，这件事就无人承担。
    依据：各条款的责任单位；units.yaml 里各单位所属的组（groups）和存续期（active）。
    怎么改：在 units.yaml 里给单位写上这个组，或在组的 includes 里写上包含的组；组名写错的，改 measures.yaml。
    """
    for item in ledger.dataset.plan.items.values():
        days = sorted(set(_days(ledger, item)))
        for index, name in enumerate(item.responsible):
            if empty := next((day for day in days if _is_empty(ledger, name, day)), None):
                yield Finding(
                    message=f"{name}在 {empty} 没有任何成员，{item.id}（{item.title}）因此无人承担；"
                    "请在 units.yaml 里补上成员，或改用别的组",
                    path=MEASURES,
                    route=(*ledger.dataset.item_routes[item.id], "responsible", index),
                    item=item.id,
                    measure=item.measure,
                    source=item.source,
                    subject=name,
                )


def _days(ledger: Ledger, item: Item) -> Iterator[date]:
    """The due dates of what the bodies named at an item owe: of it, and of the requirements that name none of their own."""
    plan, head = ledger.dataset.plan, ledger.dataset.head
    if head is None or (item.id != item.clause and item.clause and not item.narrowed):
        return
    for leaf in plan.leaves:
        if leaf.id == item.id or (leaf.clause == item.id and not leaf.narrowed):
            days = (due or ledger.cutoff.on for _, due in plan.cycles(leaf))
            yield from (day for day in days if day >= head.issued_on)


def _is_empty(ledger: Ledger, name: str, day: date) -> bool:
    roster = ledger.dataset.roster
    return roster.is_group(name) and not any(unit.active_on(day) for unit in roster.members((name,)))
