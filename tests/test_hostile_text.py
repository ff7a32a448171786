"""Text that formats, terminals, spreadsheets and runners might obey, in every field: shown as written, never obeyed.

A new command is a line in ``SHOWN`` (it shows what the data says) or in ``WRITTEN`` (it writes data files).
"""

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import icalendar
import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import Zhifa
from zhifa_cli.output.formats import CalendarFormat, CheckFormat, DiffFormat, TableFormat
from zhifa_cli.report.kinds import Kind
from zhifa_cli.text.unseen import CHARACTERS

MARKUP = "=1+[red]x[/red]<q>&amp;**b**`c`|_d_ %0A::error::e]]>{{f}}${g} ~~k~~ [l](javascript:m) <!--"
"""What Rich, HTML, Markdown, a spreadsheet, a runner, XML and templates would each make something of."""
CONTROLS = "\u00ad\u180e\u3164\u115f\uffa0\ufe0f\u2800\U000e0100\U000e0001\U0001fffe\x1b[31m\x07\x08\x9b\x7f\u202e\u2066\u200b\u200d\u2028\u0085\ufeff\U000e0041\ufffe\n\r\t::error::n\n##[error]o"
TEXTS = {"markup": MARKUP, "controls": CONTROLS}
UNSEEN = re.compile(f"(?!\n)[{CHARACTERS}]")

