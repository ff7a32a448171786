"""A 督办 register kept by hand in a spreadsheet -> matters under rectification. What is not certain is noted, never guessed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhifa_cli.forms.spreadsheet import cells, headings
from zhifa_cli.forms.spreadsheet.grid import Grid, Unusable, one_line
from zhifa_cli.forms.spreadsheet.headings import Kind, Table
from zhifa_cli.forms.spreadsheet.notes import Notes, numbered, quoted
from zhifa_cli.model.rectification import Rectification, Verdict
from zhifa_cli.model.scalars import parse_date
from zhifa_cli.source.names import Names
from zhifa_cli.source.salvage import validate
from zhifa_cli.text.unseen import plain

_ALIASES = {
    "id": "编号 督办编号 整改编号 事项编号 台账编号 销号编号",
    "unit": "责任单位 整改单位 承办单位 督办对象 被督办单位 单位 单位名称",
    "source": "问题来源 来源 督办来源",
    "found_on": "发现日期 发现时间 检查日期 核查日期 登记日期 立项日期 交办日期",
    "item": "条款编号 对应条款 条款",
    "problem": "问题 存在问题 存在的问题 问题描述 主要问题 督办事项 整改事项 问题清单",
    "responsible": "责任部门 责任科室 责任处室 承办科室 承办部门 牵头科室",
    "goal": "整改目标 目标",
    "measures": "措施 整改措施 整改清单",
    "due": "时限 整改时限 完成时限 整改期限 完成期限 办结时限",
    "kind": "文书种类 督办方式 文书",
    "document_no": "文号 督办文号 文书文号",
    "issued_on": "发文日期 发函日期 督办日期",
    "reply_by": "答复期限 回复期限",
    "replied_on": "答复日期 回复日期",
    "claimed_on": "报结 报结日期 报结时间 申请销号日期",
    "evidence": "佐证 佐证材料 整改佐证 佐证材料名称",
    "acceptance": "验收 验收情况 验收意见 验收结果",
    "accepted_by": "验收单位 验收部门",
    "accepted_on": "验收日期 验收时间",
    "closed_on": "销号 销号日期 销号时间",
}
KIND = Kind({field: tuple(names.split()) for field, names in _ALIASES.items()}, ({"problem"}, {"unit"}))
KINDS = {"register": KIND}
_DATES = ("found_on", "due", "closed_on")
_LETTER = ("kind", "document_no", "issued_on", "reply_by", "replied_on")
_LINES = {"measures", "evidence", "acceptance", "claimed_on"}
"""What several rows of one matter may each say more of."""
_NOTHING = frozenset({"", "无", "否", "未", "未报结", "未验收", "未销号", "尚未", "-", "—", "/", "\\"})
_DAY = re.compile(r"[0-9]{4}(?:[-./][0-9]{1,2}[-./][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日)")
_RETURNED, _PASSED = re.compile("不通过|未通过|不合格|退回"), re.compile("通过|合格")
_BESIDES = re.compile(r"(?:经|由|现场|复核|组织|予以|已|验收|意见|为|[\s:\uff1a,\uff0c;\uff1b\u3002()\uff08\uff09])+")
_ENUMERATED = re.compile(r"^\s*(?:[0-9]+[.\u3001\uff0e)\uff09]|[\uff08(][0-9一二三四五六七八九十]+[)\uff09])\s*")


@dataclass
class Entered:
    """A matter as a register has it: what is certain, and what is not."""

    rows: list[int]
    values: dict[str, Any] = field(default_factory=dict)
    """By the keys of a matter's file; a required one that is missing here is to be filled in."""
    doubts: list[str] = field(default_factory=list)
    remark: str = ""
    """What a reader of its file may want to know."""

    @property
    def complete(self) -> bool:
        return all(name in self.values for name, known in Rectification.model_fields.items() if known.is_required())


class _Unclear(Exception):
    """A cell of which it is not certain what it says."""


def find(grids: Iterable[Grid]) -> Notes:
    """The one table of a workbook that is a register.

    Raises:
        Unusable: there is none, or more than one.
    """
    found = [table for grid in grids if not grid.hidden and (table := headings.find(grid, KINDS))]
    if not found:
        raise Unusable("没有找到认得的表头。督办登记表至少要有“存在问题”和“责任单位”两列")
    if len(found) > 1:
        named = "、".join(table.grid.where for table in found)
        raise Unusable(f"工作表{named}都像督办登记表，不知导入哪一张；请用 --sheet 指明")
    return Notes(found[0])


