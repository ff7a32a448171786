from datetime import date

from zhifa_cli.finding import Finding, Of, Route, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.model.plan import Version
from zhifa_cli.rules.rule import Findings, rule
from zhifa_cli.source.dataset import MEASURES


@rule("ZF114", "empty-group", Severity.ERROR, Of.DATA)
def empty_group(ledger: Ledger) -> Findings:
    """责任单位是一个空组。

    检查什么：责任单位（responsible）写的组，到期那天有没有存续的成员（没有日期的看截止日）；没有成员，这件事就无人承担。
    依据：各条款的责任单位；units.yaml 里各单位所属的组（groups）和存续期（active）。
    怎么改：在 units.yaml 里给单位写上这个组，或在组的 includes 里写上包含的组；组名写错的，改 measures.yaml。
    """
    plan, names = ledger.dataset.plan, ledger.dataset.names
    for (route, name), (day, version) in _first_empty(ledger).items():
        item = plan.items[names.owner(version, "responsible")]
        yield Finding(
            message=f"{name}在 {day} 没有任何成员，{item.id}（{item.title}）因此无人承担；"
            "请在 units.yaml 里补上成员，或改用别的组",
            path=MEASURES,
            route=route,
            item=item.id,
            measure=item.measure,
            source=version.item.source,
            subject=name,
        )


def _first_empty(ledger: Ledger) -> dict[tuple[Route, str], tuple[date, Version]]:
    """Each group without a member, by where a version of an item names it, and the first date on which that matters."""
    plan, head, on = ledger.dataset.plan, ledger.dataset.head, ledger.cutoff.on
    found: dict[tuple[Route, str], tuple[date, Version]] = {}
    for leaf in plan.leaves if head else ():
        said = plan.versions(leaf)[0]
        for version, (item, cycles) in zip(plan.versions(leaf), plan.owed(leaf, on), strict=True):
            said = version if item.responsible != said.item.responsible else said
            place = ledger.dataset.names.place(said, "responsible")
            for index, name in enumerate(item.responsible):
                days = [due or on for _, due in cycles if _is_empty(ledger, name, due or on)]
                day = min((day for day in days if head and day >= head.issued_on), default=None)
                key = (*place, index), name
                if day and day < found.get(key, (date.max,))[0]:
                    found[key] = day, said
    return found


def _is_empty(ledger: Ledger, name: str, day: date) -> bool:
    roster = ledger.dataset.roster
    return roster.is_group(name) and not any(unit.active_on(day) for unit in roster.members((name,)))