PLAN = """\
plan: {title: <t>计划, issued_on: 2024-04-01, ends_on: 2025-12-31, coordinator: 市司法局}
milestones:
  - {id: m1, title: <t>里程碑, responsible: [市司法局], deadline: 2024年7月底前, source: <t>三}
measures:
  - id: 1
    section: <t>部分
    title: <t>举措
    clauses:
      - id: 1
        source: <t>第1条
        summary: <t>摘要
        responsible: [<t>县区]
        deadline: 2024年6月
        requirements:
          - {id: list, title: <t>清单}
          - {id: report, title: <t>报告, recipient: <t>机关}
          - {id: reviewers, title: <t>占比, threshold: {share: [legal_reviewers, officers], at_least: 5%, of: every_department}}
          - {id: hours, title: <t>学时, threshold: {hours: [public_law], at_least: 60, of: every_officer}}
          - {id: waived, title: <t>豁免}
          - {id: extended, title: <t>延期}
"""
ROSTER = """\
groups: [{name: <t>县区, note: <t>说明}]
units:
  - {id: jia, name: <t>甲区, full_name: <t>甲区政府, aliases: [甲区, <t>甲], groups: [<t>县区]}
  - {id: sifa, name: 市司法局}
"""
SUBMISSION = """\
unit: 甲区
period: 2024-06
submitted_on: 2024-06-28
progress:
  - {item: 1/list, status: 推进中, problems: <t>问题, next_steps: <t>措施}
  - item: 1/report
    status: 已完成
    completed_on: 2024-06-20
    recipient: 没有报<t>别处
    evidence: [{title: <t>材料, document_no: <t>文号, location: <t>存放}]
  - {item: 1/extended, status: 不适用, reason: <t>理由}
staffing:
  as_of: 2024-06-28
  departments: [{name: <t>部门, officers: 20, legal_background: 1, legal_reviewers: 0}]
training:
  year: 2024
  as_of: 2024-06-28
  officers: [{code: <t>代码, public_law: 1, business: 0, skills: 0}]
"""
FAULTY = """\
unit: 甲区
period: <t>
submitted_on: <t>
<t>键: 1
progress:
  - {item: <t>, status: 推进中}
  - {item: 1/list, status: <t>, completed_on: <t>, act: <t>, cycle: <t>, <t>: 1}
  - {item: 1/list, status: 推进中, reason: a, <t>: 1, <t>: 2}
  - !<<tag>> {item: 1/list}
staffing: {as_of: <t>, departments: [{name: <t>, key: <t>, officers: 0, legal_background: <t>, legal_reviewers: 0}]}
training: {year: <t>, as_of: 2024-06-28, officers: [{code: <t>, public_law: <t>, business: 0, skills: 0}]}
"""
OTHERS = {
    "extensions.yaml": """\
- {unit: 甲区, item: 1/extended, until: 2024-06-29, reason: <t>, approved_by: <t>机关, approved_on: 2024-06-01, document_no: <t>}
- {unit: <t>甲乙, item: <t>, until: <t>, reason: <t>, approved_by: <t>, approved_on: 2024-06-01}
""",
    "style.yaml": """\
banner: <t>文件
document_no: <t>号
addressed: <t>各县区
issuer: <t>局
copies: <t>办公室
margins: {top: <t>}
fonts: {title: <t>, body: [<t>]}
""",
    "waivers.yaml": """\
- {rule: ZF201, unit: 甲区, item: 1/waived, reason: <t>豁免, approved_by: <t>机关, expires: 2024-12-31}
- {rule: <t>, unit: 甲区, reason: <t>, approved_by: <t>, expires: 2024-12-31}
""",
    "submissions/faulty.yaml": FAULTY,
    "submissions/sound-but.yaml": "unit: <t>\nperiod: 2024-06\nsubmitted_on: 2024-06-28\nprogress: [{item: <t>, status: 推进中}]\n",
    "submissions/counts.yaml": """\
unit: 甲区
period: 2024-05
submitted_on: 2024-05-28
staffing:
  as_of: 2024-05-28
  departments: [{name: <t>, officers: 0, legal_background: 0, legal_reviewers: 0}]
training:
  year: 2024
  as_of: 2024-05-28
  officers:
    - {code: <t>, public_law: 1, business: 0, skills: 0}
    - {code: <t>, public_law: 1, business: 0, skills: 0}
""",
    "submissions/broken.yaml": "unit: <t>\n  <t>: [\n",
    "submissions/text.yaml": "<t>",
}
AS_OF = ("--as-of", "2024-07-31")
SHOWN = [
    *(["check", "--show-waived", *AS_OF, "-f", kind] for kind in CheckFormat),
    *([name, *AS_OF, "-f", kind] for name in ("status", "overdue") for kind in TableFormat),
    *(["calendar", "--from", "2024-06-01", *AS_OF, "-f", kind] for kind in CalendarFormat),
    *(["report", "--unit", "甲区", "--kind", kind, *AS_OF, "-f", as_] for kind in Kind for as_ in ("html", "markdown")),
    *(["report", *unit, *AS_OF, "-f", "csv"] for unit in ((), ("--unit", "甲区"))),
    *(["diff", "--since", "2024-05", *AS_OF, "-f", kind] for kind in DiffFormat),
    *(["show", name, *AS_OF] for name in ("甲区", "1", "1/list", "m1")),
]
WRITTEN = [["new", "甲区", "--month", "2024-07"]]


def quoted(text: str) -> str:
    """A text as YAML's double quotes write it, every unusual character escaped."""
    return "".join(['"', *(c if " " <= c <= "~" and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)])


def filled(template: str, text: str) -> str:
    """A template with the text at the head of every ``<t>`` and of the word that follows it."""
    tag = "".join(f"%{byte:02x}" for byte in "\x1b[31m\u202e".encode())
    return re.sub(r"<t>(\w*)", lambda word: f'{quoted(text)}{word[1]}"', template.replace("<tag>", tag))


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zhifa: Zhifa) -> Callable[[str], Path]:
    """Write a data folder that has a text in every field of every file."""
    del zhifa  # forgets the width

    def write(text: str) -> Path:
        files = {"measures.yaml": PLAN, "units.yaml": ROSTER, "submissions/jia.yaml": SUBMISSION, **OTHERS}
        folder = tmp_path / "data"
        for path, template in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(filled(template, text), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "5000")
        return folder

    return write


