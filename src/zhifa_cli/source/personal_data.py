"""Personal numbers in a data file or its name: found, reported, and masked before anything else sees the text."""

from zhifa_cli.finding import Alike, Finding, Listing, Position
from zhifa_cli.source.lines import Lines
from zhifa_cli.text.personal import Number, masked


def mask(path: str, text: str) -> tuple[str, list[Finding]]:
    """The text with its personal numbers starred out, and a finding for each, and for each in the file's path.

    The text keeps its length and its lines, so positions stay true, and every later reader (parser errors
    and quoted source lines included) can only ever see the masked form.
    """
    listing, lines = Listing(), Lines(text)

    def tell(number: Number) -> None:
        message = f"这里有{number.kind}（{number.shown}）；请删去，改用单位内部代码"
        listing.add(Alike("ZF109", path), lambda: _finding(path, message, lines.position(number.start)))

    def tell_of_name(number: Number) -> None:
        message = f"文件或文件夹的名称里有{number.kind}（{number.shown}）；请改名，改用单位内部代码"
        listing.add(Alike("ZF109", path), lambda: _finding(path, message, Position(1, 1)))

    masked(path, tell_of_name)
    return masked(text, tell), listing.findings


def _finding(path: str, message: str, position: Position) -> Finding:
    return Finding(rule="ZF109", path=path, message=message, position=position)
