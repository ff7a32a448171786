"""``check --baseline`` and ``--write-baseline``: the file of what is known."""

from pathlib import Path

import typer

from zhifa_cli.check import baseline
from zhifa_cli.check.baseline import Baseline
from zhifa_cli.cli.session import note
from zhifa_cli.cli.sheet import emit
from zhifa_cli.cli.writing import Place
from zhifa_cli.finding import Result
from zhifa_cli.model.deadline import period
from zhifa_cli.output import marks
from zhifa_cli.text.unseen import visible

OWN = marks.contract("baseline")
_SHOWN = 10


def read(file: Path) -> Baseline:
    try:
        return baseline.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else error.strerror
        raise typer.BadParameter(f"读不了基线文件“{file}”（{reason}）；用 --write-baseline 生成") from None
    except ValueError:
        raise typer.BadParameter(f"“{file}”不是基线文件；请用 --write-baseline 重新生成") from None


def write(file: Path, where: Place | None, known: Baseline | None, result: Result) -> None:
    """All that was found, or what is left of the one that was known."""
    entries = known.without(result.gone) if known else baseline.of(result.findings)
    emit(baseline.dumps(entries), where)
    note(f"已把 {len(entries.findings)} 项问题写入基线文件 {file}" + (f"，删去 {len(result.gone)} 项" if known else ""))
    if result.left_out:
        note(f"有 {result.left_out} 处数据有误，不能列入基线；运行 zhifa check 查看")


def report_gone(known: Baseline, result: Result, file: Path) -> None:
    """Say what the baseline holds and nothing in the data has any more."""
    if not result.gone:
        return
    gone = [entry for entry in known.findings if entry.fingerprint in result.gone]
    note(f"基线里有 {len(gone)} 项问题已经不在，可从基线删去：zhifa check --baseline {file} --write-baseline {file}")
    for entry in gone[:_SHOWN]:
        unit = result.unit_names.get(entry.unit, entry.unit) if entry.unit else None
        cycle = period(str(entry.cycle)) if entry.cycle else None
        note("  " + visible(" ".join(filter(None, [entry.rule, unit, entry.item, cycle]))))
    if len(gone) > _SHOWN:
        note(f"  等 {len(gone)} 项")
