"""What every report opens with: its title, the facts it rests on, and what must be read before the rest."""

from collections.abc import Iterator
from dataclasses import replace

from zhifa_cli.views.document import Document, Paragraph, Section
from zhifa_cli.views.figures import Material
from zhifa_cli.views.wording import day

_KEPT = {"unit", "page"}
"""Kinds of reports for one's own desk, and the pages of a site: they go out to nobody, and list the facts they rest on."""

_REVIEWS = {"midterm", "summary"}


def document(
    of: Material,
    kind: str,
    title: str,
    *sections: Section,
    annexes: tuple[Section, ...] = (),
    facts: tuple[tuple[str, str], ...] = (),
) -> Document:
    """A report of a kind; ``facts`` are its own, below those of all reports."""
    report = Document(kind, of.now.on, title, facts, sections, tuple(warnings(of, kind)), annexes=annexes)
    if kind in _KEPT:
        return replace(report, facts=(*_facts(of), *facts))
    return letter(of, replace(report, opening=(Paragraph(_rests_on(of, "报告" if kind in _REVIEWS else "通报")),)))


def letter(of: Material, report: Document, addressed: str = "") -> Document:
    """What goes out of the house: who writes, to whom, and who gets a copy. The day is for whoever signs it."""
    style = of.now.ledger.dataset.style
    issuer = style.issuer or of.head.coordinator
    return replace(
        report,
        banner=(issuer if addressed else style.banner) if style.banner else "",  # 函 is headed by a name, without 文件
        number=style.number(report.as_of),
        addressed=addressed or style.addressed or "",
        closing=(issuer, "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"),
        copies=f"{style.copies.removesuffix('。')}。" if style.copies else "",
    )


def unsent(report: Document) -> Document:
    """The same for one's own desk: without what makes a letter of it."""
    return replace(report, banner="", number="", addressed="", closing=(), copies="")


def _rests_on(of: Material, verb: str) -> str:
    """What a letter opens with: the document, the material, the day."""
    now, head = of.now, of.head
    called = f"，以下简称{head.short_name}" if head.short_name else ""
    known_on = now.ledger.dataset.known_on
    material = f"{day(known_on)}及以前" if known_on else ""
    return (
        f"根据《{head.title}》（{day(head.issued_on)}印发{called}）和各责任单位{material}报送的{len(now.filings)}份材料，"
        f"现将截至{day(now.on)}{'' if now.cutoff.closed else '（当日到期的尚不算逾期）'}的落实情况{verb}如下。"
    )


def _facts(of: Material) -> Iterator[tuple[str, str]]:
    now, head = of.now, of.head
    yield "截至", f"{day(now.on)}{'日终' if now.cutoff.closed else '，当日到期的尚不算逾期'}"
    yield "依据", f"《{head.title}》（{day(head.issued_on)}印发），各责任单位截至当日的报送材料 {len(now.filings)} 份"
    if known_on := now.ledger.dataset.known_on:
        yield "材料", f"{day(known_on)}及以前报送和批准的，此后的没有采用"
    yield "范围", of.scope
    yield "牵头单位", head.coordinator


def warnings(of: Material, kind: str) -> Iterator[str]:
    """What a reader must know before the rest."""
    return (short + more for short, more in _remarks(of, kind))


def in_short(of: Material, kind: str) -> tuple[str, ...]:
    """The same in one line."""
    known_on = of.now.ledger.dataset.known_on
    known = [f"只采用{day(known_on)}及以前报送和批准的材料"] if known_on else []
    told = "；".join([*known, *(short for short, _ in _remarks(of, kind))])
    return (f"{told}。",) if told else ()


def _remarks(of: Material, kind: str) -> Iterator[tuple[str, str]]:
    """Each in short, and what else is to be said of it."""
    now, head = of.now, of.head
    if kind not in _KEPT and (of.units or of.measures):
        only = of.scope.removeprefix("全部责任单位；").removesuffix("；全部举措")
        yield f"只涉及{only}", "。"
    if now.ledger.dataset.demo:
        yield "含演示数据", "：单位是真实的，进展和数字是示例，不是真实情况，不得作为通报依据。"
    if now.unconfirmed:
        told = "标“推定”的单位和事项，责任出自推断，通报前须核对。" if now.inferred(now.duties) else ""
        yield "名册未经牵头单位确认", f"。{told}"
    if left_out := of.result.left_out:
        yield f"有 {left_out} 处数据有误，没有采用", "，结论可能因此有出入；运行 zhifa check 查看。"
    if now.on < head.issued_on:
        yield f"{day(now.on)}在文件印发（{day(head.issued_on)}）之前，还没有到期事项", "。"
    if now.on > head.ends_on:
        yield f"计划已于{day(head.ends_on)}终止", "，此后不再产生新的应办事项；下文是终止之后的情况。"
