"""Which findings a waiver (豁免) is for, and while it lasts keeps from counting."""

from collections.abc import Iterator

from zhifa_cli.finding import Finding, Issue, Of, Result, Waived
from zhifa_cli.ledger.duty import DutyKey, Ledger
from zhifa_cli.model.approval import Waiver
from zhifa_cli.rules.rule import Found
from zhifa_cli.source.dataset import Granted


def lasts(granted: Granted[Waiver], ledger: Ledger) -> bool:
    """Whether a waiver holds at the cutoff; its last day is included."""
    return ledger.cutoff.on <= granted.grant.expires


def covers(granted: Granted[Waiver], finding: Finding) -> bool:
    """Whether a finding is what a waiver names: of its rule and unit, and within its item, or of its matter, if it has one."""
    waiver = granted.grant
    return (
        finding.rule == waiver.rule
        and not finding.left_out
        and finding.unit == granted.unit.id
        and (
            waiver.item in {None, finding.subject.partition("\0")[0]}
            or f"{finding.item or ''}/".startswith(f"{waiver.item}/")
        )
    )


def covered(granted: Granted[Waiver], found: Found) -> int:
    """How many findings a waiver is for."""
    return sum(covers(granted, finding) for finding in found.get(granted.grant.rule) or ())


def waiver_of(finding: Finding, ledger: Ledger) -> Granted[Waiver] | None:
    """The first lasting waiver that covers a finding."""
    return next((g for g in ledger.dataset.waivers if covers(g, finding) and lasts(g, ledger)), None)


def excused(result: Result) -> dict[DutyKey, Waived]:
    """The late duties for which an exception was granted (豁免), so that nothing is left to accuse."""
    left = {key for finding in result.findings for key in accused(finding)}
    granted = {key: waived for waived in result.waived for key in accused(waived.finding)}
    return {key: waived for key, waived in granted.items() if key not in left}


def accused(finding: Issue) -> Iterator[DutyKey]:
    """The duties that a finding says are late."""
    if finding.accuses and finding.of is Of.DUTY and finding.unit and finding.item:
        yield from ((finding.unit, item, finding.cycle) for item in finding.items or (finding.item,))
