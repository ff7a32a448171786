"""The plan and roster that come with the program."""

from dataclasses import replace
from pathlib import Path

import typer

from zhifa_cli.check.selection import Selection
from zhifa_cli.cli.session import Session, note
from zhifa_cli.ledger.duty import Cutoff
from zhifa_cli.source.dataset import MEASURES, UNITS, load

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled_folder() -> Path:
    """Where the two files are: in the package, or in the checkout that an editable install runs from."""
    shipped = _PACKAGE / "bundled"
    return shipped if shipped.is_dir() else _PACKAGE.parent.parent / "data"


def bundled_files() -> dict[str, Path]:
    """The two files by name."""
    return {name: bundled_folder() / name for name in (MEASURES, UNITS)}


def start_bundled(as_of: str | None) -> Session:
    """The plan and roster by themselves, on the day of issue: nobody reports here, so nobody is late."""
    if as_of is not None:
        raise typer.BadParameter("这里没有数据文件夹，谈不上哪一天的状态；请去掉 --as-of，或用 --data 指明数据文件夹")
    dataset = replace(load(bundled_folder()), filings=(), extensions=(), exemptions=(), waivers=(), faults=())
    if dataset.head is None:
        raise LookupError(bundled_folder())
    note(f"这里没有数据文件夹；以下出自随程序附带的《{dataset.head.title}》，没有报送，所列为印发当日的状态")
    return Session(bundled_folder(), dataset, Cutoff(dataset.head.issued_on), Selection(), is_now=False)
