"""What data says must look the same in Markdown as it does in the data, whoever renders it."""

import html
import re
from collections.abc import Callable

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from zhifa_cli.text.markdown import escape, inline, table
from zhifa_cli.text.unseen import visible

_BREAK = "\u200b"
_COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_EXTENSIONS = ["tables", "attr_list", "def_list", "footnotes", "fenced_code", "sane_lists", "md_in_html", "toc"]


def _commonmark(text: str) -> str:
    return str(_COMMONMARK.render(text))


def _python_markdown(text: str) -> str:
    return f"{markdown.markdown(text, extensions=_EXTENSIONS)}\n"


RENDERERS = [_commonmark, _python_markdown]
Renderer = Callable[[str], str]
_HOSTILE = st.text(alphabet="#|\\\\`*_[](){}<>&;~$!-+=1@. \n\ta中:/w^\"'", max_size=12).filter(str.strip)


def _shown(text: str) -> str:
    return html.unescape(html.escape(visible(text).strip()))


def _read(rendered: str, *tags: str) -> str:
    """What a reader sees of the one element that there is, blanks as they are shown."""
    inner = re.fullmatch(
        "".join(f"<{tag}[^<>]*>" for tag in tags) + "(?P<text>.*)" + "".join(f"</{t}>" for t in reversed(tags)) + "\n?",
        rendered,
        re.DOTALL,
    )
    assert inner, rendered
    assert not re.search("[<>]", inner["text"]), rendered
    return html.unescape(inner["text"]).replace(_BREAK, "")


@given(_HOSTILE)
@pytest.mark.parametrize("render", RENDERERS)
def test_a_paragraph_shows_the_text_as_written(render: Renderer, text: str) -> None:
    assert _read(render(escape(text)), "p") == _shown(text)


@given(_HOSTILE)
@pytest.mark.parametrize("render", RENDERERS)
def test_a_list_item_shows_the_text_as_written(render: Renderer, text: str) -> None:
    assert _read(render(f"- {escape(text)}").replace("\n", ""), "ul", "li") == _shown(text)


@given(_HOSTILE)
@pytest.mark.parametrize("render", RENDERERS)
def test_a_heading_shows_the_text_as_written(render: Renderer, text: str) -> None:
    assert _read(render(f"## {inline(text)}"), "h2") == _shown(text)


@given(st.lists(_HOSTILE, min_size=3, max_size=3))
@pytest.mark.parametrize("render", RENDERERS)
def test_cells_show_the_text_as_written_and_stay_as_many(render: Renderer, texts: list[str]) -> None:
    cells = re.findall(r"<td>(.*?)</td>", render(table(["甲", "乙", "丙"], [texts])), re.DOTALL)
    assert [html.unescape(cell).replace(_BREAK, "") for cell in cells] == [_shown(text) for text in texts]


MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<https://example.cn>",
    "<a@example.cn>",
    "<!-- 注释 -->",
    "[a]: https://example.cn",
    "[a][b] [a](javascript:x) ![a](x.png)",
    "[^1]: 脚注",
    "{: onclick=alert(1) }",
    "&lt;script&gt; &#60;b&#62;",
    "<?php x ?> <![CDATA[x]]>",
]


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize("render", RENDERERS)
def test_no_markup_of_the_data_is_obeyed(render: Renderer, text: str) -> None:
    document = f"# {inline(text)}\n\n{escape(text)}\n\n{table(['列'], [[text]])}"
    rendered = render(document)
    assert {tag.lower() for tag in re.findall(r"</?([^\s>]+)", rendered)} <= {
        "h1",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert html.unescape(re.sub("<[^>]*>", "", rendered)).replace(_BREAK, "").count(text) == 3


@pytest.mark.parametrize(
    "text", ["@name", "@org/team", "请@name看", "#123", "owner/repo#1", "zhang@example.cn", "GH-12", "!12"]
)
@pytest.mark.parametrize("render", RENDERERS)
def test_a_service_that_looks_for_references_afterwards_finds_none(render: Renderer, text: str) -> None:
    """GitHub and GitLab look for them in what Markdown made, where an escape or entity is gone."""
    shown = html.unescape(render(escape(text)))
    assert not re.search(r"@\w|[#!]\d|GH-\d", shown)
    assert text in shown.replace(_BREAK, "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("东府字〔2024〕12号", "东府字〔2024〕12号"),
        ("2024-06-30", "2024-06-30"),
        ("1.5 学时", "1.5 学时"),
        ("1. 第一", "1\\. 第一"),
        ("# 标题", "\\# 标题"),
        ("- 项", "\\- 项"),
        ("甲 < 乙 & 丙", "甲 &lt; 乙 &amp; 丙"),
        ("https://example.cn", "https&#58;//example.cn"),
        ("www.example.cn", "www\\.example.cn"),
        ("@甲 #1", "@&#8203;甲 \\#&#8203;1"),
        ("甲 @ 乙 #", "甲 @ 乙 \\#"),
        ("甲\n乙", "甲\\\\n乙"),
    ],
)
def test_only_what_would_be_obeyed_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written
