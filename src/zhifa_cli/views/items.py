"""What an item asks, in words: its facts, each document's version of it, and how a requirement is to be done."""

from collections.abc import Iterator

from zhifa_cli.ledger.duty import BENEATH, JOINT, Ledger
from zhifa_cli.ledger.judge import bodies_bound
from zhifa_cli.model.deadline import Within
from zhifa_cli.model.plan import Item, Plan, Version
from zhifa_cli.model.roster import INFERRED, Binding, Unit
from zhifa_cli.views.wording import later_cycles, supported, year_before


def facts(ledger: Ledger, item: Item) -> list[tuple[str, str]]:
    """What the version that is in force says, and what other documents say of what changed."""
    plan = ledger.dataset.plan
    version = plan.in_force(item, ledger.cutoff.on)
    shown = version.item
    bound = bodies_bound(ledger.dataset, shown)
    duties = [duty for duty in ledger.duties if duty.item.id == shown.id]
    responsible = "、".join(shown.responsible)
    told = (
        ("出处", f"{shown.source}{'，已废止' if version.repealed else ''}"),
        ("时限", deadline(shown)),
        ("届期", _dues(ledger, shown)),
        ("责任单位", responsible),
        ("", f"本句只对{responsible}（条款的责任单位是{'、'.join(shown.within)}）" if shown.within else None),
        ("", f"共 {len(bound)} 个：{'、'.join(_named(unit, binding) for unit, binding in bound)}"),
        ("共同责任", "一家办成，各家都算办成" if shown.jointly else None),
        ("配合单位", f"{'、'.join(shown.supporting)}（可以报送，不承担责任）" if shown.supporting else None),
        ("适用条件", shown.condition and f"{shown.condition}（条件没有出现的，报不适用并写理由；没有答复的待核实）"),
        ("只办一次", f"办成以后，{later_cycles(duties)}不必再办" if shown.once else None),
        ("办理方式", shown.act),
        ("报送对象", shown.recipient),
        ("约束力", None if shown.required else "鼓励（不作逾期或不达标）"),
        *versions(plan, shown),
    )
    return [(name, fact) for name, fact in told if fact is not None]


def deadline(item: Item) -> str:
    return item.deadline.text if item.deadline else "未规定时限"


def manner(leaf: Item) -> str:
    """How a requirement is to be done, and by whom where not by all: ``〔备案〕 〔报市司法局〕``."""
    return "".join(
        f" 〔{word}〕"
        for word in (
            leaf.act,
            leaf.recipient and f"报{leaf.recipient}",
            leaf.required or "鼓励",
            leaf.condition and f"附条件：{leaf.condition}",
            leaf.once and "只办一次",
            leaf.within and f"只对{'、'.join(leaf.responsible)}",
            leaf.jointly and JOINT,
            supported(leaf),
        )
        if word and isinstance(word, str)
    )


def versions(plan: Plan, item: Item) -> Iterator[tuple[str, str]]:
    """Of an amended item, what each document says of what changed, and from when on."""
    first, *later = {(v.effective, v.documents[-1:]): v for v in plan.versions(item)}.values()
    told = [_told(version) for version in (first, *later)]
    changed = [name for name in told[0] if any(other[name] != told[0][name] for other in told)]
    if later:
        issued = f"（{plan.plan.issued_on} 印发）" if plan.plan else ""
        yield "版本", f"原文{issued}：{'；'.join(f'{name} {told[0][name]}' for name in changed) or '照列'}"
    for version, now, before in zip(later, told[1:], told, strict=False):
        news = "废止" if version.repealed else "；".join(f"{n} {now[n]}" for n in changed if now[n] != before[n])
        yield "", f"{version.effective} 起（{version.documents[-1]}修改）：{news or '照旧'}"


def _told(version: Version) -> dict[str, str]:
    item = version.item
    facts = {
        "事项": item.title,
        "时限": deadline(item),
        "责任单位": "、".join(item.responsible),
        "配合单位": "、".join(item.supporting),
        "共同责任": "是" if item.jointly else "不是",
        "办理方式": item.act,
        "报送对象": item.recipient,
        "约束力": item.binding,
        "适用条件": item.condition,
        "量化指标": item.threshold.demand if item.threshold else None,
    }
    return {name: fact or "没有写" for name, fact in facts.items()}


def _named(unit: Unit, binding: Binding) -> str:
    """A body, with what must be known of why it is bound."""
    doubts = [word for word, holds in ((BENEATH, binding.beneath), (INFERRED, binding.inferred)) if holds]
    return f"{unit.name}（{'；'.join(doubts)}）" if doubts else unit.name


def _undated(item: Item) -> str:
    return "从所等的事项办成之日起算" if isinstance(item.deadline, Within) else "没有届期之日"


def _dues(ledger: Ledger, shown: Item) -> str:
    head = ledger.dataset.head
    if head is None:
        return ""
    days = [
        f"{due}{'（发文前已届期）' if due < head.issued_on else ''}{year_before(shown, cycle)}"
        for cycle, due in ledger.dataset.plan.cycles(shown, ledger.cutoff.on)
        if due is not None
    ]
    return "、".join(days) or ("长期坚持，没有终点" if shown.ongoing else _undated(shown))