def test_the_data_is_as_hostile_as_it_looks(hostile: Callable[[str], Path], zhifa: Zhifa) -> None:
    folder = hostile(CONTROLS)
    assert yaml.safe_load((folder / "units.yaml").read_text(encoding="utf-8"))["units"][0]["name"] == f"{CONTROLS}甲区"
    findings = json.loads(zhifa("check", *AS_OF, "-f", "json").out)["findings"]
    assert {f["rule"] for f in findings} >= {
        "ZF101",
        "ZF103",
        "ZF104",
        "ZF105",
        "ZF106",
        "ZF111",
        "ZF201",
        "ZF302",
        "ZF401",
    }


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("call", [*SHOWN, *WRITTEN], ids=" ".join)
def test_nothing_that_a_terminal_obeys_comes_out(
    call: list[str], text: str, hostile: Callable[[str], Path], zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hostile(text)
    monkeypatch.setenv("COLUMNS", "80")
    before = set(folder.rglob("*"))
    outcome = zhifa(*call)
    assert outcome.code in {0, 1, 2}
    assert "内部错误" not in outcome.err
    out = outcome.out.removeprefix("\ufeff").replace("\r\n", "\n") if call[-1] in {"csv", "ics"} else outcome.out
    written = "".join(file.read_text(encoding="utf-8") for file in set(folder.rglob("*.yaml")) - before)
    assert out + written
    assert [hex(ord(match)) for match in UNSEEN.findall(out + outcome.err + written)] == []


ANY_TEXT = st.deferred(
    lambda: st.text(st.characters() | st.sampled_from(UNSEEN.findall("".join(map(chr, range(0x110000))))), min_size=1)
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT, st.sampled_from(SHOWN))
def test_nothing_unseen_comes_out_whatever_the_text(
    hostile: Callable[[str], Path], zhifa: Zhifa, text: str, call: list[str]
) -> None:
    hostile(text)
    outcome = zhifa(*call)
    out = outcome.out.removeprefix("\ufeff").replace("\r\n", "\n") if call[-1] in {"csv", "ics"} else outcome.out
    assert "内部错误" not in outcome.err
    assert [hex(ord(match)) for match in UNSEEN.findall(out + outcome.err)] == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_form_for_spreadsheets_shows_all_it_says(text: str, hostile: Callable[[str], Path], zhifa: Zhifa) -> None:
    hostile(text)
    assert zhifa("template", "--unit", "甲区", "--month", "2024-07", "-o", "form.xlsx").code == 0
    book = openpyxl.load_workbook("form.xlsx")
    shown = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    names = [sheet.title for sheet in book]
    assert len(shown) > 10
    assert [hex(ord(match)) for match in UNSEEN.findall("".join(shown + names))] == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_word_file_shows_all_it_says(text: str, hostile: Callable[[str], Path], zhifa: Zhifa) -> None:
    hostile(text)
    for kind in Kind:
        outcome = zhifa("report", "--unit", "甲区", "--kind", kind, *AS_OF, "-f", "docx", "-o", "a.docx", "--force")
        assert (outcome.code, outcome.out, UNSEEN.findall(outcome.err)) == (0, "", [])
        with zipfile.ZipFile("a.docx") as file:
            parts = [ET.fromstring(file.read(name)) for name in file.namelist()]  # noqa: S314 - ours
        said = [said for part in parts for e in part.iter() for said in (e.text or "", *e.attrib.values())]
        assert [hex(ord(match)) for match in UNSEEN.findall("".join(said))] == []
        assert text is CONTROLS or sum(MARKUP in words for words in said) > 3


OUR_MARKER = re.compile("<!-- zhifa-report/1 [a-z]+ [0-9-]+ -->\n")


def _json(out: str) -> str:
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, dict | list):
            for child in value.values() if isinstance(value, dict) else value:
                collect(child)
        else:
            found.append(str(value))

    collect(json.loads(out))
    return "\n".join(found)


def _sarif(out: str) -> str:
    """With the escapes undone that keep a message from having links."""
    return re.sub(r"\\([\\\[\]])", r"\1", _json(out))


