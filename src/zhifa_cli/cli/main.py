"""The ``zhifa`` command. Commands import what they need when they run, so that help is instant."""

import signal
from typing import Annotated

import typer

from zhifa_cli import __version__
from zhifa_cli.cli.chinese import ChineseTyper, run
from zhifa_cli.cli.commands import (
    archive,
    calendar,
    diff,
    evaluate,
    evidence,
    history,
    import_,
    init,
    new,
    overdue,
    rectify,
    report,
    rules,
    schema,
    show,
    site,
    statistics,
    status,
    template,
)
from zhifa_cli.cli.commands.check import command as check

EPILOG = """\
zhifa init 某市                       新建数据仓库
zhifa new 东湖区 --month 2024-06      生成待填的报送
zhifa check                          核对全部数据
zhifa overdue --month 2024-06        6月底逾期和不达标的事项
zhifa report --month 2024-06         会上念的月度通报
zhifa site -o public                 写一个静态网站
zhifa show 东湖区                     一个单位应办的事项

每个命令的用法：zhifa 命令 --help。命令补全：zhifa --install-completion。"""

app = ChineseTyper(
    help="行政执法质量行动计划的合规检查：谁、哪一项、逾期或差多少，依据哪一条、数据在哪一行。",
    epilog=EPILOG,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"zhifa {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _version_asked: Annotated[
        bool, typer.Option("--version", "-V", is_eager=True, callback=_version, help="显示版本并退出。")
    ] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="出错时显示调用栈。")] = False,
    _no_cache: Annotated[
        bool, typer.Option("--no-cache", help="不用缓存，全部重新计算；也可设环境变量 ZHIFA_NO_CACHE=1。")
    ] = False,
) -> None:
    """See ``app``; ``--debug`` is taken by ``run``, ``--no-cache`` by ``entry``, wherever they stand."""


app.command("check", epilog=check.EPILOG, rich_help_panel="检查")(check.check)
app.command("overdue", epilog=overdue.EPILOG, rich_help_panel="检查")(overdue.overdue)
app.command("status", epilog=status.EPILOG, rich_help_panel="检查")(status.status)
app.command("report", epilog=report.EPILOG, rich_help_panel="检查")(report.report)
app.command("site", epilog=site.EPILOG, rich_help_panel="检查")(site.site)
app.command("evaluate", epilog=evaluate.EPILOG, rich_help_panel="检查")(evaluate.evaluate)
app.command("statistics", epilog=statistics.EPILOG, rich_help_panel="检查")(statistics.statistics)
app.command("calendar", epilog=calendar.EPILOG, rich_help_panel="检查")(calendar.calendar)
app.command("show", epilog=show.EPILOG, rich_help_panel="查询")(show.show)
app.command("history", epilog=history.EPILOG, rich_help_panel="查询")(history.history)
app.command("explain", epilog=rules.EXPLAIN_EPILOG, rich_help_panel="查询")(rules.explain)
app.command("rules", epilog=rules.RULES_EPILOG, rich_help_panel="查询")(rules.rules)
app.command("diff", epilog=diff.EPILOG, rich_help_panel="查询")(diff.diff)
rectification = ChineseTyper(help="督办整改：立整改事项，列三张清单。", epilog=rectify.EPILOG)
rectification.command("open", epilog=rectify.OPEN_EPILOG)(rectify.open_)
rectification.command("list", epilog=rectify.LIST_EPILOG)(rectify.list_)
rectification.command("import", epilog=rectify.IMPORT_EPILOG)(rectify.import_)
app.add_typer(rectification, name="rectify", rich_help_panel="检查")
app.command("new", epilog=new.EPILOG, rich_help_panel="填报和建库")(new.new)
app.command("template", epilog=template.EPILOG, rich_help_panel="填报和建库")(template.template)
app.command("import", epilog=import_.EPILOG, rich_help_panel="填报和建库")(import_.import_)
app.add_typer(archive.app, name="archive", rich_help_panel="填报和建库")
app.add_typer(evidence.app, name="evidence", rich_help_panel="填报和建库")
app.command("init", epilog=init.EPILOG, rich_help_panel="填报和建库")(init.init)
app.command("schema", epilog=schema.EPILOG, rich_help_panel="填报和建库")(schema.schema)


_ENDING = ("SIGTERM", "SIGHUP")


def _end(number: int, _frame: object) -> None:
    """Once: whoever asks again must not disturb the clearing away."""
    for name in _ENDING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


def main() -> int:
    """Run the command line of this process; whoever ends it gets what was begun cleared away first."""
    for name in _ENDING:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number and signal.getsignal(number) == signal.SIG_DFL:  # nohup stays what it is
            signal.signal(number, _end)
    return run(app)
