"""``zhifa report``."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.report.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhifa_cli.cli.session import Session
    from zhifa_cli.views.document import Document

EPILOG = """\
zhifa report --month 2024-06 -o 通报.md                      全市月度通报
zhifa report --month 2024-06 --format html -o 通报.html      可打印的网页
zhifa report --month 2024-06 -f docx -o 通报.docx            Word，公文版式
zhifa report --kind brief --month 2024-06                   一页简报
zhifa report --kind midterm --month 2024-06                 中期评估
zhifa report --kind summary --month 2025-10                 行动总结
zhifa report --kind unit --unit 东湖区                        一个单位的情况
zhifa report --kind rectification --month 2024-09           督办整改情况和三张清单
zhifa report --kind statistics --as-of 2025-02-10           上年度执法统计的分析报告
zhifa report --kind notice --unit 东湖区 --month 2024-06     督办函代拟稿
zhifa report --kind notice -u 东湖区 -m 2024-06 --register 洪司督〔2024〕3号
                                                            发出以后，登记到整改事项的文件里"""


class ReportFormat(StrEnum):
    """How a report is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    CSV = "csv"


def report(
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            "-k",
            help="，".join(f"{kind.value} {kind.label}" for kind in Kind) + "。",
        ),
    ] = Kind.MONTHLY,
    month: options.MonthOption = None,
    data: options.Data = None,
    as_of: options.AsOf = None,
    known_on: options.KnownOn = None,
    unit: options.Units = None,
    measure: options.Measures = None,
    format_: Annotated[
        ReportFormat,
        typer.Option(
            "--format", "-f", help="Markdown 文本，自成一体、可打印的网页，Word 公文（docx），或附件的表格（csv）。"
        ),
    ] = ReportFormat.MARKDOWN,
    output: options.Output = None,
    reply_by: Annotated[
        str | None, typer.Option("--reply-by", metavar="日期", help="要求答复的期限；不写则为截至日之后第 10 天。")
    ] = None,
    register: Annotated[
        str | None,
        typer.Option("--register", metavar="文号", help="督办函已定文号：把这份函登记到所督办的整改事项文件里。"),
    ] = None,
    issued_on: Annotated[
        str | None, typer.Option("--issued-on", metavar="日期", help="登记的发出日期；不写则为今天。")
    ] = None,
    no_charts: Annotated[bool, typer.Option("--no-charts", help="不要图表。")] = False,
    force: options.Force = False,
    exit_code: options.ExitCode = False,
    _no_color: options.NoColor = False,
) -> None:
    """写报告：会上可照念的月度通报、一页简报、中期评估、行动总结，一个单位的情况，或督办函代拟稿。"""
    from zhifa_cli.cli.session import note, start, verdict
    from zhifa_cli.cli.sheet import emit
    from zhifa_cli.cli.writing import place
    from zhifa_cli.output import marks
    from zhifa_cli.report.annexes import OPENS_WITH
    from zhifa_cli.views.document import MARKER

    own = {ReportFormat.CSV: marks.table(OPENS_WITH), ReportFormat.DOCX: marks.word(MARKER, kind)}
    target = place(output, own.get(format_, marks.report(MARKER, kind)), force=force)
    if format_ is ReportFormat.DOCX and target is None:
        raise typer.BadParameter("Word 文件不能印在屏幕上；请用 -o 指明文件，如 -o 通报.docx")
    session = start(data, as_of, unit, measure, month, known_on=known_on)
    content = _content(kind, session, reply_by, format_, charts=not no_charts, number=register)
    if content is None:
        note(f"{_why_none(session)}，不出具督办函" + (f"；没有写“{output}”" if output else ""))
    else:
        register_letter = _registering(session, kind, register, issued_on, reply_by)
        emit(content, target)
        register_letter()
        if format_ is ReportFormat.DOCX:
            _fonts(session)
    session.warn()
    if exit_code:
        raise typer.Exit(verdict(session))


