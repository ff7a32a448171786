"""The rules about extensions and waivers that have ended, came late or have no effect."""

from collections.abc import Iterator

from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.model.approval import Extension
from zhifa_cli.model.deadline import listed, of_years
from zhifa_cli.rules.rule import Findings, Found, about_grant, ended, review, rule
from zhifa_cli.rules.waivers import covered, lasts
from zhifa_cli.source.dataset import Granted, Matter


@rule("ZF501", "extension-lapsed", Severity.WARNING, Of.APPROVAL)
def extension_lapsed(ledger: Ledger) -> Findings:
    """延期已届满，事项仍未办结。

    检查什么：批准的延期已经过了 until 或已经撤销（revoked_on），而事项还没有办结的；逾期天数重新从原时限起算，该事项同时报逾期或不达标。
    依据：延期只在批准的期限以内有效，原时限不因此消失。
    怎么改：抓紧办结并报送；确需再延的，在届满前报批，另加一条延期。
    """
    for granted in ledger.dataset.extensions:
        left = [duty for duty in ledger.extended.get(granted.route, ()) if duty.extension is granted and duty.open]
        until = granted.grant.until_on(ledger.cutoff.on)
        if left and ledger.cutoff.is_past(until):
            originals = "、".join(sorted({str(duty.original_due) for duty in left}))
            message = f"{ended(granted.grant)}，仍有 {len(left)} 项未办结，重新从原时限 {originals} 起算"
            yield about_grant(granted, ledger, message, "until" if until == granted.grant.until else "revoked_on")


@rule("ZF502", "extension-late", Severity.WARNING, Of.APPROVAL)
def extension_late(ledger: Ledger) -> Findings:
    """到期以后才批准延期。

    检查什么：批准日期 approved_on 晚于事项原时限的延期。批准之后才办结的，延期照样起作用；批准之前已经逾期办结的，仍是逾期完成。
    依据：延期应当在原时限届满前报批。
    怎么改：核对批准日期，写错的改正；今后在到期前报批。
    """
    for granted in ledger.dataset.extensions:
        approved_on = granted.grant.approved_on
        late = [d.original_due for d in ledger.extended.get(granted.route, ()) if d.original_due]
        if late and min(late) < approved_on <= ledger.cutoff.on:
            message = f"原时限 {min(late)}，{approved_on} 才批准延期"
            yield about_grant(granted, ledger, message, "approved_on")
    for granted, matter in _of_matters(ledger):
        if matter.unit is granted.unit and granted.grant.approved_on > matter.written.due:
            message = (
                f"整改事项 {matter.written.id} 的时限是 {matter.written.due}，{granted.grant.approved_on} 才批准延期"
            )
            yield about_grant(granted, ledger, message, "approved_on")


@rule("ZF503", "extension-unused", Severity.WARNING, Of.APPROVAL)
def extension_unused(ledger: Ledger) -> Findings:
    """延期没有起作用。

    检查什么：没有延长任何应办事项时限的延期：该单位不承担这一事项或年度，事项没有时限，或延至的日期并不晚于原时限。
    依据：延期批准要对得上单位、事项和年度，才能改变时限。
    怎么改：核对 unit、item、cycle 和 until；定期事项须写 cycle；确已无用的，删去这一条。
    """
    yield from _postponements(ledger)
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


def _of_matters(ledger: Ledger) -> Iterator[tuple[Granted[Extension], Matter]]:
    """The extensions of matters under rectification that were approved by now."""
    matters = {matter.written.id: matter for matter in ledger.dataset.rectifications}
    for granted in ledger.dataset.postponements:
        if granted.grant.approved_on <= ledger.cutoff.on:
            yield granted, matters[granted.grant.item]


def _postponements(ledger: Ledger) -> Findings:
    """Those of matters under rectification."""
    for granted, matter in _of_matters(ledger):
        if matter.unit is not granted.unit:
            message = (
                f"整改事项 {matter.written.id} 是{matter.unit.name}的，不是{granted.unit.name}的，这项延期没有起作用"
            )
            yield about_grant(granted, ledger, message, "unit")
        elif granted.grant.until <= matter.written.due:
            message = f"延至 {granted.grant.until}，并不晚于整改事项 {matter.written.id} 的时限 {matter.written.due}，没有起作用"
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


@review("ZF504", "waiver-lapsed", Severity.WARNING)
def waiver_lapsed(ledger: Ledger, found: Found) -> Findings:
    """豁免已到期。

    检查什么：截止日已过 expires（含当日）的豁免；到期以后不再起作用，原来豁免的问题重新计入。
    依据：豁免必须有期限，到期须重新批准。
    怎么改：问题已经解决的，删去这条豁免；仍需豁免的，重新批准后改 expires 和 approved_by。
    """
    for granted in ledger.dataset.waivers:
        if not lasts(granted, ledger):
            count = covered(granted, found)
            rest = f"，原来豁免的 {count} 个问题重新计入" if count else "，也没有还需豁免的问题，可以删去"
            waiver = granted.grant
            message = f"对 {waiver.rule} 的豁免已于 {waiver.expires} 到期{rest}"
            yield about_grant(granted, ledger, message, "expires")


@review("ZF505", "waiver-unused", Severity.WARNING)
def waiver_unused(ledger: Ledger, found: Found) -> Findings:
    """豁免没有对应的问题。

    检查什么：没有豁免到任何问题的豁免：问题已经解决，单位、事项或规则编号对不上，或写的是不能豁免的数据错误（ZF101–ZF106）。
    依据：豁免只对写明的规则、单位和事项起作用，不留无用的豁免。
    怎么改：核对 rule、unit 和 item；问题已经解决的，删去这条豁免。
    """
    for granted in ledger.dataset.waivers:
        if lasts(granted, ledger) and not covered(granted, found):
            code = granted.grant.rule
            message = f"没有 {code} 的问题可以豁免，请核对 rule、unit 和 item；已经解决的请删去"
            if found.get(code, ()) is None:
                message = f"{code} 不能豁免，请改正它所指的地方"
            yield about_grant(granted, ledger, message, "rule")
