"""The rules about evidence: what is named must be there, unchanged, say what it is, and be one body's own."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from zhifa_cli.finding import Finding, Of, Route, Severity
from zhifa_cli.ledger.duty import Claim, Ledger
from zhifa_cli.model.plan import Item
from zhifa_cli.model.submission import Entry, Evidence, says_something
from zhifa_cli.rules.rule import Findings, about_claim, rule

_NAMED = 3
"""So many other bodies are named; more are counted."""


class _Shown(NamedTuple):
    """A piece of evidence, whose it is, and a finding that stands there and says nothing yet."""

    evidence: Evidence
    unit: str
    entry: Entry | None
    """The entry that names it; a figure or a rectification has none."""
    owed_jointly: bool
    blank: Callable[[], Finding]
    """Made only where something is to be said: nearly all evidence is sound."""

    def said(self, message: str, key: str) -> Finding:
        blank = self.blank()
        return replace(blank, message=f"{blank.message}{message}", route=(*blank.route, key))


def _all(ledger: Ledger) -> Iterator[_Shown]:
    plan = ledger.dataset.plan
    for (unit, name, cycle), claims in ledger.claims.items():
        item = plan.items[name]
        for claim in claims:
            for index, evidence in enumerate(claim.entry.evidence):
                blank = partial(_of_claim, item, cycle, claim, index)
                yield _Shown(evidence, unit, claim.entry, item.jointly, blank)
    for filing in ledger.dataset.filings:
        for route, evidence in filing.evidence():
            if route[0] == "figures":
                yield _other(evidence, filing.unit.id, filing.path, route)
    for matter in ledger.dataset.rectifications:
        for index, evidence in enumerate(matter.written.evidence):
            yield _other(evidence, matter.unit.id, *matter.place("evidence", index))


def _of_claim(item: Item, cycle: str | None, claim: Claim, index: int) -> Finding:
    blank = about_claim(item, cycle, claim, f"{item.title}：", "evidence")
    return replace(blank, route=(*blank.route, index))


def _other(evidence: Evidence, unit: str, path: str, route: Route) -> _Shown:
    blank = partial(Finding, message="", path=path, route=route, unit=unit)
    return _Shown(evidence, unit, None, owed_jointly=False, blank=blank)


@rule("ZF309", "hollow-evidence", Severity.WARNING, Of.DATA)
def hollow_evidence(ledger: Ledger) -> Findings:
    """佐证材料的名称没有说明是什么。

    检查什么：几份佐证材料（evidence）里名称写“无、略、待补、见附件、同上”之类的，这样的不算佐证；一份有名称的都没有的，见 ZF301。
    依据：督导核查要凭名称找得到材料。
    怎么改：写材料本身的名称，最好有文号、日期和存放处；没有材料的，删去这一行。
    """
    for shown in _all(ledger):
        hollow = not says_something(shown.evidence.title)
        if hollow and shown.entry and shown.entry.shown:  # where all are hollow, that is ZF301
            yield shown.said(f"佐证材料的名称“{shown.evidence.title}”没有说明是什么，不算佐证", "title")


@rule("ZF310", "evidence-file-missing", Severity.ERROR, Of.DATA)
def evidence_file_missing(ledger: Ledger) -> Findings:
    """佐证材料写的文件不在。

    检查什么：佐证材料写了 file（随数据存放的文件），数据文件夹里没有这个文件，或者它通到数据文件夹之外、不是普通文件。
    依据：写了文件就要拿得出来。
    怎么改：把文件放到数据文件夹里的这个位置；或改正 file；文件不随数据存放的，改写 location（存放处）。
    """
    for shown in _all(ledger):
        file = ledger.dataset.evidence.get(shown.evidence.file or "")
        if file and file.problem:
            yield shown.said(f"佐证文件“{shown.evidence.file}”{file.problem}；请放到这个位置，或改正 file", "file")


@rule("ZF311", "evidence-changed", Severity.ERROR, Of.DATA)
def evidence_changed(ledger: Ledger) -> Findings:
    """佐证文件封存以后变了。

    检查什么：佐证材料写了 sha256（封存值）的，文件现在的内容与封存时不同。封存值只说明文件自封存以来没有变，不说明它是真的。
    依据：通报所据的材料，事后不能悄悄换掉。
    怎么改：恢复封存时的文件；确是换了新件的，删去 sha256，再运行 zhifa evidence seal，并在提交说明里写明缘由。
    """
    for shown in _all(ledger):
        evidence = shown.evidence
        file = ledger.dataset.evidence.get(evidence.file or "")
        if file and evidence.sha256 and file.sha256 not in {None, evidence.sha256}:
            was, now = evidence.sha256[:12], (file.sha256 or "")[:12]
            yield shown.said(f"佐证文件“{evidence.file}”封存以后变了（封存时 {was}…，现在 {now}…）", "sha256")


@rule("ZF312", "evidence-shared", Severity.WARNING, Of.DATA)
def evidence_shared(ledger: Ledger) -> Findings:
    """几个单位用同一份佐证材料。

    检查什么：同一个文件（file）或同一个文号（document_no）被几个单位用作各自事项的佐证；共同责任的事项不算。
    依据：各单位各有其责，一份材料不能证明几家都做了。
    怎么改：核对材料是谁的；照抄来的，换成本单位的材料；确是几家联合印发的，在 location 里写明，并按程序豁免。
    """
    users: dict[tuple[str, str], list[_Shown]] = defaultdict(list)
    for shown in _all(ledger):
        if not shown.owed_jointly:
            for key, value in (("file", shown.evidence.file), ("document_no", shown.evidence.document_no)):
                if value and says_something(value):
                    users[key, value].append(shown)
    names = {unit.id: unit.name for unit in ledger.dataset.roster.units}
    for (key, value), together in users.items():
        units = list(dict.fromkeys(shown.unit for shown in together))
        for shown in together if len(units) > 1 else ():
            others = [names[unit] for unit in units if unit != shown.unit]
            named = "、".join(others[:_NAMED]) + (f"等 {len(others)} 个单位" if len(others) > _NAMED else "")
            what = "文件" if key == "file" else "文号"
            yield shown.said(f"{what}“{value}”也被{named}用作佐证，请核对是谁的", key)
