"""``zhifa new``."""

from typing import Annotated

import typer

from zhifa_cli.cli import completion, options

EPILOG = """\
zhifa new 东湖区 --month 2024-07          写入 data/submissions/2024-07/donghu.yaml
zhifa new 东湖区 -m 2024-07 -o 草稿.yaml   写到别处
zhifa new 东湖区                          报告月份为本月

列出该单位到月底没有办结的事项；最近一次报送的内容写在 # 后面，仍然属实的
去掉 #。status 空着的不算报送，不影响任何结论。已有的文件不会改写。"""


def new(
    unit: Annotated[
        str, typer.Argument(metavar="单位", help="单位的 id、简称、全称或别名。", autocompletion=completion.units)
    ],
    month: Annotated[
        str | None, typer.Option("--month", "-m", metavar="月份", help="报告月份，如 2024-07；不写则为本月。")
    ] = None,
    data: options.Data = None,
    output: options.ReportFile = None,
) -> None:
    """生成一份待填的报送文件：列好该单位没有办结的事项，每个键都注明怎么填。"""
    from zhifa_cli.cli.clock import month_of, today
    from zhifa_cli.cli.commands.filing import place, put
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.forms import submission_yaml
    from zhifa_cli.forms.wording import open_duties

    session = start(data, None, [unit], month=month or month_of(today()))
    if session.dataset.head is None:
        raise typer.BadParameter("计划（measures.yaml）有误，不知道有哪些应办事项；请先运行 zhifa check 并改正")
    body, reported = session.unit, session.month
    target = output or place(session)
    put(session, target, lambda schema: submission_yaml.blank(session.ledger, body, reported, today(), schema))
    count = len(open_duties(session.ledger, body, reported))
    note(f"已生成，{count} 项待填；填好后运行 zhifa check --unit {body.name} 核对")
    session.warn()
