"""``zhifa site``."""

from pathlib import Path
from typing import Annotated

import typer

from zhifa_cli.cli import options

EPILOG = """\
zhifa site -o public                    写一个静态网站，用浏览器打开 public/index.html
zhifa site --month 2024-06 -o public    截至 6 月底的情况
zhifa site -o public                    再写一次：改写自己写过的网页，删去不再有的，别的文件不动

网站不用联网，也不用服务器；放到内网或 GitHub、GitLab 的 Pages 上，能打开网页的人就都看得到里面的数据。"""


def site(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="目录", help="写到这个文件夹：新的、空的，或者以前写过网站的。"),
    ],
    data: options.Data = None,
    as_of: options.AsOf = None,
    month: options.MonthOption = None,
    known_on: options.KnownOn = None,
    force: options.Force = False,
    _no_color: options.NoColor = False,
) -> None:
    """写一个静态网站：总览、每个单位、每项举措、每条规则各一页，可在手机上看，可打印。"""
    from zhifa_cli.cli.material import material
    from zhifa_cli.cli.progress import Bar
    from zhifa_cli.cli.publishing import folder
    from zhifa_cli.cli.session import note, start

    try:
        from zhifa_cli.report.site.files import MARKER, files
    except ModuleNotFoundError as error:
        if error.name != "jinja2":
            raise
        raise typer.BadParameter("写网页要用到 jinja2，还没有安装；请运行 pip install 'zhifa-cli[html]'") from None
    from zhifa_cli.report.site.pages import Site

    where = folder(output, MARKER, force=force)
    session = start(data, as_of, month=month, known_on=known_on)
    pages, bar = Site(material(session)), Bar("写网页")
    written: list[tuple[str, str]] = []
    for file in files(pages):
        written.append(file)
        bar(len(written), len(pages) + 1)
    where.fill(written)
    typer.echo(f"{output / 'index.html'}")
    note(f"写好 {len(written)} 个文件，截至 {session.cutoff.on}")
    session.warn()
