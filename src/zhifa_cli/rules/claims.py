"""The rules about claims that do not show what they say."""

from zhifa_cli.finding import Of, Severity
from zhifa_cli.ledger.claims import accepted_recipients
from zhifa_cli.ledger.duty import Duty, Flaw, Ledger, Status
from zhifa_cli.model.submission import Progress
from zhifa_cli.rules.rule import Findings, about, about_claim, rule, unproven
from zhifa_cli.text.unseen import quoted


@rule("ZF301", "missing-evidence", Severity.WARNING, Of.DUTY)
def missing_evidence(ledger: Ledger) -> Findings:
    """没有佐证材料。

    检查什么：报为“已完成”，却没有列出佐证材料（evidence）的事项，列为待核实；名称写“无、略、待补、见附件”之类的不算。
    依据：口头完成不等于办结，结论要经得起督导核查。
    怎么改：补上 evidence，至少写材料名称 title，最好有文号、日期和存放处。
    """
    for duty in ledger.duties:
        if Flaw.NO_EVIDENCE in duty.flaws:
            yield about(duty, ledger, f"报为已完成，但没有佐证材料，{unproven(duty)}", key="status")


@rule("ZF302", "wrong-recipient", Severity.WARNING, Of.DUTY)
def wrong_recipient(ledger: Ledger) -> Findings:
    """没有报给应报的机关。

    检查什么：要求写明报送对象的事项，报为“已完成”时是否写了 recipient、是否就是该机关；不是的列为待核实。
    依据：条款写明的报送、审核、备案对象，如“报市司法局汇总”。
    怎么改：写上实际报送的机关；报错了的，请补报给应报的机关；统称的机关是哪一家，见 units.yaml 的 authorities。
    """
    for duty in ledger.duties:
        if Flaw.WRONG_RECIPIENT in duty.flaws and duty.claim:
            given = duty.claim.entry.recipient
            told = f"却报给了“{given}”" if given else "但没有写报给了谁（recipient）"
            word = duty.item.recipient or ""
            named = "或".join(accepted_recipients(ledger.dataset.roster, duty.claim.filing.unit, word))
            meant = f"（{named}）" if named not in {"", word} else ""
            message = f"应报{word}{meant}，{told}，{unproven(duty)}"
            yield about(duty, ledger, message, key="recipient")


@rule("ZF303", "ongoing-claimed-done", Severity.WARNING, Of.DUTY)
def ongoing_claimed_done(ledger: Ledger) -> Findings:
    """长期坚持事项报为已完成。

    检查什么：文件规定“长期坚持”的事项没有终点，报为“已完成”的列为待核实。
    依据：条款的完成时限为“长期坚持”。
    怎么改：改为“推进中”，在 next_steps 写下一步措施。
    """
    for duty in ledger.duties:
        if Flaw.ONGOING_DONE in duty.flaws:
            words = duty.item.deadline.text if duty.item.deadline else ""
            yield about(duty, ledger, f"时限是{quoted(words)}，不能报为已完成", key="status")


_UNPROVEN = {Status.OVERDUE, Status.NONCOMPLIANT, Status.IN_PROGRESS, Status.NOT_DUE, Status.UNVERIFIED}


@rule("ZF304", "incomplete-claim", Severity.WARNING, Of.DATA)
def incomplete_claim(ledger: Ledger) -> Findings:
    """报称已完成，但并不完整。

    检查什么：报为“已完成”却没有完成日期的事项；条款报为“已完成”而其中的要求没有全部完成的；
    量化指标报为“已完成”而数据不达标或没有数据的。
    依据：条款的全部必须要求都完成，条款才算完成；量化指标只看数据。
    怎么改：补上 completed_on；逐项填报条款中的要求；补报指标所依据的数据。
    """
    for duty in ledger.duties:
        if Flaw.NO_DATE in duty.flaws:
            message = f"报为已完成，但没有完成日期，{unproven(duty)}"
            yield about(duty, ledger, message, key="status")
        elif _claimed_against_figures(duty):
            message = f"报为已完成，但量化指标以数据为准，目前是“{duty.status.label}”"
            yield about(duty, ledger, message, key="status")
    yield from _clause_claims(ledger)


def _claimed_against_figures(duty: Duty) -> bool:
    claimed = duty.claim is not None and duty.claim.entry.status is Progress.DONE
    return claimed and duty.item.threshold is not None and duty.status in _UNPROVEN


