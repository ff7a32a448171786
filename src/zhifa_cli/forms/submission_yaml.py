"""A unit's report of a month as YAML: one to be filled in (``zhifa new``), or one read from a spreadsheet.

One to be filled in says nothing yet. Every status is blank, and what was reported before stands behind ``#``: said
again unedited, it would pass for news. Committed as it is, it changes no verdict, quotes nobody and silences nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import PurePosixPath
from textwrap import indent

from pydantic.fields import FieldInfo

from zhifa_cli.forms.spreadsheet.notes import first
from zhifa_cli.forms.wording import (
    HELPED,
    AskedFigure,
    asked_figures,
    helped,
    may_be_excused,
    open_duties,
    recipient,
    terms,
    year,
)
from zhifa_cli.forms.yaml import comment, dump, scalar, year_or_text
from zhifa_cli.ledger.duty import Claim, Duty, Ledger
from zhifa_cli.model.deadline import of_years, period
from zhifa_cli.model.roster import Roster, Unit
from zhifa_cli.model.scalars import Month
from zhifa_cli.model.submission import Entry, Submission
from zhifa_cli.model.table import TableForm
from zhifa_cli.model.threshold import OfTable
from zhifa_cli.source.dataset import Table
from zhifa_cli.text.personal import masked
from zhifa_cli.text.width import cells
from zhifa_cli.views.wording import measure_headed

_HINTS_AT = 28
"""The column in which the comments after the keys line up."""
_PROBLEMS_SHOWN = 100

_HOW_TO = """\
怎么填
  1. 逐项填 status，只写 已完成、推进中、未启动、不适用 之一。status 空着就是没有报送，其余的键也要空着。
  2. “已完成”要写 completed_on（完整日期）和 evidence（佐证材料），有报送对象的还要写 recipient，例如：
         status: 已完成
         completed_on: {day}
         evidence:
           - {{title: 材料名称, document_no: 文号, dated: {day}, location: 存放处}}
  3. “不适用”要写 reason。附条件的和鼓励的事项，理由就够了；其他事项要有牵头单位的免除决定，没有的列为待核实。
  4. “推进中”请写 problems 和 next_steps。
  5. 写在 # 后面的是最近一次报送的内容：仍然属实的去掉 #，有变化的改写。不去掉就等于没有写。
  6. 本月不报的事项可以空着，也可以整条删去；都不等于完成，到期照样算逾期。
  7. 键后面用半角冒号加空格；值里有“: ”或“ #”的，整个值加引号。
  8. 填完运行 zhifa check 核对。"""


def imported(report: Submission, problems: Sequence[str], ledger: str, schema: PurePosixPath) -> str:
    """A report read from a spreadsheet of that name, with a comment for all that was not certain."""
    lines = [_to_editors(schema), comment(f"由 zhifa import 从 {ledger} 导入")]
    if problems:
        lines.append(comment(f"其中 {len(problems)} 处不能确定，没有采用；请核对原件，补写后删去这些注释："))
        lines += [comment(f"  {problem}") for problem in first(problems, _PROBLEMS_SHOWN)]
    return "".join([*lines, "\n", dump(report)])


def _to_editors(schema: PurePosixPath) -> str:
    return f"# yaml-language-server: $schema={schema}\n"


def blank(ledger: Ledger, unit: Unit, month: Month, submitted_on: date, schema: PurePosixPath) -> str:
    """A report to be filled in: what the unit owes and has not completed, and its figures."""
    roster = ledger.dataset.roster
    owed = [duty for duty in ledger.duties if duty.unit.id == unit.id]
    duties = open_duties(ledger, unit, month)
    asked = {form.id: (form, _best_known(owed, form, month)) for form in ledger.dataset.plan.forms.values()}
    figures = [(form, duty) for form, duty in asked.values() if duty]
    parts = [
        _to_editors(schema),
        comment(f"{unit.name} {month.year}年{month.month}月报送"),
        "#\n",
        *(comment(line) for line in _HOW_TO.format(day=month.last_day).splitlines()),
        "\n",
        dump({"unit": unit.name if roster.unit(unit.name) is unit else unit.id}),
        f"period: {month}\n",
        _key("submitted_on", submitted_on, "报送日期；改成实际报送的那一天"),
    ]
    claims = (claim for duty in duties if (claim := _claim(duty)))
    tables = (table for _, duty in figures if (table := _table(duty)))
    if any(claim.filing.submission.demo for claim in claims) or any(table.demo for table in tables):
        parts.append(_key("demo", True, "下面引用了演示数据；全部换成真实情况后删去这一行"))
    parts += ["\n", *_progress(ledger, duties, month)]
    if lines := list(helped(ledger, unit)):
        parts += ["\n", *(indent(comment(line), "  ") for line in (f"── {HELPED} ──", *lines))]
    for form, duty in figures:
        parts += ["\n", *_figures(form, duty, month)]
    if numbers := list(asked_figures(ledger, duties)):
        parts += ["\n", *_numbers(numbers)]
    return "".join(parts)


def _best_known(owed: Iterable[Duty], form: TableForm, month: Month) -> Duty | None:
    """Of duties that rest on a table, one that knows the table where any does; of one that each period has, the month's."""
    duties = (duty for duty in owed if isinstance(rests := duty.item.threshold, OfTable) and rests.form.id == form.id)
    current, day = form.cycle_at(month.last_day), month.last_day
    own = (duty for duty in duties if form.lasts or duty.table_cycle(form, day) == current)
    return min(own, key=lambda duty: duty.assessment is None, default=None)


