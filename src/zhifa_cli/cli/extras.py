"""Optional extras: what a command needs that a plain installation lacks."""

from importlib.util import find_spec

import typer


def demand_xlsx() -> None:
    """Explain how to read and write workbooks where openpyxl is not installed."""
    if find_spec("openpyxl") is None:
        raise typer.BadParameter(
            '处理 .xlsx 需要 openpyxl，还没有安装；请运行 pip install "zhifa-cli[xlsx]"，或另存为 .csv 后导入'
        )
