"""``zhifa new``: a submission to be filled in, which says nothing yet that was not said before.

An entry that nobody has reported on has a blank status, which is no report at all; one that was reported is
copied as it stands. Committed unedited, the file changes no verdict, quotes nobody and silences nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import PurePosixPath
from textwrap import indent

from pydantic import BaseModel

from zhifa_cli.ledger.duty import Assessment, Claim, Duty, Ledger
from zhifa_cli.model.plan import Item
from zhifa_cli.model.roster import Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.submission import Department, Entry, Officer
from zhifa_cli.render.width import cells
from zhifa_cli.render.yaml_text import comment, dump, scalar

_HINTS_AT = 28
"""The column in which the comments after the keys line up."""

_HOW_TO = """\
怎么填
  1. 逐项填 status，只写 已完成、推进中、未启动、不适用 之一；空着的等于没有报送。
  2. “已完成”要写 completed_on（完整日期）和 evidence（佐证材料），有报送对象的还要写 recipient，例如：
         status: 已完成
         completed_on: {day}
         evidence:
           - {{title: 材料名称, document_no: 文号, dated: {day}, location: 存放处}}
  3. “不适用”要写 reason；附条件的事项写明理由即可，其他事项还要牵头单位决定免除。“推进中”请写 problems 和 next_steps。
  4. 留空的键等于没有写。本月不报的事项可以整条删去；删去不等于完成，到期照样算逾期。
  5. 键后面用半角冒号加空格；值里有“: ”或“ #”的，整个值加引号。
  6. 填完运行 zhifa check 核对。"""


def submission(ledger: Ledger, unit: Unit, month: Month, submitted_on: date, schema: PurePosixPath) -> str:
    """The file in which a unit reports a month: what it owes and has not completed, and its figures."""
    owed = [duty for duty in ledger.duties if duty.unit.id == unit.id]
    open_ = open_duties(ledger, unit, month)
    staffing = _best_known(d for d in owed if d.item.threshold and d.item.threshold.share)
    training = _best_known(d for d in owed if d.item.threshold and d.item.threshold.hours and _of_year(d, month.year))
    copied = [duty.claim.filing.submission.demo for duty in open_ if duty.claim and not duty.conflict]
    copied += [duty.assessment.table.demo for duty in (staffing, training) if duty and duty.assessment]
    parts = [
        f"# yaml-language-server: $schema={schema}\n",
        comment(f"{unit.name} {month.year}年{month.month}月报送"),
        "#\n",
        *(comment(line) for line in _HOW_TO.format(day=month.last_day).splitlines()),
        "\n",
        dump({"unit": unit.name if ledger.dataset.roster.unit(unit.name) is unit else unit.id}),
        f"period: {month}\n",
        _key("submitted_on", submitted_on, "报送日期；改成实际报送的那一天"),
    ]
    if any(copied):
        parts.append(_key("demo", True, "照抄了演示数据；全部换成真实情况后删去这一行"))
    parts += ["\n", *_progress(ledger, open_, month)]
    if staffing:
        parts += ["\n", *_staffing(staffing, month)]
    if training:
        parts += ["\n", *_training(training, month)]
    return "".join(parts)


def open_duties(ledger: Ledger, unit: Unit, month: Month) -> tuple[Duty, ...]:
    """What the unit owes and has not completed at the month's end; no cycles of years to come."""
    owed = (duty for duty in ledger.duties if duty.unit.id == unit.id and not duty.complete)
    return tuple(duty for duty in owed if duty.cycle is None or duty.cycle <= month.year)


def _best_known(duties: Iterable[Duty]) -> Duty | None:
    """Of duties that rest on one table, one that knows the table where any does."""
    return min(duties, key=lambda duty: duty.assessment is None, default=None)


def _of_year(duty: Duty, year: int) -> bool:
    return (duty.cycle or (duty.original_due.year if duty.original_due else year)) == year


# ---- progress --------------------------------------------------------------------------------------------


def _progress(ledger: Ledger, duties: Sequence[Duty], month: Month) -> Iterator[str]:
    if not duties:
        yield comment("到本月底没有未办结的事项；需要更正以往报送的，在这里补写。")
        yield "progress: []\n"
        return
    titles = {m.id: f"第 {m.id} 项举措 {m.title}" for m in ledger.dataset.plan.measures} if ledger.dataset.plan else {}
    yield "progress:\n"
    for measure, group in groupby(duties, key=lambda duty: duty.item.measure):
        yield "\n" + indent(comment(f"── {titles.get(measure or 0, '举措之外的事项')} ──"), "  ")
        for duty in group:
            yield from ("\n", *(indent(comment(line), "  ") for line in _about(duty, month)))
            yield from _conflicting(duty) if duty.conflict else _entry(duty)


def _about(duty: Duty, month: Month) -> Iterator[str]:
    item = duty.item
    yield item.title
    facts = [f"出处 {item.source}", f"时限 {_when(duty, month)}"]
    if item.act:
        facts.append(f"办理方式 {item.act}")
    if item.recipient:
        facts.append(f"报送对象 {item.recipient}")
    if not item.required:
        facts.append("鼓励事项，不算逾期")
    if item.condition:
        facts.append(f"附条件（{item.condition}）：条件没有出现的，写“不适用”和 reason")
    if item.once:
        facts.append("办成一次，以后年度不必再办")
    yield "；".join(facts)
    if item.threshold:
        yield f"达标与否只看下面 {_table_of(item)} 里的数字"
    if duty.claim and not duty.conflict:
        yield f"以下照抄 {duty.claim.filing.period} 的报送，请更新"