def _xml(out: str) -> str:
    return "\n".join(text for e in ET.fromstring(out).iter() for text in (e.text or "", *e.attrib.values()))  # noqa: S314 - ours


def _markdown(out: str) -> str:
    """The text of a rendered document, without what its markup makes of it."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(out)
    assert [
        token.content for token in tokens if token.type == "html_block" and not OUR_MARKER.match(token.content)
    ] == []
    inlines = [token.children or [] for token in tokens if token.type == "inline"]
    assert not {child.type for children in inlines for child in children} & {"html_inline", "link_open", "image"}
    return "\n".join("".join(child.content for child in children) for children in inlines).replace("\u200b", "")


def _html(out: str) -> str:
    out = OUR_MARKER.sub("", out, count=1)
    assert not re.search(r"<(q|red|script)\b|<!--", out)
    return html.unescape(re.sub(r"<[^>]*>", "", out))


def _csv(out: str) -> str:
    return "\n".join(cell for row in csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline="")) for cell in row)


def _ics(out: str) -> str:
    events = icalendar.Calendar.from_ical(out).walk()
    values = (str(value) for event in events for value in event.values())
    return "\n".join(values).replace("\\;", ";")  # the reader leaves X-WR-CALNAME as it is


def _github(out: str) -> str:
    for code, char in (("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        out = out.replace(code, char)
    return out


READ = {
    **dict.fromkeys(("json", "gitlab"), _json),
    "sarif": _sarif,
    "junit": _xml,
    "markdown": _markdown,
    "html": _html,
    "csv": _csv,
    "ics": _ics,
    "github": _github,
}
"""What a reader of the format sees."""


@pytest.mark.parametrize("call", SHOWN, ids=" ".join)
def test_markup_is_shown_as_written(call: list[str], hostile: Callable[[str], Path], zhifa: Zhifa) -> None:
    hostile(MARKUP)
    seen = READ.get(call[-1], str)(zhifa(*call).out)
    head, tail = MARKUP[:10], MARKUP[-10:]
    assert seen.count(MARKUP) == seen.count(tail) > 0
    assert seen.count(head) >= seen.count(MARKUP)


@pytest.mark.parametrize("call", [call for call in SHOWN if call[-1] == "csv"], ids=" ".join)
@pytest.mark.parametrize("formula", ["=1", "+1", "-1", "@x", "＝1", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(call: list[str], formula: str, hostile: Callable[[str], Path], zhifa: Zhifa) -> None:
    hostile(formula)
    cells = _csv(zhifa(*call).out).split("\n")
    assert any(formula.strip() in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))] == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_copied_into_a_new_submission_is_the_same(
    text: str, hostile: Callable[[str], Path], zhifa: Zhifa
) -> None:
    folder = hostile(text)
    assert zhifa("new", "甲区", "--month", "2024-07").code == 0
    written = (folder / "submissions/2024-07/jia.yaml").read_text(encoding="utf-8")
    # What was reported before stands in comments, to be taken over by whoever fills in the form.
    problems = re.findall(r"^ *# (problems: .*)$", written, re.MULTILINE)
    assert f"{text}问题" in [yaml.safe_load(line)["problems"] for line in problems]
    numbers = re.findall(r"^ *# .*?(document_no: .*)$", written, re.MULTILINE)
    assert yaml.safe_load(numbers[-1])["document_no"] == f"{text}文号"
    assert not zhifa("check", folder / "submissions/2024-07", *AS_OF, "-f", "json").out.count("2024-07/jia.yaml:ZF1")


OURS = re.compile("::(error|warning|notice) file=data/")


@pytest.mark.parametrize("call", SHOWN, ids=" ".join)
def test_a_runner_gets_no_commands_but_ours(
    call: list[str], hostile: Callable[[str], Path], zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub Actions obeys what a step prints: ``::name::`` at a line's start, ``##[name]`` anywhere."""
    hostile(text := "::error file=x::y\n::error::z ##[error]z ")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    outcome = zhifa(*call)
    if call[-1] == "json":
        assert text in _json(outcome.out)
    lines = [line for line in (outcome.out + outcome.err).splitlines() if not OURS.match(line)]
    assert [line for line in lines if line.lstrip().startswith("::") or "##[" in line] == []


