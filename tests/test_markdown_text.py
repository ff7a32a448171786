"""What data says must look the same in Markdown as it does in the data."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from zhifa_cli.render.markdown_text import escape, inline, table
from zhifa_cli.text.unseen import visible

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_HOSTILE = st.text(alphabet="#|\\`*_[]()<>&;~$!-+=1. \n\ta中:/w", max_size=12)


def _shown(text: str) -> str:
    return html.escape(visible(text).strip()).replace("&#x27;", "'")


@given(_HOSTILE.filter(str.strip))
def test_a_paragraph_shows_the_text_as_written(text: str) -> None:
    assert _MARKDOWN.render(escape(text)) == f"<p>{_shown(text)}</p>\n"


@given(_HOSTILE.filter(str.strip))
def test_a_heading_shows_the_text_as_written(text: str) -> None:
    assert _MARKDOWN.render(f"## {inline(text)}") == f"<h2>{_shown(text)}</h2>\n"


@given(st.lists(_HOSTILE, min_size=3, max_size=3))
def test_cells_show_the_text_as_written_and_stay_as_many(texts: list[str]) -> None:
    rendered = _MARKDOWN.render(table(["甲", "乙", "丙"], [texts]))
    assert re.findall(r"<td>(.*?)</td>", rendered, re.DOTALL) == [_shown(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("东府字〔2024〕12号", "东府字〔2024〕12号"),
        ("2024-06-30", "2024-06-30"),
        ("1.5 学时", "1.5 学时"),
        ("1. 第一", "1\\. 第一"),
        ("# 标题", "\\# 标题"),
        ("https://example.cn", "https\\://example.cn"),
        ("www.example.cn", "www\\.example.cn"),
        ("甲\n乙", "甲\\\\n乙"),
    ],
)
def test_only_what_would_be_obeyed_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written
