"""``zhifa report -f docx``: a 公文 that Word opens, with the text of the other formats and nothing else."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from markdown_it import MarkdownIt

from conftest import Zhifa
from zhifa_cli.model.style import NO_STYLE, Style
from zhifa_cli.report.docx import render
from zhifa_cli.report.kinds import Kind
from zhifa_cli.views.document import Document, Paragraph, Section, Table

MONTH = ("--unit", "甲区", "--month", "2024-07")
STYLE = """\
banner: 示例市司法局文件
document_no: 示司通〔{年}〕 号
addressed: 各县（区）人民政府
issuer: 示例市司法局
copies: 市政府办公室
margins: {top: 30, left: 25.4}
lines: 20
characters: 26
fonts: {title: 宋体, subheading: 楷体, body: 仿宋}
"""


@pytest.fixture
def word(zhifa: Zhifa, city: Path) -> Callable[..., Word]:
    """Write a report, and open it as any other program would."""
    del city

    def write(*options: str) -> Word:
        outcome = zhifa("report", *MONTH, *options, "-f", "docx", "-o", "通报.docx", "--force")
        assert outcome.code == 0, outcome.err
        return docx.Document("通报.docx")

    return write


def shown(file: Word) -> list[str]:
    """The paragraphs that are not in tables."""
    return [paragraph.text for paragraph in file.paragraphs if paragraph.text]


def report(*sections: Section, annexes: tuple[Section, ...] = ()) -> Document:
    return Document("monthly", date(2024, 6, 30), "通报", (), sections, annexes=annexes)


# ---- the page ------------------------------------------------------------------------------------------


def test_page_is_that_of_the_standard(word: Callable[..., Word]) -> None:
    section = word().sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round((side or 0) / Mm(1), 1) for side in sides] == [37, 35, 28, 26]
    assert [round((side or 0) / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert {key.rpartition("}")[2]: value for key, value in grid.attrib.items()} == {
        "type": "linesAndChars",
        "linePitch": "579",
        "charSpace": "-842",
    }


def test_lines_are_as_far_apart_as_22_of_them_allow(word: Callable[..., Word]) -> None:
    styles = word().styles
    normal = styles["Normal"]
    assert normal.paragraph_format.line_spacing == Pt(28.95)
    assert normal.element.find(f".//{qn('w:ind')}").get(qn("w:firstLineChars")) == "200"
    for name in ("Normal", "Title", "Heading 1", "附件标题"):
        rule = styles[name].paragraph_format.line_spacing
        assert rule in {None, Pt(28.95)}, name


FONTS = {
    "Normal": ("仿宋_GB2312", "Times New Roman", 16),
    "Title": ("方正小标宋简体", "Times New Roman", 22),
    "Heading 1": ("黑体", "Times New Roman", None),
    "Heading 2": ("楷体_GB2312", "Times New Roman", None),
    "Heading 3": ("仿宋_GB2312", "Times New Roman", None),
    "附件序号": ("黑体", "Times New Roman", None),
    "附件标题": ("方正小标宋简体", "Times New Roman", 22),
    "Footer": ("宋体", "宋体", 14),
}


def test_each_level_has_its_font_in_both_scripts(word: Callable[..., Word]) -> None:
    styles = word().styles
    defaults = styles.element.find(f".//{qn('w:rPrDefault')}")
    for name, (east, latin, points) in FONTS.items():
        fonts = styles[name].element.find(f".//{qn('w:rFonts')}")
        fonts = fonts if fonts is not None else defaults.find(f".//{qn('w:rFonts')}")
        found = [fonts.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi")]
        assert found == [east, latin, latin], name
        assert styles[name].font.size == (points and Pt(points)), name
    assert all("theme" not in part.read_text(encoding="utf-8").lower() for part in unpacked(Path("通报.docx")))


def unpacked(file: Path) -> list[Path]:
    folder = file.with_suffix("")
    shutil.unpack_archive(file, folder, "zip")
    return [part for part in folder.rglob("*.xml") if part.name != "settings.xml"]


def test_headings_are_word_s_own(word: Callable[..., Word]) -> None:
    styles = Counter(paragraph.style.name for paragraph in word().paragraphs if paragraph.style)
    assert styles["Heading 1"] >= 4
    assert styles["Title"] == 1


def test_page_numbers_stand_outside(word: Callable[..., Word]) -> None:
    file = word()
    first, *others = file.sections
    assert file.settings.odd_and_even_pages_header_footer
    for foot, side, edge in ((first.footer, "right", "rightChars"), (first.even_page_footer, "left", "leftChars")):
        (line,) = foot.paragraphs
        assert "".join(text.text or "" for text in line._p.iter(qn("w:t"))) == "— 1 —"
        assert [field.get(qn("w:instr")) for field in line._p.iter(qn("w:fldSimple"))] == ["PAGE"]
        assert line._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert line._p.pPr.find(qn("w:ind")).get(qn(f"w:{edge}")) == "100"
    assert [section.footer.is_linked_to_previous for section in others] == [True] * len(others)


def test_annexes_begin_new_pages_on_their_side_where_they_are_wide(word: Callable[..., Word]) -> None:
    file = word()
    markdown = next(p.text for p in file.paragraphs if p.text.startswith("附件："))
    heads = [p for p in file.paragraphs if p.style and p.style.name == "附件序号"]
    titles = [p.text for p in file.paragraphs if p.style and p.style.name == "附件标题"]
    assert len(heads) == len(titles) >= 1
    assert titles[0] in markdown
    assert [head.text for head in heads] == [f"附件{n if len(heads) > 1 else ''}" for n in range(1, len(heads) + 1)]
    assert heads[0].style is not None
    assert heads[0].style.paragraph_format.page_break_before
    assert [section.orientation for section in file.sections][:2] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    wide = file.sections[1]
    assert wide.page_width == file.sections[0].page_height
    assert round((wide.top_margin or 0) / Mm(1)) == 28, "the edge that is bound"


def test_each_table_repeats_its_head_and_breaks_no_row(word: Callable[..., Word]) -> None:
    tables = word("--no-charts").tables
    assert len(tables) > 3
    for table in tables:
        marks = [row._tr.trPr for row in table.rows]
        assert [mark.find(qn("w:tblHeader")) is not None for mark in marks] == [True] + [False] * (len(marks) - 1)
        assert all(mark.find(qn("w:cantSplit")) is not None for mark in marks)


def test_a_row_longer_than_a_page_may_be_broken() -> None:
    tall = Table(("单位", "事项"), (("甲区", "事项" * 3000), ("乙区", "事项")))
    file = docx.Document(io.BytesIO(render(report(Section("一、", "a", (tall,))), NO_STYLE)))
    assert [row._tr.trPr.find(qn("w:cantSplit")) is None for row in file.tables[0].rows] == [False, True, False]


@pytest.mark.parametrize("columns", [1, 3, 12, 40])
def test_columns_fill_the_page_and_no_more(columns: int) -> None:
    rows = tuple(tuple("字" * (7**column % 50) for column in range(columns)) for _ in range(3))
    file = docx.Document(io.BytesIO(render(report(Section("一", "a", (Table(("头",) * columns, rows),))), NO_STYLE)))
    widths = [int(column.width or 0) for column in file.tables[0].columns]
    assert Mm(150) < sum(widths) <= Mm(156) + 700
    assert min(widths) > 0


def test_a_body_has_its_own_page_and_names(word: Callable[..., Word], city: Path) -> None:
    (city / "style.yaml").write_text(STYLE, encoding="utf-8")
    file = word()
    section = file.sections[0]
    assert [round((side or 0) / Mm(1), 1) for side in (section.top_margin, section.left_margin)] == [30, 25.4]
    assert file.styles["Normal"].paragraph_format.line_spacing == Pt(32.85)
    assert file.styles["Heading 2"].element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "楷体"
    texts = shown(file)
    assert texts[:2] == ["示例市司法局文件", "示司通〔2024〕 号"]
    assert "各县（区）人民政府：" in texts
    assert texts[-1] == "抄送：市政府办公室。"
    about = file.core_properties
    assert (about.author, about.last_modified_by, about.language) == ("示例市司法局", "示例市司法局", "zh-CN")


def test_signature_stands_above_the_middle_of_the_date(word: Callable[..., Word], city: Path) -> None:
    (city / "style.yaml").write_text("issuer: 示例市某某某某某某某某某某某局\n", encoding="utf-8")
    file = word()
    lines = [p for p in file.paragraphs if p.style and p.style.name == "Signature"]
    name, day = (int(line._p.get_or_add_pPr().find(qn("w:ind")).get(qn("w:rightChars"))) for line in lines)
    widths = [100 * len(line.text) for line in lines]
    before = file.paragraphs[[p.text for p in file.paragraphs].index(lines[0].text) - 1]
    assert before.paragraph_format.keep_with_next, "no page has a signature alone"
    assert day >= 400
    assert name >= 0
    assert abs((name + widths[0] / 2) - (day + widths[1] / 2)) <= 50


# ---- the text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_says_what_the_other_formats_say(kind: Kind, word: Callable[..., Word], zhifa: Zhifa) -> None:
    file = word("--kind", kind, "--no-charts")
    markdown = zhifa("report", *MONTH, "--kind", kind, "--no-charts").out
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    cells: list[str] = []
    lines: list[str] = []
    for before, token in pairwise(tokens):
        if token.type == "inline":
            text = "".join(child.content if child.type != "softbreak" else "\n" for child in token.children or ())
            (cells if before.type in {"th_open", "td_open"} else lines).append(text.replace("\u200b", ""))
    found = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    assert found == [re.sub("【(.)】", r"\1", cell) for cell in cells]
    told, said = ("".join(sorted("".join("".join(part).split()))) for part in (shown(file), lines))
    said = re.sub("：", "", said)
    assert re.sub("：", "", told) == said


def test_text_is_never_more_than_text() -> None:
    hostile = '<w:br/>&amp;{ PAGE \\* }\x00\x1b[31m\ud800\ufffe\u202e=HYPERLINK("x")\r\n\t]]>' + "w" * 3000
    shown_as = '<w:br/>&amp;{ PAGE \\* }\\u0000\\u001b[31m\\ud800\\ufffe\\u202e=HYPERLINK("x")\\r\\n\\t]]>' + "w" * 3000
    table = Table((hostile,), ((hostile,),))
    document = Document(
        "monthly", date(2024, 6, 30), hostile, ((hostile, hostile),),
        (Section(hostile, "a", (Paragraph(hostile), table)),), (hostile,), closing=(hostile,), banner=hostile,
        number=hostile, addressed=hostile, copies=hostile, annexes=(Section(hostile, "b", (table,)),),
    )  # fmt: skip
    style = Style.model_validate({"fonts": {"body": '仿宋"/><w:b/>\x00'}})
    file = docx.Document(io.BytesIO(render(document, style)))
    texts = [*shown(file), *(cell.text for table in file.tables for row in table.rows for cell in row.cells)]
    assert all(text.count(shown_as) == text.count("PAGE") > 0 or text == "附件" for text in texts)
    assert len(texts) == 17
    assert [
        element.tag for element in file.element.iter() if "fld" in str(element.tag) or "link" in str(element.tag)
    ] == []
    assert file.core_properties.title == shown_as[:255]


# ---- the file ------------------------------------------------------------------------------------------


def test_is_the_same_to_the_byte_and_of_no_clock(word: Callable[..., Word]) -> None:
    file = word()
    first = Path("通报.docx").read_bytes()
    word()
    assert Path("通报.docx").read_bytes() == first
    with zipfile.ZipFile("通报.docx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name or "theme" in name or "app.xml" in name]
    about = file.core_properties
    day = datetime(2024, 7, 31, tzinfo=UTC)
    assert [moment and moment.replace(tzinfo=UTC) for moment in (about.created, about.modified)] == [day, day]
    assert about.title.startswith("《") or "通报" in about.title
    assert about.keywords == "zhifa-report/1 monthly 2024-07-31"


def test_replaces_its_like_and_nothing_that_somebody_wrote(word: Callable[..., Word], zhifa: Zhifa) -> None:
    file = word()
    call = ("report", *MONTH, "-f", "docx", "-o")
    assert zhifa(*call, "通报.docx").code == 0
    file.add_paragraph("改过")
    file.save("改过.docx")
    docx.Document().save("别人.docx")
    for other in ("改过.docx", "别人.docx"):
        before = Path(other).read_bytes()
        outcome = zhifa(*call, other)
        assert (outcome.code, "--force" in outcome.err, Path(other).read_bytes() == before) == (2, True, True)
        assert zhifa(*call, other, "--force").code == 0
    outcome = zhifa("report", "--kind", "notice", *MONTH, "-f", "docx", "-o", "通报.docx")
    assert (outcome.code, "--force" in outcome.err) == (2, True)


def test_is_not_printed_on_a_screen(zhifa: Zhifa, city: Path) -> None:
    del city
    outcome = zhifa("report", *MONTH, "-f", "docx")
    assert (outcome.code, outcome.out) == (2, "")
    assert "请用 -o 指明文件" in outcome.err


@pytest.mark.parametrize(
    ("style", "told"),
    [("", "方正小标宋简体（用宋体代替）"), ("fonts: {title: 宋体, subheading: 楷体, body: 仿宋}", ""), ("fonts: {body: 仿宋}", "楷体_GB2312")],
)  # fmt: skip
def test_says_once_which_fonts_a_reader_may_lack(style: str, told: str, zhifa: Zhifa, city: Path) -> None:
    if style:
        (city / "style.yaml").write_text(style, encoding="utf-8")
    said = zhifa("report", *MONTH, "-f", "docx", "-o", "通报.docx").err
    assert said.count("代替：") == (1 if told else 0)
    assert told in said
    assert "仿宋（" not in said


def test_word_is_told_what_to_take_instead(word: Callable[..., Word]) -> None:
    word()
    with zipfile.ZipFile("通报.docx") as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert re.findall('w:name="(.*?)"><w:altName w:val="(.*?)"', table) == [
        ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "宋体"),
    ]  # fmt: skip


def test_without_the_extra_it_says_what_to_install(zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del city
    monkeypatch.delitem(sys.modules, "zhifa_cli.report.docx", raising=False)
    monkeypatch.delattr("zhifa_cli.report.docx", raising=False)
    monkeypatch.setitem(sys.modules, "docx", None)
    outcome = zhifa("report", *MONTH, "-f", "docx", "-o", "通报.docx")
    assert outcome.code == 2
    assert "pip install 'zhifa-cli[docx]'" in outcome.err.replace("\n", "")
    assert not Path("通报.docx").exists()


# ---- on paper ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="no LibreOffice, or no Poppler")
def test_a_full_page_has_its_lines_and_its_number(tmp_path: Path) -> None:
    text = report(Section("一、总体情况", "a", (Paragraph("逾" * 28 * 22 * 3),)))
    styles = {(22, 28): {}, (20, 25): {"lines": "20", "characters": "25"}}
    for name, style in styles.items():
        (tmp_path / f"{name}.docx").write_bytes(render(text, Style.model_validate(style)))
    files = list(map(str, tmp_path.glob("*.docx")))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(tmp_path), *files], check=True, capture_output=True)  # noqa: S603 - our own
    for lines, characters in styles:
        call = ["pdftotext", "-layout", str(tmp_path / f"{(lines, characters)}.pdf"), "-"]
        pages = subprocess.run(call, check=True, capture_output=True).stdout.decode().split("\f")  # noqa: S603 - our own
        full = ["".join(line.split()) for line in pages[1].splitlines() if line.strip()]
        assert full == [*["逾" * characters] * lines, "—2—"]
        left, right = (pages[index].splitlines()[-1].index("—") for index in (1, 2))
        assert left < right, "odd pages have it on the right"
