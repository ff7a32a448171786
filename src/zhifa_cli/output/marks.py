"""What each kind of result opens with: its renderer writes it, and by it a result may replace its like."""

import re
from collections.abc import Sequence

CHECK = "检查结果"
STATUS = "各单位各举措进展"
OVERDUE = "逾期和不达标事项"
CALENDAR = "到期的事项"
SHOW = "查询结果"
DIFF = "变化："
SETTINGS = "设置 "
"""Begins what a check says of the settings that hid something."""
DUTY_COLUMNS = ("单位", "单位编号", "举措")
OVERDUE_COLUMNS = ("类别", *DUTY_COLUMNS)
RULE_COLUMNS = ("编号", "级别", "名称")

_TITLES = {"check": CHECK, "status": STATUS, "overdue": OVERDUE, "calendar": CALENDAR, "show": SHOW}
_PLAN = r"\A(?:[^\n]+\n){1,3}"
"""A plan's title, which stands above a text and may be long."""
_SPAN = "[0-9至 -]*"
_PATTERNS = {
    ("diff", "text"): rf"{_PLAN}{DIFF}[0-9]",
    ("diff", "markdown"): rf"\A# {DIFF}[0-9]",
    ("status", "csv"): rf"\A{','.join(DUTY_COLUMNS)},",
    ("overdue", "csv"): rf"\A{','.join(OVERDUE_COLUMNS)},",
    ("calendar", "ics"): r"\ABEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:-//zhifa-cli//zhifa calendar//",
    ("rules", "text"): rf"\A{' +'.join(RULE_COLUMNS)} ",
    ("explain", "text"): r"\AZF[0-9]{3} [a-z-]+ · ",
    ("check", "concise"): rf"\A(?:[^\n]+:[0-9]+:[0-9]+: ZF[0-9]{{3}} |{SETTINGS})",
    ("check", "github"): r"\A::(?:error|warning|notice) (?:file=[^\n]*title=ZF[0-9]{3} |title=zhifa::)",
    ("check", "gitlab"): r'\A\[(?:\]\s*\Z|\s*\{\s*"description": "ZF[0-9]{3} )',
    ("check", "junit"): r'\A<\?xml [^>]*\?>\s*<testsuites name="zhifa check ',
    ("check", "sarif"): (
        r'\A\{\s*"\$schema": "[^"]*sarif[^"]*",\s*"version": "[^"]*",\s*'
        r'"runs": \[\s*\{\s*"tool": \{\s*"driver": \{\s*"name": "zhifa",'
    ),
}


def own(command: str, format_: str) -> re.Pattern[str]:
    """What begins a result of a command in a format."""
    if pattern := _PATTERNS.get((command, format_)):
        return re.compile(pattern)
    if format_ == "json":
        return re.compile(rf'\A\{{\s*"schema": "zhifa\.{command}/')
    if format_ == "markdown":
        return re.compile(rf"\A# {_SPAN}{_TITLES[command]}\n\n")
    return re.compile(rf"{_PLAN}{_SPAN}{_TITLES[command]} · 截至 [0-9]")


def report(marker: str, kind: str) -> re.Pattern[str]:
    """What begins a report, in Markdown or HTML: the comment with its marker and kind."""
    return re.compile(rf"\A(?:<!doctype html>\s*)?<!-- {re.escape(marker)} {kind} ", re.IGNORECASE)


def table(header: Sequence[str]) -> re.Pattern[str]:
    """What begins a table for spreadsheets."""
    return re.compile(rf"\A{re.escape(','.join(header))}[,\s]")
