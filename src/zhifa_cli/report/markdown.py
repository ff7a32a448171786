"""A report as GitHub Markdown, with Mermaid pictures."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from zhifa_cli.text.markdown import escape, inline, table
from zhifa_cli.text.unseen import visible
from zhifa_cli.views.document import Block, Document, Matrix, Paragraph, Pie, Points, Section, Table, Timeline, Trend

_SPECIAL = re.compile(r"^[A-Za-z]|[^\w \u3001\u3002()\uff08\uff09-]")
"""What Mermaid might read as its own; a first Latin letter might begin one of its keywords."""


def render(document: Document) -> str:
    """The whole document, blocks set apart by one blank line."""
    return "\n\n".join(part.rstrip("\n") for part in _parts(document)) + "\n"


def _parts(document: Document) -> Iterator[str]:
    yield f"<!-- {document.marker} -->"
    yield from (escape(line) for line in (document.banner, document.number) if line)
    yield f"# {inline(document.title)}"
    for warning in document.warnings:
        yield f"> **注意：{inline(warning)}**"
    if document.facts:
        yield "\n".join(f"- {inline(name)}：{inline(fact)}" for name, fact in document.facts)
    if document.addressed:
        yield f"{escape(document.addressed)}："
    yield from map(_block, document.opening)
    for section in document.sections:
        yield from _section(section, 2)
    if document.enclosed:
        yield "附件：" + "  \n".join(map(escape, document.enclosed))
    if document.closing:
        yield "  \n".join(map(escape, document.closing))
    for name, annex in document.numbered:
        yield from _section(replace(annex, title=f"{name}：{annex.title}"), 2)
    if document.copies:
        yield f"抄送：{inline(document.copies)}"


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {inline(section.title)}"
    yield from map(_block, section.blocks)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            if block.lead:
                return f"**{inline(block.lead)}** {escape(block.rest)}"
            return f"**{inline(block.text)}**" if block.strong else escape(block.text)
        case Points():
            return "\n".join(f"- **{inline(lead)}**：{inline(text)}" for lead, text in block.lines)
        case Table():
            return table(block.header, block.rows)
        case Matrix():
            rows = ((name, *("·" if light is None else light.value for light in lights)) for name, lights in block.rows)
            return table((block.corner, *block.columns), rows)
        case Pie():
            return _fenced(_pie(block))
        case Timeline():
            return _fenced(_gantt(block))
        case Trend():
            return table(block.table.header, block.table.rows)


def _fenced(lines: Iterator[str]) -> str:
    return "\n".join(["```mermaid", *lines, "```"])


def _pie(pie: Pie) -> Iterator[str]:
    """Mermaid gives its colours to the slices in the order in which they are written."""
    colors = ", ".join(f'"pie{number}": "{part.color}"' for number, part in enumerate(pie.slices, 1))
    yield f'%%{{init: {{"theme": "base", "themeVariables": {{{colors}}}}}}}%%'
    yield f"pie showData title {_label(pie.title)}"
    for part in pie.slices:
        yield f'    "{_label(part.label)}" : {part.count}'


def _gantt(timeline: Timeline) -> Iterator[str]:
    yield "gantt"
    yield f"    title {_label(timeline.title)}"
    yield "    dateFormat YYYY-MM-DD"
    yield "    axisFormat %m-%d"
    for group, bars in groupby(timeline.bars, key=lambda bar: bar.group):
        yield f"    section {_label(group)}"
        for bar in bars:
            yield f"    {_label(bar.told)} :{'crit, ' if bar.urgent else ''}{timeline.start}, {bar.until}"


def _label(text: str) -> str:
    """Text that no Mermaid grammar reads as its own: whatever might be becomes an entity code."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", visible(text))