def _claim(duty: Duty) -> Claim | None:
    """What was said of it last, unless that contradicts itself: to quote either side would settle the matter."""
    return None if duty.conflict else duty.claim


def _table(duty: Duty) -> Table | None:
    table = duty.assessment.table if duty.assessment and not duty.conflict else None
    return table if isinstance(table, Table) and table.rows else None


# ---- progress --------------------------------------------------------------------------------------------


def _progress(ledger: Ledger, duties: Sequence[Duty], month: Month) -> Iterator[str]:
    if not duties:
        yield comment("到本月底没有未办结的事项；需要更正以往报送的，在这里补写。")
        yield "progress: []\n"
        return
    titles = {number: measure_headed(number, title) for number, title in ledger.dataset.plan.titles.items()}
    yield "progress:\n"
    for measure, group in groupby(duties, key=lambda duty: duty.item.measure):
        yield "\n" + indent(comment(f"── {titles.get(measure or 0, '举措之外的事项')} ──"), "  ")
        for duty in group:
            about = _about(ledger.dataset.roster, duty, month)
            yield from ("\n", *(indent(comment(line), "  ") for line in about))
            yield from _entry(ledger.dataset.roster, duty)


def _about(roster: Roster, duty: Duty, month: Month) -> Iterator[str]:
    item = duty.item
    yield item.title
    facts = {"出处": item.source, "时限": _when(duty, month), "办理方式": item.act, "报送对象": recipient(roster, duty)}
    told = [f"{what} {fact}" for what, fact in facts.items() if fact]
    yield "；".join([*told, *([] if item.required else ["鼓励事项，不算逾期"])])
    yield from terms(duty)
    if item.threshold:
        yield f"达标与否只看下面 {item.threshold.table} 里的数字"
    if duty.conflict:
        places = sorted({masked(c.filing.path if isinstance(c, Claim) else c.path) for c in duty.conflict})
        yield f"已有的报送互相矛盾（{'、'.join(places)}）；请核实后据实填写"
    elif claim := _claim(duty):
        made_up = "（演示数据）" if claim.filing.submission.demo else ""
        yield f"最近一次（{claim.filing.period}）报的是“{claim.entry.status}”{made_up}"


def _when(duty: Duty, month: Month) -> str:
    text = duty.item.deadline.text if duty.item.deadline else "未规定"
    if duty.original_due is None:
        return text
    due = f"{duty.dated(duty.original_due, ' ')}到期"
    if duty.extension:
        grant = duty.extension.grant
        until = grant.until_on(month.last_day)
        due += f"，已批准延期至 {until}{'（其后撤销）' if until != grant.until else ''}"
    elif duty.original_due <= month.last_day:
        due += "，往月到期" if duty.carried_over(month) else "，本月到期"
    return f"{text}（{due}）"


def _entry(roster: Roster, duty: Duty) -> Iterator[str]:
    claim, hints = _claim(duty), _hints(roster, duty)
    said = claim.entry if claim else Entry(item=duty.item.id)
    yield f"  - item: {duty.item.id}\n"
    if duty.cycle is not None:
        told = year(duty) or ("届期年份" if of_years([duty.cycle]) else period(duty.cycle))
        yield indent(_key("cycle", year_or_text(duty.cycle), told), "    ")
    yield indent(_key("status", None, hints.pop("status")), "    ")
    for key in Entry.model_fields:
        if key not in {"item", "cycle", "status"} and (key in hints or getattr(said, key)):
            yield indent(_key(key, getattr(said, key), hints.get(key, ""), "# "), "    ")