def _when(duty: Duty, month: Month) -> str:
    text = duty.item.deadline.text if duty.item.deadline else "未规定"
    if duty.original_due is None:
        return text
    due = f"{duty.original_due} 到期"
    if duty.extension:
        due += f"，已批准延期至 {duty.extension.grant.until}"
    elif duty.original_due <= month.last_day:
        due += "，往月到期" if duty.carried_over(month) else "，本月到期"
    return f"{text}（{due}）"


def _table_of(item: Item) -> str:
    return "staffing" if item.threshold and item.threshold.share else "training"


def _entry(duty: Duty) -> Iterator[str]:
    said = duty.claim.entry if duty.claim else Entry(item=duty.item.id)
    yield f"  - item: {duty.item.id}\n"
    if duty.cycle is not None:
        yield f"    cycle: {duty.cycle}\n"
    for key, hint in _hints(duty.item).items():
        yield indent(_key(key, getattr(said, key), hint), "    ")
    for key in Entry.model_fields.keys() - _hints(duty.item).keys() - {"item", "cycle"}:
        if getattr(said, key):
            yield indent(_key(key, getattr(said, key), ""), "    ")


def _hints(item: Item) -> dict[str, str]:
    """The keys that a report on the item may need, and what each one wants."""
    hints = {"status": "进展：已完成、推进中、未启动 或 不适用"}
    if item.ongoing:
        hints["status"] = "进展：推进中、未启动 或 不适用（长期坚持的事项没有“已完成”）"
    elif not item.threshold:
        hints["completed_on"] = "完成日期，与“已完成”同写"
        if item.act:
            hints["act"] = f"办理方式，应为 {item.act}"
        if item.recipient:
            hints["recipient"] = f"报给了谁，应为 {item.recipient}"
        hints["evidence"] = "佐证材料，“已完成”必写"
    return hints | {"reason": "“不适用”的理由", "problems": "存在问题", "next_steps": "下一步措施"}


def _conflicting(duty: Duty) -> Iterator[str]:
    """Nothing is prefilled between two claims that disagree: either choice would settle the matter."""
    places = "、".join(sorted({c.filing.path if isinstance(c, Claim) else c.path for c in duty.conflict}))
    lines = [f"已有的报送互相矛盾（{places}），没有照抄；核实后去掉下面各行行首的 #，据实填写"]
    lines += [f"- item: {duty.item.id}", *([f"  cycle: {duty.cycle}"] if duty.cycle else []), "  status: 推进中"]
    yield from (indent(comment(line), "  ") for line in lines)


def _key(key: str, value: object, hint: str) -> str:
    """A key with what is known of it, and a comment that says what it wants."""
    text = f"{key}:" if value is None or value == () else dump({key: value}).rstrip("\n")
    first, *rest = text.split("\n")
    if hint and (not rest or first == f"{key}:"):
        first += " " * max(1, _HINTS_AT - cells(first)) + comment(hint).rstrip("\n")
    return "\n".join([first, *rest]) + "\n"


# ---- figures ---------------------------------------------------------------------------------------------


def _staffing(duty: Duty, month: Month) -> Iterator[str]:
    yield comment(f"人员配备（{duty.item.source}），每个部门一行：{_columns(Department)}")
    if duty.assessment and duty.assessment.table.rows:
        yield from _copied(duty.assessment)
        yield f"staffing:\n  as_of: {duty.assessment.table.as_of}\n  departments:\n"
        yield from (_row(department) for _, department in duty.assessment.table.rows)
        return
    yield _to_uncomment(duty)
    yield f"# staffing:\n#   as_of: {month.last_day}\n#   departments:\n"
    yield "#     - {name: 部门名称, key: , officers: , legal_background: , legal_reviewers: }\n"


def _training(duty: Duty, month: Month) -> Iterator[str]:
    yield comment(f"培训学时（{duty.item.source}），每名执法人员一行，不写姓名：{_columns(Officer)}")
    if duty.assessment and duty.assessment.table.rows:
        table = duty.assessment.table
        yield from _copied(duty.assessment)
        yield f"training:\n  year: {table.year}\n  as_of: {table.as_of}\n  officers:\n"
        yield from (_row(officer) for _, officer in table.rows)
        return
    yield _to_uncomment(duty)
    yield f"# training:\n#   year: {month.year}\n#   as_of: {month.last_day}\n#   officers:\n"
    yield "#     - {code: 人员代码, public_law: , business: , skills: , political: }\n"


def _to_uncomment(duty: Duty) -> str:
    why = "已有的表互相矛盾，没有照抄" if duty.conflict else "还没有可照抄的表"
    return comment(f"{why}。去掉下面各行行首的 #，据实填写：")


def _columns(model: type[BaseModel]) -> str:
    return "、".join(f"{name} {field.title}" for name, field in model.model_fields.items())


def _copied(assessment: Assessment) -> Iterator[str]:
    yield comment(f"以下照抄 {assessment.table.period} 的报送；请更新为最新的数字，并把 as_of 改成新的统计截止日。")


def _row(record: Department | Officer) -> str:
    return indent(f"- {scalar(record)}", "    ").rstrip("\n") + "\n"
