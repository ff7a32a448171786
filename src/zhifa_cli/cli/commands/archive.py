"""``zhifa archive``: all that a result rests on, in a BagIt bag, for the archive (归档)."""

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhifa_cli import __version__
from zhifa_cli.cli import options
from zhifa_cli.cli.chinese import ChineseTyper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhifa_cli.cli.session import Session

EPILOG = """\
zhifa archive --as-of 2024-06-30 -o 归档/2024-06      归档：数据、通报、检查结果、清单和校验值
zhifa archive verify 归档/2024-06                     核对：一个字节也没有变，今天仍得出同样的结果

归档是一个 BagIt 包（RFC 8493），manifest-sha256.txt 列出每个文件的 SHA-256；不用本工具也能核对。"""
_DATA, _CHECK, _AS_OF = "data", "check.json", "Zhifa-As-Of"

app = ChineseTyper(help="归档一天的数据和结果（BagIt 包），以及核对。", epilog=EPILOG, invoke_without_command=True)


@app.callback()
def archive(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="目录", help="归档写在这个新文件夹里；已有的不动。")
    ] = None,
    data: options.Data = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="归档这一天日终的结果，只收这一天及以前的报送。")
    ] = None,
) -> None:
    """归档：这一天及以前的数据、通报、检查结果和校验值，写成一个 BagIt 包。"""
    if ctx.invoked_subcommand is not None:
        return
    from zhifa_cli.cli.answers import only_once
    from zhifa_cli.cli.session import note, start
    from zhifa_cli.cli.writing import cannot_create, demand_inside

    if output is None or as_of is None:
        raise typer.BadParameter("请写明归档到哪里（-o）和截至哪一天（--as-of），如 -o 归档/2024-06 --as-of 2024-06-30")
    bagit = _bagit()
    demand_inside(output, "或先移走链接")
    if output.exists() or output.is_symlink():
        raise typer.BadParameter(f"已有“{output}”，没有归档；归档不改写已有的东西，请换一个新文件夹")
    only_once(f"writes {output}")
    session = start(data, as_of, known_on=as_of)
    if output.absolute().is_relative_to(session.root.absolute()):
        raise typer.BadParameter(f"“{output}”在数据文件夹里，没有归档；请换到数据文件夹之外")
    draft = output.with_name(f".zhifa-{secrets.token_hex(8)}")
    try:
        draft.mkdir(parents=True)
        skipped = _copy(session, draft / _DATA)
        for name, text in _results(session):
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        bagit.make_bag(str(draft), _info(session), checksums=["sha256"])
        draft.rename(output)
    except OSError as error:
        raise cannot_create(output, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    typer.echo(f"{output}")
    left = f"；{skipped} 个文件是此后报送的，没有收入" if skipped else ""
    note(f"已归档，截至 {session.cutoff.on}{left}。核对：zhifa archive verify {output}")
    session.warn()


@app.command("verify", epilog=EPILOG)
def verify(folder: Annotated[Path, typer.Argument(metavar="目录", help="归档所在的文件夹。")]) -> None:
    """核对归档：文件齐全、一个字节没有变，按其中的数据重新检查，结果与归档的相同。不符的逐一列出，并以 1 退出。"""
    from zhifa_cli.cli.session import start
    from zhifa_cli.text.unseen import visible

    bagit = _bagit()
    try:
        bag = bagit.Bag(str(folder))
    except bagit.BagError:
        raise typer.BadParameter(f"“{folder}”不是归档（BagIt 包）；请写 zhifa archive 写成的文件夹") from None
    wrong = list(_wrong(bag, bagit))
    for line in wrong:
        typer.echo(visible(line))
    if wrong:
        typer.echo(f"归档与清单不符，{len(wrong)} 处。")
        raise typer.Exit(1)
    payload, day = folder / "data", str(bag.info.get(_AS_OF) or "")
    again = _check(start(payload / _DATA, day, known_on=day)) if day else ""
    if again and again != (payload / _CHECK).read_text(encoding="utf-8"):
        made, now = bag.info.get("Bag-Software-Agent"), _agent()
        why = f"归档用的是 {made}，现在是 {now}" if made != now else "程序版本相同，请报告这个问题"
        typer.echo(f"文件没有变，但重新检查的结果与归档的 {_CHECK} 不同（{why}）。")
        raise typer.Exit(1)
    typer.echo(f"归档完好：{len(bag.payload_entries())} 个文件一个字节没有变，重新检查的结果相同。")


def _bagit() -> Any:
    try:
        import bagit  # type: ignore[import-untyped]  # has no types
    except ModuleNotFoundError as error:
        if error.name != "bagit":
            raise
        raise typer.BadParameter("归档要用到 bagit，还没有安装；请运行 pip install 'zhifa-cli[archive]'") from None
    import logging

    logging.getLogger("bagit").setLevel(logging.CRITICAL + 1)  # what is wrong is told here, in Chinese
    return bagit


def _agent() -> str:
    return f"zhifa {__version__}"


def _info(session: "Session") -> dict[str, str]:
    from zhifa_cli.text.unseen import visible

    head = session.dataset.head
    return {
        "Source-Organization": visible(head.coordinator if head else ""),
        "External-Description": visible(session.dataset.title),
        "Bag-Software-Agent": _agent(),
        _AS_OF: session.cutoff.on.isoformat(),
    }


def _copy(session: "Session", to: Path) -> int:
    """The data folder without what came later and what a link leads out of it; how many reports were left out."""
    from zhifa_cli.cli.clock import latest_day
    from zhifa_cli.source.bytes import leaves
    from zhifa_cli.source.folder import load

    root, day = session.root, session.cutoff.on
    everything = load(root, latest_day())
    later = {filing.path for filing in everything.filings if filing.submitted_on > day}
    later |= {matter.path for matter in everything.rectifications if matter.written.found_on > day}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git" and not (Path(folder) / name).is_symlink())
        for name in sorted(names):
            file = Path(folder) / name
            inner = file.relative_to(root)
            if inner.as_posix() not in later and file.is_file() and not leaves(root, str(file)):
                (to / inner).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, to / inner)
    return len(later)


def _results(session: "Session") -> "Iterator[tuple[str, str]]":
    from zhifa_cli.cli.material import material
    from zhifa_cli.report import markdown
    from zhifa_cli.report.kinds import Kind

    yield _CHECK, _check(session)
    of = material(session)
    for kind in Kind:
        if not kind.of_one_unit and (document := kind.document(of)):
            yield f"reports/{kind.value}.md", markdown.render(document)
    again = f"zhifa check --data {_DATA} --as-of {session.cutoff.on} --known-on {session.cutoff.on} -f json"
    yield "zhifa.txt", f"{_agent()}\n{again}\n"


def _check(session: "Session") -> str:
    from zhifa_cli.check.contract import document
    from zhifa_cli.text.unseen import json_text

    return json_text(document(session.result))


def _wrong(bag: Any, bagit: Any) -> "Iterator[str]":
    """What does not agree with the manifests."""
    told = {
        bagit.FileMissing: "不在了：{0.path}",
        bagit.UnexpectedFile: "多出来：{0.path}",
        bagit.ChecksumMismatch: "变了：{0.path}",
    }
    bag.info.pop("Payload-Oxum", None)  # its sums would keep the files themselves from being told
    try:
        bag.validate()
    except bagit.BagValidationError as error:
        details = sorted(error.details, key=lambda detail: (detail.path, str(detail)))
        yield from (told[type(detail)].format(detail) for detail in details)
        if not details:
            yield "清单本身读不了或不全"