def _hints(roster: Roster, duty: Duty) -> dict[str, str]:
    """The keys that a report on the duty may need, and what each one wants."""
    item, excused = duty.item, may_be_excused(duty)
    answers = ["推进中", "未启动", *(["不适用"] if excused else [])]
    hints: dict[str, str] = {}
    if not item.ongoing and not item.threshold:
        answers.insert(0, "已完成")
        hints["completed_on"] = "完成日期，与“已完成”同写"
        if item.act:
            hints["act"] = f"办理方式，应为 {item.act}"
        if item.recipient:
            hints["recipient"] = f"报给了谁，应为 {recipient(roster, duty)}"
        hints["evidence"] = "佐证材料，“已完成”必写"
    if excused:
        decided = "" if item.condition or not item.required else "；要有牵头单位的免除决定才算"
        hints["reason"] = f"“不适用”的理由{decided}"
    ongoing = "（长期坚持的事项没有“已完成”）" if item.ongoing else ""
    status = f"进展：{'、'.join(answers[:-1])} 或 {answers[-1]}{ongoing}"
    return {"status": status, **hints, "problems": "存在问题", "next_steps": "下一步措施"}


def _key(key: str, value: object, hint: str, before: str = "") -> str:
    """A key with what is known of it, perhaps behind a mark, and a comment that says what it wants."""
    known = value is not None and value != ()
    first_line, *rest = (dump({key: value}).rstrip("\n") if known else f"{key}:").split("\n")
    if known:
        first_line, *rest = (before + line for line in (first_line, *rest))
    if hint and (not rest or first_line.endswith(f"{key}:")):
        first_line += " " * max(1, _HINTS_AT - cells(first_line)) + comment(hint).rstrip("\n")
    return "\n".join([first_line, *rest]) + "\n"


# ---- figures ---------------------------------------------------------------------------------------------


def _numbers(asked: Sequence[AskedFigure]) -> Iterator[str]:
    """The numbers of indicators that are to be reported: blank ones say nothing."""
    yield comment("指标数字：value 写数字，不加单位和百分号；as_of 是统计截止日。value 空着就是没有报送。")
    yield "figures:\n"
    for figure in asked:
        indicator, last = figure.indicator, figure.last
        unit = f"（{indicator.unit}）" if indicator.unit else ""
        told = (
            f"；最近一次（截至 {last.as_of}）报的是 {last.value}{'（演示数据）' if last.demo else ''}" if last else ""
        )
        yield "\n" + indent(comment(f"{indicator.title}{unit}，用于 {'、'.join(figure.items)}{told}"), "  ")
        yield f"  - indicator: {indicator.id}\n"
        if figure.cycle:
            yield indent(_key("cycle", year_or_text(figure.cycle), f"届期：{period(figure.cycle)}"), "    ")
        yield indent(_key("as_of", None, "统计截止日"), "    ")
        yield indent(_key("value", None, f"数值{unit}"), "    ")


_KEYS_A_LINE = 4


def _figures(form: TableForm, duty: Duty, month: Month) -> Iterator[str]:
    """A table to uncomment: as it was reported last, or blank."""
    yield comment(f"{form.title}（{duty.item.source}）：{_how_to_fill_in(form)}。")
    fields = form.row_model.model_fields
    keys = [f"{name} {_told(field)}" for name, field in fields.items()]
    yield from (comment("、".join(keys[at : at + _KEYS_A_LINE])) for at in range(0, len(keys), _KEYS_A_LINE))
    if table := _table(duty):
        faulty = "，有错误的行没有列出" if table.faulty else ""
        yield comment(f"以下是 {table.period} 的报送{faulty}。去掉行首的 #，逐行更新，并把 as_of 改成新的统计截止日：")
    else:
        why = "已有的表互相矛盾，没有照抄" if duty.conflict else "还没有可照抄的表"
        yield comment(f"{why}。去掉行首的 #，据实填写：")
    blanks = (f"{name}: {form.naming.title if name == form.key else ''}" for name in fields if name != form.beside[0])
    rows = [scalar(row) for _, row in table.rows] if table else [f"{{{', '.join(blanks)}}}"]
    cycle = (table and table.cycle) or form.cycle_at(month.last_day)
    cycle_line = [f"  {form.cycle_key}: {cycle}"] if cycle else []
    lines = [f"{form.id}:", *cycle_line, f"  as_of: {table.as_of if table else month.last_day}", f"  {form.rows}:"]
    yield from map(comment, [*lines, *(f"    - {row}" for row in rows)])


def _told(field: FieldInfo) -> str:
    return f"{field.title}（{field.description}）" if field.description else f"{field.title}"


def _how_to_fill_in(form: TableForm) -> str:
    each = f"每名{form.row}一行，不写姓名" if form.persons else f"每个{form.row}一行"
    key, title = form.beside
    if form.lasts:
        gone = f"已经{title[:2]}的写 {{{form.key}: {form.naming.title}, {key}: {title}}}，不填数字"
        return f"{each}；{gone}。以前有而这次没有写的，列为待核实"
    came = "入职或转入" if form.persons else "设"
    return f"{each}；{title[:2]}新{came}的写 {key}: 日期，不足的列为待核实，不算不达标"