class TestLookAlikes:
    """A name that only looks like a known one is nobody's, and says what is wrong with it."""

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("'乙区 '", "含有全角、空格或看不见的字符，应写作“乙区”"),
            ("' 乙区'", "应写作“乙区”"),
            ("乙　区", "应写作“乙区”"),
            ("乙 区", "应写作“乙区”"),
            ('"乙\\u200b区"', "应写作“乙区”"),
            ('"\\u202e乙区"', "应写作“乙区”"),
            ('"乙区\\x07"', "应写作“乙区”"),
            ('"乙区\\ufeff"', "应写作“乙区”"),
            ("ｙｉ", "应写作“yi”"),
            ("YI", ""),
            ("乙區", "是不是“乙区”？"),
            ("⼄区", "应写作“乙区”"),
            ("“乙区”", "是不是“乙区”？"),
        ],
    )
    def test_units(self, name: str, hint: str, city: Path, zhifa: Zhifa) -> None:
        submission = (
            f"unit: {name}\nperiod: 2024-06\nsubmitted_on: 2024-06-28\nprogress: [{{item: 1/list, status: 推进中}}]\n"
        )
        (city / "submissions" / "yi.yaml").write_text(submission, encoding="utf-8")
        outcome = zhifa("check", *AS_OF, "-f", "json")
        unknown = [f for f in json.loads(outcome.out)["findings"] if f["rule"] == "ZF105"]
        assert (outcome.code, [(f["line"], f["column"]) for f in unknown]) == (2, [(1, 7)])
        assert hint in unknown[0]["message"]
        duties = json.loads(zhifa("status", *AS_OF, "-f", "json").out)["duties"]
        assert {duty["unit"] for duty in duties} == {"jia", "yi", "sifa"}

    @pytest.mark.parametrize("name", ["'1/list '", "１/list", '"1/li\\u200bst"', "1／list"])
    def test_items(self, name: str, city: Path, zhifa: Zhifa) -> None:
        submission = (
            f"unit: 甲区\nperiod: 2024-06\nsubmitted_on: 2024-06-28\nprogress: [{{item: {name}, status: 推进中}}]\n"
        )
        (city / "submissions" / "b.yaml").write_text(submission, encoding="utf-8")
        findings = json.loads(zhifa("check", *AS_OF, "-f", "json").out)["findings"]
        assert [("1/list" in f["message"], f["line"]) for f in findings if f["rule"] == "ZF106"] == [(True, 4)]

    @pytest.mark.parametrize("name", ["'甲区 '", "甲　区", '"甲\\u200b区"'])
    def test_no_second_unit_of_a_name_that_looks_the_same(self, name: str, city: Path, zhifa: Zhifa) -> None:
        with (city / "units.yaml").open("a", encoding="utf-8") as roster:
            roster.write(f"  - {{id: jia-two, name: {name}}}\n")
        outcome = zhifa("check", *AS_OF, "-f", "json")
        faults = [f for f in json.loads(outcome.out)["findings"] if f["rule"] == "ZF104"]
        assert (outcome.code, [(f["rule"], f["line"]) for f in faults]) == (2, [("ZF104", 7)])

    def test_no_second_group_of_one_name(self, city: Path, zhifa: Zhifa) -> None:
        roster = (city / "units.yaml").read_text(encoding="utf-8").replace("units:", "  - {name: 县　区}\nunits:")
        (city / "units.yaml").write_text(roster, encoding="utf-8")
        faults = [f for f in json.loads(zhifa("check", *AS_OF, "-f", "json").out)["findings"] if f["rule"] == "ZF104"]
        assert [(f["line"], "和另一个组的名称“县区”只差全角" in f["message"]) for f in faults] == [(3, True)]
