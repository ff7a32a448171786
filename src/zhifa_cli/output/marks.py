"""How results begin, by which a file may be written over one of its own kind; the headings of ours are told here."""

import re
from collections.abc import Sequence

PLAN = r"\A(?:[^\n]+\n){1,3}"
"""A plan's title, which stands above a text and may be long."""
_SPAN = "[0-9至 -]*"
"""The month or the days that a heading may begin with."""


def text(title: str) -> re.Pattern[str]:
    """A text below ``console.headline``."""
    return re.compile(rf"{PLAN}{_SPAN}{title} · 截至 [0-9]")


def page(title: str) -> re.Pattern[str]:
    """A page of Markdown."""
    return re.compile(rf"\A# {_SPAN}{title}\n\n")


def contract(name: str) -> re.Pattern[str]:
    """A JSON document of one of our contracts, in any version, or an array of them."""
    return re.compile(rf'\A(?:\[\s*)?\{{\s*"schema": "zhifa\.{name}/')


def table(header: Sequence[str]) -> re.Pattern[str]:
    """A table for spreadsheets."""
    return re.compile(rf"\A{re.escape(','.join(header))}[,\s]")


def word(marker: str, kind: str) -> re.Pattern[str]:
    """A report for Word, or a workbook, that nobody has edited: its properties, unpacked, with the marker and kind among them."""
    return re.compile(rf"\APK\x03\x04.*?docProps/core\.xml.*?<cp:keywords>{re.escape(marker)} {kind} ", re.DOTALL)


def report(marker: str, kind: str) -> re.Pattern[str]:
    """A report, in Markdown or HTML: the comment with its marker and kind."""
    return re.compile(rf"\A(?:<!doctype html>\s*)?<!-- {re.escape(marker)} {kind} ", re.IGNORECASE)
