"""Where the data are: the folder that is named, or the nearest; else the plan and roster that come with the program."""

from pathlib import Path

import typer

from zhifa_cli.cli import config
from zhifa_cli.source.dataset import MEASURES, UNITS

_PACKAGE = Path(__file__).resolve().parent.parent


def data_folder(data: Path | None) -> Path:
    """``--data``, else what the settings say, else the nearest ``data/`` upward that holds a plan."""
    if data is not None:
        if not data.is_dir():
            raise typer.BadParameter(f"没有数据文件夹“{data}”；请检查 --data 或环境变量 ZHIFA_DATA")
        return data
    if (found := nearest_data()) is not None:
        return found
    raise typer.BadParameter(
        "当前目录和上级目录里都没有 data/measures.yaml；请用 --data 指明数据文件夹，或用 zhifa init 新建"
    )


def nearest_data() -> Path | None:
    """The data folder of the place where the command was called, if there is one."""
    if (configured := config.near().folder) is not None:
        return configured
    here = Path.cwd()
    folders = (folder / "data" for folder in (here, *here.parents))
    return next((f for f in folders if (f / MEASURES).is_file() or (f / UNITS).is_file()), None)


def bundled_folder() -> Path:
    """Where the bundled files are: in the package, or in the checkout that an editable install runs from."""
    shipped = _PACKAGE / "bundled"
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / "data"
