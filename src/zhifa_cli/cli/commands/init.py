"""``zhifa init``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

EPILOG = """\
zhifa init 示例市              新建文件夹“示例市”，内有示例计划、名册和报送
zhifa init .                   建在当前文件夹
zhifa init 某市 --bundled       用随程序附带的计划和名册，不要示例

建好的仓库可以直接 zhifa check；已有的文件不会改写。"""


def init(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="数据仓库建在哪里；没有则新建。")],
    bundled: Annotated[
        bool, typer.Option("--bundled", help="用随程序附带的计划和单位名册代替示例，不放示例报送。")
    ] = False,
) -> None:
    """新建一个数据仓库：带说明的计划、名册、报送示例，以及编辑器、pre-commit 和 CI 的配置。"""
    from zhifa_cli.cli.session import note
    from zhifa_cli.cli.writing import create

    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(f"“{folder}”是文件，不是文件夹；请换一个位置")
    files = dict(_files(bundled=bundled))
    if there := [path for path in files if (folder / path).exists() or (folder / path).is_symlink()]:
        shown = "、".join(map(str, there[:3])) + (f" 等 {len(there)} 个文件" if len(there) > 3 else "")  # noqa: PLR2004 - enough to recognize
        raise typer.BadParameter(f"“{folder}”里已有 {shown}，什么也没有写；请换一个目录，或先移走")
    for path, text in files.items():
        create(folder / path, text)
    typer.echo("\n".join(str(folder / path) for path in files))
    note(f"已建好 {len(files)} 个文件。接下来：")
    note(f"  cd {folder}")
    note("  zhifa check          核对数据" + ("（还没有报送，到期的都会列为逾期）" if bundled else ""))
    note("  zhifa new 单位        生成一份待填的报送")


def _files(*, bundled: bool) -> Iterator[tuple[Path, str]]:
    from zhifa_cli.cli.commands.filing import SCHEMAS
    from zhifa_cli.cli.data_folder import bundled_folder
    from zhifa_cli.forms import json_schema
    from zhifa_cli.source.dataset import EVALUATIONS, MEASURES, RECTIFICATIONS, STATISTICS, SUBMISSIONS, UNITS
    from zhifa_cli.source.folder import plan_in

    data = Path("data")
    texts = dict(_starter())
    if bundled:
        examples = {data / SUBMISSIONS, data / RECTIFICATIONS, data / STATISTICS, data / EVALUATIONS}
        texts = {path: text for path, text in texts.items() if examples.isdisjoint(path.parents)}
        texts |= {data / name: (bundled_folder() / name).read_text(encoding="utf-8") for name in (MEASURES, UNITS)}
    yield from texts.items()
    plan = plan_in(texts[data / MEASURES])
    for name in json_schema.NAMES:
        yield data / SCHEMAS / f"{name}.json", json_schema.render(name, plan)


def _starter() -> Iterator[tuple[Path, str]]:
    """The files of the starter repository, dated so that nothing in it has fallen due yet."""
    from zhifa_cli import __version__
    from zhifa_cli.cli.clock import today

    day = today()
    dated = {
        "@today@": f"{day}",
        "@month@": f"{day:%Y-%m}",
        "@year@": f"{day.year}",
        "@next@": f"{day.year + 1}",
        "@last@": f"{day.year - 1}",
        "@version@": __version__,
    }

    def fill(text: str) -> str:
        for mark, value in dated.items():
            text = text.replace(mark, value)
        return text

    root = Path(__file__).resolve().parents[2] / "starter"
    for file in sorted(root.rglob("*")):
        if file.is_file():
            yield Path(fill(file.relative_to(root).as_posix())), fill(file.read_text(encoding="utf-8"))