def _registering(
    session: "Session", kind: Kind, document_no: str | None, issued_on: str | None, reply_by: str | None
) -> "Callable[[], None]":
    """Make ready to enter a letter in the matters that it covers; where that is not asked for, to do nothing."""
    if document_no is None and issued_on is None:
        return lambda: None
    if not (document_no or "").strip() or kind is not Kind.NOTICE:
        raise typer.BadParameter("--register 和 --issued-on 只用于登记督办函；请写 --kind notice --register 文号")
    from zhifa_cli.cli.clock import parse_day, today
    from zhifa_cli.cli.commands.filing import registering
    from zhifa_cli.cli.material import material
    from zhifa_cli.model.rectification import Instrument
    from zhifa_cli.report.unit import kind_of_letter
    from zhifa_cli.views.rectification import Register

    of = material(session, parse_day(reply_by) if reply_by else None)
    issued, answer = parse_day(issued_on) if issued_on else today(), of.answer_by
    if issued > today() or issued > answer:
        late = "晚于今天" if issued > today() else f"晚于答复期限 {answer}"
        raise typer.BadParameter(f"发出日期 {issued} {late}；请用 --issued-on、--reply-by 写明实际的日期")
    covered = Register.of(session.ledger, {of.unit.id}).covering(of.accused)
    if not covered:
        raise typer.BadParameter(
            f"{of.unit.name}没有对应的整改事项可以登记；请先运行 zhifa rectify open --unit {of.unit.id} --as-of {of.now.on}"
        )
    written = {
        "kind": kind_of_letter(of),
        "document_no": document_no,
        "issued_on": f"{issued}",
        "reply_by": f"{answer}",
    }
    return registering(session, covered, Instrument.model_validate(written))


def _why_none(session: "Session") -> str:
    """Why no letter is written to a unit."""
    from zhifa_cli.cli.material import material

    (unit,) = material(session).units
    ended = unit.ended_on
    gone = f"该单位已于 {ended} 撤并，" if ended and ended < session.cutoff.on else ""
    if orphaned := sum(duty.orphaned and duty.late for duty in session.duties):
        return f"{gone}没有办结的 {orphaned} 项待承继"
    return f"{gone}无逾期或不达标事项"


def _fonts(session: "Session") -> None:
    """Say which fonts the file names that its reader may lack."""
    from zhifa_cli.cli.session import note
    from zhifa_cli.report.gongwen import missing

    if lacking := missing(session.dataset.style.fonts):
        shown = "、".join(f"{name}（用{instead}代替）" for name, instead in lacking.items())
        note(f"打开的电脑上没有装的字体，Word 会代替：{shown}")


def _content(
    kind: Kind, session: "Session", reply_by: str | None, format_: ReportFormat, *, charts: bool, number: str | None
) -> str | bytes | None:
    if format_ is ReportFormat.CSV:
        return _annex(kind, session)
    document = _document(kind, session, reply_by)
    if document is None:
        return None
    if number:
        document = replace(document, number=number)
    if not charts:
        document = document.without_pictures()
    try:
        if format_ is ReportFormat.DOCX:
            from zhifa_cli.report import docx

            return docx.render(document, session.dataset.style)
        if format_ is ReportFormat.HTML:
            from zhifa_cli.report import html

            return html.render(document)
    except ModuleNotFoundError as error:
        needs = {"jinja2": "写网页要用到 jinja2", "docx": "写 Word 文件要用到 python-docx"}
        if error.name not in needs:
            raise
        raise typer.BadParameter(
            f"{needs[error.name]}，还没有安装；请运行 pip install 'zhifa-cli[{format_}]'，或改用 --format markdown"
        ) from None
    from zhifa_cli.report import markdown

    return markdown.render(document)


def _annex(kind: Kind, session: "Session") -> str:
    from zhifa_cli.cli.material import material
    from zhifa_cli.report.annexes import by_duty
    from zhifa_cli.text import csv

    if not kind.has_table:
        raise typer.BadParameter(
            f"csv 写的是附件“进展情况汇总表”，--kind {kind.value} 没有这个附件；请改用 --format markdown 或 html"
        )
    return csv.table(*by_duty(material(session).now))


def _document(kind: Kind, session: "Session", reply_by: str | None) -> "Document | None":
    from zhifa_cli.cli.clock import parse_day
    from zhifa_cli.cli.material import material

    if reply_by and not kind.asks:
        raise typer.BadParameter("--reply-by 用于通报、简报和督办函；请加 --kind notice，或去掉 --reply-by")
    of = material(session, parse_day(reply_by) if reply_by else None)
    if kind.of_one_unit and len(of.units) != 1:
        raise typer.BadParameter(f"--kind {kind.value} 写的是一个单位；请用 --unit 指明一个单位，如 --unit 东湖区")
    return kind.document(of)
