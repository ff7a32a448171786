"""``zhifa evidence``: seal the files that evidence names, and see whether they are still the same."""

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated

import typer

from zhifa_cli.cli import options
from zhifa_cli.cli.chinese import ChineseTyper

if TYPE_CHECKING:
    from pathlib import Path

    from zhifa_cli.finding import Route

EPILOG = """\
zhifa evidence seal                把佐证文件的 SHA-256 写进报送（只添这一行，别的一字不动）
zhifa evidence seal --dry-run      只看会写什么
zhifa evidence verify              核对：没有变的、变了的、不在的、还没有封存的"""
_LIMITS = "封存值只说明文件自封存以来没有变，不说明它是真的"

app = ChineseTyper(help="佐证文件：封存（seal），核对（verify）。", epilog=EPILOG)


@app.command("seal", epilog=EPILOG)
def seal(
    data: options.Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出要写什么，不写。")] = False,
) -> None:
    """封存佐证文件：算出每个文件的 SHA-256，写进引用它的报送。已有封存值的不动；不在的文件列出。"""
    from zhifa_cli.cli.data_folder import data_folder
    from zhifa_cli.cli.session import note
    from zhifa_cli.source.evidence import look
    from zhifa_cli.source.folder import load

    root = data_folder(data)
    new: dict[str, dict[Route, str]] = defaultdict(dict)
    problems = set[str]()
    for path, route, evidence in load(root).shown():
        if evidence.file and not evidence.sha256:
            file = look(root, evidence.file, read=True)
            if file.sha256:
                new[path][route] = file.sha256
            else:
                problems.add(f"没有封存 {evidence.file}：{file.problem}（见 {path}）")
    written = 0
    for path, hashes in new.items():
        if dry_run or _write(root / path, hashes):
            written += len(hashes)
        else:
            problems.add(f"{path} 的写法添不进这一行，没有改动；请在 file 下面一行手工写 sha256：{_listed(hashes)}")
    typer.echo(f"{'将' if dry_run else '已'}封存 {written} 处，在 {len(new)} 个报送文件里。{_LIMITS}。")
    for problem in sorted(problems):
        note(problem)
    if problems:
        raise typer.Exit(1)


@app.command("verify", epilog=EPILOG)
def verify(data: options.Data = None) -> None:
    """核对佐证文件与封存值：变了的、不在的逐一列出，并以 1 退出。"""
    from zhifa_cli.cli.data_folder import data_folder
    from zhifa_cli.source.folder import load
    from zhifa_cli.text.unseen import visible

    dataset = load(data_folder(data))
    told: dict[str, list[str]] = {word: [] for word in ("变了", "不能用", "还没有封存", "没有变")}
    for path, _, evidence in dataset.shown():
        if evidence.file:
            file = dataset.evidence[evidence.file]
            changed = "变了" if file.sha256 != evidence.sha256 else "没有变"
            word = "不能用" if file.problem else changed if evidence.sha256 else "还没有封存"
            told[word].append(f"{word}：{evidence.file}{file.problem and f'（{file.problem}）'} 见 {path}")
    for word in ("变了", "不能用"):
        for line in told[word]:
            typer.echo(visible(line))
    counts = "，".join(f"{word} {len(lines)} 处" for word, lines in told.items())
    typer.echo(f"{counts}。{_LIMITS}。")
    if told["还没有封存"]:
        typer.echo("封存：zhifa evidence seal")
    if told["变了"] or told["不能用"]:
        raise typer.Exit(1)


def _write(file: "Path", hashes: "dict[Route, str]") -> bool:
    from zhifa_cli.cli.writing import revise
    from zhifa_cli.forms.insertion import NoRoom, inserted

    before = file.read_bytes().decode()
    bom = "\ufeff" if before.startswith("\ufeff") else ""
    try:
        after = inserted(before.removeprefix(bom), {route: ("sha256", sha) for route, sha in hashes.items()})
    except NoRoom:
        return False
    revise(file, before, bom + after)
    return True


def _listed(hashes: "dict[Route, str]") -> str:
    return "、".join(hashes.values())
