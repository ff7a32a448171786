"""The rules about rectifications (督办、整改、销号): what is late, unproven, out of order or open again."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from itertools import chain

from zhifa_cli.finding import Finding, Of, Route, Severity, fingerprinted
from zhifa_cli.ledger.duty import Ledger
from zhifa_cli.ledger.rectification import Stage, Standing, standings
from zhifa_cli.model.rectification import Rectification, Verdict
from zhifa_cli.rules.rule import Findings, Found, review, rule
from zhifa_cli.rules.waivers import waiver_of
from zhifa_cli.text.unseen import quoted


def _about(standing: Standing, message: str, *route: str | int, about: str = "", days: int | None = None) -> Finding:
    """A finding about a matter: at a key of its file."""
    item = standing.item
    path, place = standing.matter.place(*route)
    return Finding(
        message=f"整改事项 {standing.written.id}{about}：{message}",
        path=path,
        route=place,
        unit=standing.unit.id,
        item=item.id if item else None,
        measure=item.measure if item else None,
        source=item.source if item else None,
        days_overdue=days,
        subject=f"{standing.written.id}\0{about}",
    )


@rule("ZF601", "rectification-overdue", Severity.ERROR, Of.RECTIFICATION, accuses=True)
def rectification_overdue(ledger: Ledger) -> Findings:
    """整改逾期。

    检查什么：过了整改时限 due（批准延期的，过了延期）还没有通过验收的整改事项；已经报结而没有验收的，也算。
    依据：整改清单写明的时限；延期写在 extensions.yaml（item 写整改事项的编号），届满后从原时限起算。
    怎么改：完成整改后报结（claimed_on），附佐证材料，由别的单位验收（acceptance）；确需延期的，在届满前报批。
    """
    for standing in standings(ledger):
        if (days := standing.days_overdue) is not None:
            late = f"逾期 {days} 天" if days else "当日届满"
            granted = f"（延期至 {standing.extension.until}，{standing.extension.ended}）" if standing.extension else ""
            message = f"{standing.written.due} 到期{granted}，{late}，{_stood(standing)}"
            yield _about(standing, message, "due", days=days)


def _stood(standing: Standing) -> str:
    since = {Stage.CLAIMED: "报结", Stage.RETURNED: "退回"}.get(standing.stage)
    told = f"{standing.stage_since} {since}，{standing.stage.label}" if since else f"还在{standing.stage.label}"
    lost = any(standing.matter.dropped.touches((key,)) for key in ("claimed_on", "acceptance"))
    return f"{told}（登记的报结或验收有误，没有采用）" if lost else told


@rule("ZF602", "reply-overdue", Severity.WARNING, Of.RECTIFICATION)
def reply_overdue(ledger: Ledger) -> Findings:
    """督办文书逾期没有答复。

    检查什么：督办文书（instruments）过了答复期限 reply_by 还没有 replied_on；已经验收通过的事项不再追究。
    依据：督办函、意见书等写明的答复期限。
    怎么改：收到答复的，写上 replied_on；没有答复的，催办。
    """
    for standing in standings(ledger):
        for index, sent in standing.unanswered:
            named = f"{sent.kind}{f' {sent.document_no}' if sent.document_no else ''}"
            late = f"过期 {(ledger.cutoff.on - sent.reply_by).days} 天" if sent.reply_by else ""
            message = f"{sent.reply_by} 前应当答复，{late}，没有答复"
            yield _about(standing, message, "instruments", index, "reply_by", about=f" 的{named}")


@rule("ZF603", "closed-unproven", Severity.ERROR, Of.DATA)
def closed_unproven(ledger: Ledger) -> Findings:
    """没有验收或没有佐证就销号，或者自己验收自己。

    检查什么：销号（closed_on）那天，最近一次验收是不是通过、有没有佐证材料；验收单位是不是整改单位自己（各种名称、
    所属部门、责任部门）。不符合的不算销号，自己的验收不算数。
    依据：报结和验收是两家的事：整改单位报结，别的单位验收，通过以后才能销号。
    怎么改：补上验收和佐证材料；由牵头单位或上级验收；还不该销号的，删去 closed_on。
    """
    for standing in standings(ledger):
        written, matter = standing.written, standing.matter
        for index, acceptance, counts in standing.acceptances:
            if not counts:
                message = f"验收单位{quoted(acceptance.by)}是整改单位自己或没有写明，这次验收不算数；请由别的单位验收"
                yield _about(standing, message, "acceptance", index, "by", about=f" 第 {index + 1} 次验收")
        lacking = standing.unproven
        read = not any(matter.dropped.touches((key,)) for key in ("acceptance", "evidence"))  # else that is told
        if lacking and read and written.closed_on and written.closed_on <= standing.day:
            message = f"{written.closed_on} 销号，但{'，'.join(lacking)}，不算销号，仍是{standing.stage.label}"
            yield _about(standing, message, "closed_on")


@rule("ZF604", "impossible-order", Severity.ERROR, Of.DATA)
def impossible_order(ledger: Ledger) -> Findings:
    """整改的日期前后颠倒。

    检查什么：发现、发文、答复、报结、验收、销号的先后：都不早于发现；答复和答复期限不早于发文；验收不早于它所验收的报结；
    报结和验收不晚于销号；整改时限不早于发现。
    依据：督办整改只能往前走：发现、督办、报结、验收、销号。
    怎么改：核对原件上的日期后改正；退回后再次报结的，claimed_on 写成列表，各次的日期都留着。
    """
    for standing in standings(ledger):
        for route, what, day, when in (*_reversed(standing), *_accepted_too_early(standing)):
            if day <= standing.day or what in _SET:
                yield _about(standing, f"{day} {when}；请核对", *route, about=f" 的{what}")


_SET = frozenset({"整改时限", "答复期限"})
_WHAT = {"instruments": "发文日期", "progress": "进展日期", "claimed_on": "报结日期", "acceptance": "验收日期"}
"""What stands under a key of a matter; those that are set beforehand are still to come."""


def _reversed(standing: Standing) -> Iterator[tuple[Route, str, date, str]]:
    """Dates that another shows to be wrong: where each stands, what it is, and before or after what it cannot be."""
    written = standing.written
    found = f"早于发现日期 {written.found_on}"
    if written.due < written.found_on:
        yield ("due",), "整改时限", written.due, found
    for route, day in written.dates():
        if day < written.found_on and route[0] != "evidence" and route[-1] != "replied_on":
            yield route, _WHAT.get(str(route[0]), "销号日期"), day, found
    for index, sent in standing.sent:
        for key, what, answer in (("reply_by", "答复期限", sent.reply_by), ("replied_on", "答复日期", sent.replied_on)):
            if answer and answer < sent.issued_on:
                yield ("instruments", index, key), what, answer, f"早于发文日期 {sent.issued_on}"
    yield from _closed_too_early(written)


def _closed_too_early(written: Rectification) -> Iterator[tuple[Route, str, date, str]]:
    """Claims and acceptances that came after the closure."""
    closed = written.closed_on or date.max
    for index, acceptance in enumerate(written.acceptance):
        if acceptance.on > closed:
            yield ("acceptance", index, "on"), "验收日期", acceptance.on, f"晚于销号日期 {closed}"
    for index, day in enumerate(written.claimed_on):
        if day > closed:
            yield ("claimed_on", index), "报结日期", day, f"晚于销号日期 {closed}"


def _accepted_too_early(standing: Standing) -> Iterator[tuple[Route, str, date, str]]:
    """Acceptances before what they accept, or send back, was claimed."""
    claims, begun = sorted(standing.written.claimed_on), False
    counting = [judged for judged in standing.judged if judged.counts]
    ends = [*(judged.on for judged in counting[1:]), standing.written.closed_on or date.max]
    for (index, acceptance, _), until in zip(counting, ends, strict=False):
        passed = acceptance.result is Verdict.PASSED
        begun = begun or passed or bool(claims and claims[0] <= acceptance.on)
        later = bisect_right(claims, acceptance.on)
        if later < bisect_right(claims, until) and (passed or not begun):
            yield ("acceptance", index, "on"), "验收日期", acceptance.on, f"早于报结日期 {claims[later]}"


@review("ZF605", "finding-open-again", Severity.ERROR, Of.RECTIFICATION)
def finding_open_again(ledger: Ledger, found: Found) -> Findings:
    """已经销号，同一个问题又查出来了。

    检查什么：已销号的整改事项，finding 写的检查结论（fingerprint）现在是不是仍在；已豁免的不算。
    依据：销号是说问题已经解决；检查结论还在，说明没有解决，或者单位没有照实报送。
    怎么改：问题已经解决的，请单位补报进展和佐证；没有解决的，另立一个整改事项（zhifa rectify open）。
    """
    closed = [standing for standing in standings(ledger) if standing.stage is Stage.CLOSED and standing.written.finding]
    if not closed:
        return
    now = dict(fingerprinted(chain.from_iterable(findings or () for findings in found.values())))
    for standing in closed:
        for index, fingerprint in enumerate(standing.written.finding):
            again = now.get(fingerprint)
            if again and not waiver_of(again, ledger):
                message = f"{standing.written.closed_on} 已销号，{again.rule} 又查出同一个问题：{again.message}"
                yield _about(standing, message, "finding", index, about=f"（{fingerprint}）")


@rule("ZF606", "step-due", Severity.WARNING, Of.RECTIFICATION)
def step_due(ledger: Ledger) -> Findings:
    """该用更重的督办方式了。

    检查什么：计划写了督办阶梯（plan 的 ladder）的，整改事项对应的应办事项逾期满多少天，该用哪一级督办方式，登记里有没有
    这一级或更重的。没有对应应办事项的，从整改时限起算。没有写阶梯的计划不检查。
    依据：measures.yaml 的 ladder。
    怎么改：发出督办文书，写进 instruments；已经发出的，补登。
    """
    ladder = ledger.dataset.head.ladder if ledger.dataset.head else ()
    for standing in standings(ledger) if ladder else ():
        days = max([duty.days_overdue or 0 for duty in standing.duties], default=standing.days_overdue)
        if standing.settled or days is None:
            continue
        reached = [index for index, rung in enumerate(ladder) if rung.after <= days]
        if reached and not any(rung.step in sent.kind for _, sent in standing.sent for rung in ladder[reached[-1] :]):
            rung = ladder[reached[-1]]
            message = f"已逾期 {days} 天，满 {rung.after} 天应当用{quoted(rung.step)}，登记里没有"
            yield _about(standing, message, "id", days=days)