def _clause_claims(ledger: Ledger) -> Findings:
    for (unit, item_id, cycle), claims in ledger.claims.items():
        item = ledger.dataset.plan.items[item_id]
        if item.leaf or (unit, item_id, cycle) in ledger.by_key or (unit, item_id) not in ledger.by_clause:
            continue
        newest = max(claims, key=lambda claim: claim.standing)
        if not newest.begun_by(ledger.cutoff.on) and not newest.happened_by(ledger.cutoff.on):
            continue
        match newest.entry.status:
            case Progress.DONE if not ledger.clause_complete(newest.filing.unit, item, cycle):
                yield about_claim(
                    item,
                    cycle,
                    newest,
                    f"{item.title}：条款报为已完成，但其中的要求没有全部完成，结论仍按各项要求",
                    "status",
                )
            case Progress.NOT_APPLICABLE:
                message = f"{item.title}：条款报为不适用不起作用，请在不适用的各项要求上分别填写并说明理由"
                yield about_claim(item, cycle, newest, message, "status")


@rule("ZF305", "unexplained-not-applicable", Severity.WARNING, Of.DUTY)
def unexplained_not_applicable(ledger: Ledger) -> Findings:
    """“不适用”没有理由，或没有决定。

    检查什么：报为“不适用”却没有写明理由（无、略、见附件之类不算）的；写了理由，但不是附条件的事项，又没有免除决定的。都列为待核实；量化指标仍按数据判断。
    依据：责任单位不能自行免除义务，须说明理由供牵头单位核定。
    怎么改：补上 reason；牵头单位同意免除的，登记在 exemptions.yaml；其实适用的，改成真实的进展。
    """
    for duty in ledger.duties:
        if Flaw.UNEXPLAINED in duty.flaws:
            yield about(duty, ledger, "报为不适用，但没有写明理由，待核实", key="status")
        elif Flaw.UNDECIDED in duty.flaws:
            message = "报为不适用，但没有免除决定（exemptions.yaml），待核实"
            yield about(duty, ledger, message, key="status")
        elif _says_so_of_figures(duty):
            message = "报为不适用，但没有免除决定（exemptions.yaml），量化指标仍按数据判断"
            yield about(duty, ledger, message, key="status")


def _says_so_of_figures(duty: Duty) -> bool:
    claimed = duty.claim is not None and duty.claim.entry.status is Progress.NOT_APPLICABLE
    return (
        claimed
        and duty.item.threshold is not None
        and duty.item.required
        and not duty.item.condition
        and (duty.exemption is None and not duty.before_issue)
    )


@rule("ZF306", "wrong-act", Severity.WARNING, Of.DUTY)
def wrong_act(ledger: Ledger) -> Findings:
    """办的不是所要求的那种事。

    检查什么：报为“已完成”的事项，填写的办理方式（act）与要求的是否一致；备案不是审核，备案也不是公布；公布和公开、报送和报告可以互代。
    依据：条款写明的 制定、报送、报告、审核、备案、公布、公开、公示。
    怎么改：办完所要求的那一种再报；填错了的改正 act。
    """
    for duty in ledger.duties:
        if Flaw.WRONG_ACT in duty.flaws and duty.claim:
            message = (
                f"要求的是“{duty.item.act}”，办的是“{duty.claim.entry.act or '别的'}”，不能相互代替，{unproven(duty)}"
            )
            yield about(duty, ledger, message, key="act")


@rule("ZF307", "unanswered", Severity.WARNING, Of.DUTY)
def unanswered(ledger: Ledger) -> Findings:
    """附条件的事项没有答复。

    检查什么：原文附有条件（condition）的事项，时限已过，单位既没有报进展，也没有说明条件是否出现。列为待核实，不算逾期。
    依据：条件是否出现，只有责任单位知道；没有答复，不能认定应办未办，也不能认定不必办。
    怎么改：条件没有出现的，报“不适用”并写 reason；已经出现的，如实报进展。
    """
    for duty in ledger.duties:
        if Flaw.UNANSWERED in duty.flaws:
            message = f"{duty.dated(duty.original_due, ' ')}到期，附条件（{duty.item.condition}），没有答复，待核实"
            yield about(duty, ledger, message)


@rule("ZF308", "recipient-unchecked", Severity.NOTE, Of.DATA)
def recipient_unchecked(ledger: Ledger) -> Findings:
    """报送对象是不是应报的机关，没有核对。

    检查什么：原文只统称报送对象（如同级司法行政部门、备案机关），名册又没有写明是哪一家的，报给了哪个机关都先认可，在此提示。
    依据：统称的机关对各单位各不相同，不替单位猜。
    怎么改：请牵头单位在 units.yaml 的单位或组上写 authorities，如 authorities: {同级司法行政部门: 市司法局}。
    """
    roster = ledger.dataset.roster
    for duty in ledger.duties:
        word, claim = duty.item.recipient, duty.claim
        given = claim.entry.recipient if claim else None
        if (
            word is not None
            and given not in {None, word}
            and duty.status in {Status.DONE, Status.DONE_LATE}
            and claim is not None
            and duty.completed_by is None
            and not accepted_recipients(roster, claim.filing.unit, word)
        ):
            message = f"报给了“{given}”，是不是{word}没有核对"
            yield about(duty, ledger, message, key="recipient")
