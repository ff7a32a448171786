from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.model.approval import Extension
from zhifa_cli.model.deadline import listed, of_years
from zhifa_cli.rules.rule import Findings, about_grant, rule
from zhifa_cli.source.dataset import Granted


@rule("ZF503", "extension-unused", Severity.WARNING, Of.APPROVAL)
def extension_unused(ledger: Ledger) -> Findings:
    """延期没有起作用。

    检查什么：没有延长任何应办事项时限的延期：该单位不承担这一事项或年度，事项没有时限，或延至的日期并不晚于原时限。
    依据：延期批准要对得上单位、事项和年度，才能改变时限。
    怎么改：核对 unit、item、cycle 和 until；定期事项须写 cycle；确已无用的，删去这一条。
    """
    for granted in ledger.dataset.extensions:
        if granted.grant.approved_on > ledger.cutoff.on or ledger.dataset.head is None:
            continue
        dues = [d.original_due for d in ledger.extended.get(granted.route, ()) if not d.before_issue and d.original_due]
        if not dues:
            message, key = _unmatched(ledger, granted)
            yield about_grant(granted, ledger, message, key)
        elif granted.grant.until <= min(dues):
            message = f"延至 {granted.grant.until}，并不晚于原时限 {min(dues)}，没有起作用"
            yield about_grant(granted, ledger, message, "until")


def _unmatched(ledger: Ledger, granted: Granted[Extension]) -> tuple[str, str]:
    """What keeps an extension from any duty, and the key to mend."""
    item, cycle, unit = granted.grant.item, granted.grant.cycle, granted.unit
    owed = [d for d in ledger.duties if d.unit is unit and item in {d.item.id, d.item.clause}]
    dated = [d for d in owed if d.item.id == item and d.original_due and not d.before_issue]
    if not owed:
        return f"{unit.name}不承担 {item}，这项延期没有起作用", "item"
    if dated:
        owed_in = list(dict.fromkeys(d.cycle or str(d.year) for d in dated))
        if not of_years(owed_in):
            why = (
                f"这是定期事项，没有写 cycle（是哪一期：{listed(owed_in)}）"
                if cycle is None
                else f"没有 {cycle} 这一期"
            )
            return (why, "item") if cycle is None else (f"{why}；可写：{listed(owed_in)}", "cycle")
        if cycle is None:
            return f"这是每年事项，没有写 cycle（届期的年份：{listed(owed_in)}），对不上是哪一年", "item"
        return f"事项届期的年份是 {listed(owed_in)}，不是 {cycle}", "cycle"
    if all(d.original_due is None for d in owed):
        return f"{item} 没有时限，无需延期", "item"
    return f"{item} 的各项要求另有时限或年度，请写明要延的那一项（条款/要求）和 cycle", "item"
