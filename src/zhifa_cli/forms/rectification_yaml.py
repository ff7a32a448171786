"""A matter under rectification as a YAML file: one that is opened, with all that is to be filled in."""

import re
from datetime import date
from pathlib import PurePosixPath

from zhifa_cli.forms.spreadsheet.register_table import Entered
from zhifa_cli.forms.yaml import comment, dump, scalar
from zhifa_cli.model.rectification import INSTRUMENTS, Rectification
from zhifa_cli.model.roster import Roster
from zhifa_cli.text.width import cells
from zhifa_cli.views.rectification import Proposal

_HINTS_AT = 28
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LATER = """\
# 以后写的（去掉行首的 #）：督办文书、整改进展、报结、佐证、验收、销号
# instruments:                # {kinds}
#   - {{kind: 督办函, document_no: 文号, issued_on: 发出日期, reply_by: 答复期限}}   # 收到答复后加 replied_on
# progress:
#   - {{on: 日期, note: 做了什么}}
# claimed_on: 日期             # 报结：单位报告整改完成；退回后再报结的，写成列表
# evidence:                   # 没有佐证不能销号
#   - {{title: 材料名称, document_no: 文号, dated: 成文日期, location: 存放处}}
# acceptance:                 # 由别的单位验收，不能是整改单位自己；最近的一次为准
#   - {{by: 验收单位, on: 日期, result: 通过}}      # 通过 或 退回
# closed_on: 日期              # 销号：验收通过、佐证齐全以后
"""


def opened(  # noqa: PLR0913 - what is known when a matter is opened
    what: Proposal, number: str, schema: PurePosixPath, *, roster: Roster, dates: tuple[date, date], demo: bool
) -> str:
    """A file for what is late, valid as it is; the dates are when it was found, and until when it is to be mended."""
    found_on, due = dates
    name = what.unit.name if roster.unit(what.unit.name) is what.unit else what.unit.id
    title = what.item.title if what.item.measure is None else f"{what.item.source} {what.item.title}"
    parts = [
        f"# yaml-language-server: $schema={schema}\n",
        comment(f"督办整改：{what.unit.name}，{title}；写完运行 zhifa check 核对"),
        "\n",
        _key("id", number, "编号，不能重复"),
        _key("unit", name, "整改单位"),
        _key("source", "月度核查", "问题来源"),
        _key("found_on", found_on, "发现日期"),
        _key("demo", True, "由演示数据生成；换成真实情况后删去这一行") if demo else "",
        "\n# 问题清单\n",
        _key("item", what.item.id, "对应的事项"),
        _key("finding", list(what.findings), "对应的检查结论，不用改") if what.findings else "",
        dump({"problem": what.problem}),
        "\n# 责任清单\n",
        _blank("responsible", "责任部门：科室、部门的名称，不写个人姓名"),
        "\n# 整改清单\n",
        _blank("goal", "整改目标"),
        _blank("measures", "整改措施，每项以“- ”开头，一项一行"),
        _key("due", due, "整改时限，请核定"),
        "\n",
        _LATER.format(kinds="、".join(INSTRUMENTS)),
    ]
    return "".join(parts)


def imported(entered: Entered, where: str, schema: PurePosixPath) -> str:
    """A file for a row of a register: what is certain, a blank for each required key that is not, and what was doubted."""
    lines = [
        f"# yaml-language-server: $schema={schema}\n",
        comment(f"由 zhifa rectify import 从 {where} 导入{f'；{entered.remark}' if entered.remark else ''}"),
    ]
    if entered.doubts:
        lines += [comment("以下不能确定，没有采用；请核对原件，补写后删去这些注释：")]
        lines += [comment(f"  {doubt}") for doubt in entered.doubts]
    lines.append("\n")
    for name, known in Rectification.model_fields.items():
        if name in entered.values:
            lines.append(_written(name, entered.values[name]))
        elif known.is_required():
            lines.append(_blank(name, f"{known.title}，必填"))
    return "".join(lines)


def _written(name: str, value: object) -> str:
    """A key as people write it: dates plain, and what is short in one line."""
    if name in {"instruments", "acceptance", "evidence"} and isinstance(value, list):
        return f"{name}:\n" + "".join(f"  - {{{_inner(record)}}}\n" for record in value)
    return dump({name: _plain(value)})


def _inner(record: dict[str, str]) -> str:
    return ", ".join(f"{key}: {scalar(_plain(value))}" for key, value in record.items())


def _plain(value: object) -> object:
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value


def _key(key: str, value: object, hint: str) -> str:
    text = dump({key: value})
    first, newline, rest = text.partition("\n")
    return f"{_hinted(first, hint)}{newline}{rest}"


def _blank(key: str, hint: str) -> str:
    return _hinted(f"{key}:", hint) + "\n"


def _hinted(line: str, hint: str) -> str:
    return f"{line}{' ' * max(2, _HINTS_AT - cells(line))}# {hint}"
