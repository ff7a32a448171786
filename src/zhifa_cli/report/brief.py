"""``zhifa report --kind brief``: one page for who has five minutes. The monthly report has the rest."""

from collections.abc import Iterator

from zhifa_cli.report import opening
from zhifa_cli.report.said import NO_DEMANDS, Said, fitting, listed, most_first, outcomes
from zhifa_cli.text.percent import share
from zhifa_cli.views.board import Line
from zhifa_cli.views.document import Document, Paragraph
from zhifa_cli.views.figures import Material
from zhifa_cli.views.groups import by_unit
from zhifa_cli.views.wording import day

_WORST = 3
_NAME = 8
_ROOM = 100


def document(of: Material) -> Document:
    said, month = Said(of), of.now.month
    told = {
        "总体": _situation(said),
        "变化": f"比上月末，逾期和不达标{said.moved}，新增{len(said.new)}项。" if said.of.before.fell_due else "",
        "问题": "".join(_worst(said)),
        "屡次": _repeated(said),
        "到期": _ahead(said),
        "要求": _demands(said),
    }
    return Document(
        "brief",
        of.now.on,
        f"{of.head.called}落实情况简报（{month.year}年{month.month}月）",
        facts=(),
        sections=(),
        warnings=opening.in_short(of, "brief"),
        opening=tuple(Paragraph(f"{lead}：{text}", lead=f"{lead}：") for lead, text in told.items() if text),
    )


def _situation(said: Said) -> str:
    numbers, on = said.board.numbers, day(said.now.on)
    if not numbers.due:
        return f"截至{on}，没有到期事项。"
    rate = share(numbers.done - numbers.done_late, numbers.due)
    return f"截至{on}，到期{numbers.due}项，{outcomes(numbers)}，按期完成率{rate}。"


def _worst(said: Said) -> Iterator[str]:
    lines = said.lines
    if not lines:
        yield "没有逾期未完成或者不达标的事项。"
        return
    told = [*fitting(map(_told, lines[:_WORST]), _ROOM)]
    rest = f"；其余{len(lines) - len(told)}个单位见月度通报" if len(lines) > len(told) else ""
    yield f"{len(lines)}个单位{len(said.of.accused)}项没有按要求完成，突出的是{'；'.join(told)}{rest}。"


def _told(line: Line) -> str:
    why = "从未报送" if line.silent else listed(line.clauses, "条", 8)
    return f"{line.labels[0]}{len(line.duties)}项（{f'逾期{line.days}天，' if line.days else ''}{why}）"


def _repeated(said: Said) -> str:
    if not said.again:
        return ""
    months, longest = said.longest
    names = f"（{listed(longest, room=_NAME)}）" if len(longest[0]) <= _NAME else ""
    return f"连续两个月末以上逾期或不达标的有{len(said.again)}个单位，最长的已连续{months}个月{names}。"


def _ahead(said: Said) -> str:
    near = said.coming[1]
    if not near:
        return said.ahead()
    clauses = listed(list(dict.fromkeys(duty.item.source for duty in most_first(near))), "条", 8)
    return f"{said.soon}到期{len(near)}项，涉及{len(by_unit(near))}个单位，主要是{clauses}。"


def _demands(said: Said) -> str:
    todo = {
        "抓紧办结": "逾期、不达标的{}个单位办结",
        "补报材料": "从未报送的{}个单位补报",
        "补证核实": "有待核实的{}个单位补证",
    }
    asked = {one.what: len(by_unit(one.duties)) for one in said.demands()}
    told = [text.format(asked[what]) for what, text in todo.items() if what in asked]
    if not told:
        return NO_DEMANDS
    return f"{day(said.of.answer_by)}前，{'，'.join(told)}，书面报{said.of.head.coordinator}。"