def read(notes: Notes, names: Names, given: Mapping[str, str]) -> list[Entered]:
    """The matters of a register in its order; ``given`` stands in for what no column says."""
    table = notes.table
    if "found_on" not in table.columns and "found_on" not in given:
        raise Unusable("表里没有“发现日期”一列；请加上这一列，或用 --found-on 指明各件的发现日期")
    rows: dict[object, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for row in table.rows:
        values = table.values(row)
        if not table.says(row, ("problem", "unit")) or values.get("id") in cells.TOTALS or notes.unreadable(row):
            continue
        notes.masked(row)
        rows[one_line(values["id"]) if "id" in values else row.number].append((row.number, values))
    return [_Reading(table, names, given, lines).entered for lines in rows.values()]


class _Reading:
    """The rows of one matter."""

    def __init__(
        self, table: Table, names: Names, given: Mapping[str, str], lines: Sequence[tuple[int, dict[str, str]]]
    ) -> None:
        self._table, self._names, self._lines = table, names, lines
        self.entered = Entered([number for number, _ in lines])
        values = self.entered.values
        for name in ("id", "unit", "source", "found_on", "item", "problem", "responsible", "goal", "due", "closed_on"):
            self._take(name, lambda name=name: self._single(name))
        for name, default in given.items():
            values.setdefault(name, default) if not self._cells(name) else None
        self._take("measures", lambda: [_ENUMERATED.sub("", text) for text in self._cells("measures")])
        self._take("instruments", self._letter)
        self._take("claimed_on", lambda: [self._day(text) for text in self._cells("claimed_on")])
        self._take("evidence", lambda: [{"title": one_line(text)} for text in self._cells("evidence")])
        self._take("acceptance", lambda: list(self._acceptances()))
        if self.entered.complete:
            for fault in validate(Rectification, values)[1]:
                key = str(fault.route[0]) if fault.route else ""
                values.pop(key, None)
                self.entered.doubts.append(f"{key}：{fault.message}")

    def _take(self, name: str, value: Any) -> None:
        try:
            if found := value():
                self.entered.values[name] = found
        except (_Unclear, ValueError) as unclear:
            column = self._table.columns.get(name)
            heading = self._table.headings[column] if column else "督办文书"
            self.entered.doubts.append(f"“{heading}”：{unclear}")

    def _cells(self, name: str) -> list[str]:
        """What the rows say in a column, each thing once, line by line where it may be several."""
        texts = [values[name] for _, values in self._lines if name in values]
        if name in _LINES:
            texts = [part.strip() for text in texts for part in re.split(r"[\n;\uff1b]", text)]
        return [text for text in dict.fromkeys(texts) if plain(text) not in _NOTHING]

    def _single(self, name: str) -> str | None:
        found = self._cells(name)
        if name == "problem":
            return "\n".join(found) or None
        if len(found) > 1:
            raise _Unclear(f"各行不一致（{'、'.join(map(quoted, found[:5]))}）")
        if not found:
            return None
        if name in _DATES:
            return self._day(found[0])
        text = one_line(found[0])
        return {"unit": self._unit, "item": self._item}.get(name, str)(text)

    def _day(self, text: str) -> str:
        return str(parse_date(cells.day(text, self._table.grid.epoch)))

    def _unit(self, text: str) -> str:
        unit = self._names.roster.unit(text) or self._names.roster.unit(plain(text))
        if unit is None:
            raise _Unclear(self._names.unknown_unit("", (), text).message)
        return unit.name if self._names.roster.unit(unit.name) is unit else unit.id

    def _item(self, text: str) -> str:
        number = plain(text)
        cited = [i.id for i in self._names.plan.items.values() if i.id == i.clause and plain(i.source) == number]
        if self._names.item(number) is None and len(cited) != 1:
            raise _Unclear(self._names.unknown_item("", (), text).message)
        return number if self._names.item(number) else cited[0]

    def _letter(self) -> list[dict[str, str]]:
        found = {name: one_line(text[0]) for name in _LETTER if (text := self._cells(name))}
        if not found:
            return []
        if lacking := [what for name, what in (("kind", "文书种类"), ("issued_on", "发文日期")) if name not in found]:
            raise _Unclear(f"{'、'.join(map(quoted, found.values()))}，没有写{'、'.join(lacking)}")
        return [{name: self._day(text) if name[-3:] in {"_on", "_by"} else text for name, text in found.items()}]

    def _acceptances(self) -> Iterator[dict[str, str]]:
        """Each with its day, its result and who it was by; of one that stands in several columns, all of them."""
        beside = {name: self._cells(name) for name in ("accepted_on", "accepted_by")}
        texts = self._cells("acceptance") or ([""] if any(beside.values()) else [])
        for text in texts:
            days = _DAY.findall(plain(text)) or [self._day(day) for day in beside["accepted_on"]]
            result = _RETURNED.search(text) or _PASSED.search(text)
            rest = _BESIDES.sub("", _DAY.sub("", plain(text)).replace(result[0] if result else "", ""))
            by = [rest] if rest else beside["accepted_by"]
            lacking = [
                what
                for what, clear in (("哪一天", len(days) == 1), ("通过还是退回", result), ("谁验收", len(by) == 1))
                if not clear
            ]
            if lacking or (rest and self._names.lacks_unit(rest)):
                why = f"没有写明{'、'.join(lacking)}" if lacking else f"不知道是不是{quoted(rest)}验收（名册里没有）"
                raise _Unclear(f"{quoted(text)}，{why}" if text else why)
            returned = bool(_RETURNED.search(text))
            yield {"by": by[0], "on": self._day(days[0]), "result": Verdict.RETURNED if returned else Verdict.PASSED}


def told(entered: Entered, grid: Grid) -> list[str]:
    """What is not certain of a matter, and in which rows."""
    where = f"{grid.where}{numbered(entered.rows)}"
    return [f"{where}：{doubt}" for doubt in entered.doubts]


def year_of(entered: Entered) -> int | None:
    """In which year a matter was found, where that is certain."""
    return date.fromisoformat(entered.values["found_on"]).year if "found_on" in entered.values else None
