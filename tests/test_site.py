"""``zhifa site``: pages that lead to each other, that say what every other output says, and that touch nothing else."""

import errno
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import normpath
from typing import Any

import pytest

import small_city
from conftest import Zhifa
from strategies import RandomDice, make_folder, write_folder
from zhifa_cli.cli.chinese import run
from zhifa_cli.cli.main import app
from zhifa_cli.report.site.paths import path

JULY = ("--month", "2024-07")
STATUSES = ("done", "done_late", "overdue", "noncompliant", "unverified")


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.tables: list[list[list[str]]] = []
        self._cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._cell:
            self.tables[-1][-1][-1] += data.strip()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def table(self, *first: str) -> list[list[str]]:
        """The rows of the first table whose header begins so."""
        return next(rows[1:] for rows in self.tables if tuple(rows[0][: len(first)]) == first)


@cache
def page(file: Path, content: str) -> Page:
    del file
    return Page(content)


def pages(site: Path) -> dict[str, Page]:
    return {
        file.relative_to(site).as_posix(): page(file, file.read_text(encoding="utf-8")) for file in site.rglob("*.html")
    }


def written(zhifa: Zhifa, site: Path, *options: object) -> dict[str, Page]:
    outcome = zhifa("site", *options, "-o", site)
    assert outcome.code == 0, outcome.err
    return pages(site)


def content(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def links(found: dict[str, Page]) -> list[str]:
    """Where links to other pages lead, from the top of the site."""
    hrefs = ((name, f"{a['href']}") for name, page in found.items() for a in page.all("a") + page.all("link"))
    return [normpath(f"{name}/../{href}") for name, href in hrefs if not href.startswith(("#", "data:,"))]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city's site at the end of July, which no test changes."""
    data = small_city.write(tmp_path_factory.mktemp("city") / "data")
    assert run(app, ["site", "--data", str(data), *JULY, "-o", str(data.parent / "site")]) == 0
    return data.parent / "site"


class TestPages:
    def test_every_link_leads_somewhere_and_every_page_is_led_to(self, site: Path) -> None:
        found = pages(site)
        for name, page in found.items():
            ids = [a["id"] for _, a in page.elements if "id" in a]
            assert len(ids) == len(set(ids)), name
            inner = [f"{a['href']}"[1:] for a in page.all("a") if f"{a['href']}".startswith("#")]
            assert set(inner) <= set(ids), name
        assert [link for link in links(found) if not (site / link).is_file()] == []
        assert set(links(found)) >= set(found)
        assert {"units/jia.html", "measures/2.html", "measures/milestones.html", "rules/zf201.html"} < set(found)

    def test_a_page_needs_no_network_no_script_and_can_be_heard(self, site: Path) -> None:
        for name, page in pages(site).items():
            tags = Counter(tag for tag, _ in page.elements)
            assert not tags.keys() & {"script", "img", "iframe", "object", "b"}, name
            assert not [a for _, a in page.elements if "http" in f"{a.get('href')} {a.get('src')}"], name
            assert page.all("html")[0]["lang"] == "zh-CN"
            assert [tags[tag] for tag in ("h1", "main", "header")] == [1, 1, 1], name
            assert page.all("a")[0] == {"class": "skip", "href": "#content"}
            assert page.all("main")[0]["id"] == "content"
            assert all(nav["aria-label"] for nav in page.all("nav"))
            assert [a for a in page.all("a") if a.get("aria-current")], name
            assert all(th["scope"] in {"col", "row"} for th in page.all("th"))
            assert tags["caption"] == tags["table"] == len(page.tables)
            assert all(
                {"role", "aria-label", "tabindex"} <= a.keys() for a in page.all("div") if a.get("class") == "scroll"
            )
            levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
            assert all(after <= before + 1 for before, after in pairwise(levels)), name
        style = (site / "style.css").read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import", style)
        assert "prefers-color-scheme: dark" in style

    def test_each_page_says_as_of_when_on_what_and_that_it_is_illustrative(
        self, zhifa: Zhifa, city: Path, site: Path, tmp_path: Path
    ) -> None:
        for page in pages(site).values():
            assert re.search(r"截至\s*2024年7月31日日终", page.text)
            assert re.search(r"依据\s*《示例市计划》", page.text)
            assert "注意：含演示数据" in page.text
        filed = city / "submissions/jia.yaml"
        filed.write_text(filed.read_text(encoding="utf-8").replace("demo: true\n", ""), encoding="utf-8")
        assert not [p for p in written(zhifa, tmp_path / "site", *JULY).values() if "演示" in p.text]

    def test_names_from_data_are_shown_as_written(self, site: Path) -> None:
        found = pages(site)
        for name in ("index.html", "units/index.html", "units/yi.html", "measures/2.html"):
            assert small_city.HOSTILE_UNIT in found[name].text, name
        assert small_city.FORMULA in found["measures/1.html"].text

    def test_a_rule_is_explained_and_its_findings_listed(self, zhifa: Zhifa, city: Path, site: Path) -> None:
        del city
        found = pages(site)
        result = json.loads(zhifa("check", "--as-of", "2024-07-31", "-f", "json").out)
        counts = Counter(finding["rule"] for finding in result["findings"])
        assert {row[0]: int(row[3]) for row in found["rules/index.html"].table("编号") if row[3] != "0"} == counts
        for code, count in counts.items():
            page = found[f"rules/{code.lower()}.html"]
            rows = page.table("单位", "条款")
            assert len(rows) == count
            assert {row[3] for row in rows} == {f["message"] for f in result["findings"] if f["rule"] == code}
            assert re.search("检查什么：.*依据：.*怎么改：", page.text, re.DOTALL)

    def test_a_measure_shows_its_clauses_and_what_amended_them(self, zhifa: Zhifa, city: Path, tmp_path: Path) -> None:
        plan = city / "measures.yaml"
        amendment = """\
amendments:
  - document: 市府发〔2025〕7号
    effective: 2025-01-01
    items: {2/plan: {deadline: 每年2月底前}}
"""
        plan.write_text(plan.read_text(encoding="utf-8") + amendment, encoding="utf-8")
        page = written(zhifa, tmp_path / "site", "--month", "2025-03")["measures/2.html"]
        assert page.table("要求")[0][:2] == ["制定年度计划", "每年2月底前"]
        assert (
            "原文（2024-04-01 印发）：时限 每年3月底前；2025-01-01 起（市府发〔2025〕7号修改）：时限 每年2月底前"
            in page.text
        )
        assert "县区、市司法局；共 3 个" in page.text

    def test_matters_under_rectification_have_a_page_once_there_are_any(
        self, zhifa: Zhifa, city: Path, site: Path, tmp_path: Path
    ) -> None:
        assert "rectification.html" not in pages(site)
        assert zhifa("rectify", "open", "--unit", "乙区", *JULY).code == 0
        found = written(zhifa, tmp_path / "site", *JULY)
        opened = [file.read_text(encoding="utf-8") for file in (city / "rectifications").rglob("*.yaml")]
        numbers = {match[1] for text in opened if (match := re.search(r"^id: (\S+)", text, re.MULTILINE))}
        assert numbers
        for name in ("rectification.html", "units/yi.html"):
            assert {row[1] for row in found[name].table("序号", "编号")} == numbers, name
        assert not any("整改" in title for title in map(str, found["units/jia.html"].all("section")))
        assert "rectification.html" in links({"index.html": found["index.html"]})

    def test_same_data_same_bytes(self, zhifa: Zhifa, city: Path, site: Path, tmp_path: Path) -> None:
        del city
        written(zhifa, tmp_path / "site", *JULY)
        assert content(tmp_path / "site") == content(site)

    def test_without_the_extra_it_says_what_to_install(
        self, zhifa: Zhifa, city: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("zhifa_cli.report.html", "zhifa_cli.report.site.files"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.delattr("zhifa_cli.report.html", raising=False)
        monkeypatch.setitem(sys.modules, "jinja2", None)
        outcome = zhifa("site", "-o", city.parent / "site")
        assert outcome.code == 2
        assert "pip install 'zhifa-cli[html]'" in outcome.err.replace("\n", "")
        assert not (city.parent / "site").exists()


def fell_due(duties: list[dict[str, Any]], on: str) -> list[str]:
    counted = (d for d in duties if d["binding"] == "必须" and d["status"] != "not_applicable")
    return [d["status"] for d in counted if d["due"] and d["due"] <= on]


def said_by(page: Page) -> list[int]:
    """How what fell due stands, by the last month-end of the trend; zeros where nothing has fallen due."""
    if "还没有到期事项" in page.text:
        return [0] * (1 + len(STATUSES))
    return [int(cell) for cell in page.table("截至", "累计到期")[-1][1 : 2 + len(STATUSES)]]


@pytest.mark.parametrize("seed", [None, 1, 5])
def test_no_number_differs_between_site_page_and_json(
    zhifa: Zhifa, tmp_path: Path, city: Path, seed: int | None
) -> None:
    """On the small city and on made-up folders: the overview, each unit and each measure, against JSON and reports."""
    if seed is not None:
        city = tmp_path / "made"
        made = make_folder(RandomDice(seed))
        city.mkdir()
        write_folder(city, made.values)
    options = ("--data", city, "--month", "2025-03")
    duties = json.loads(zhifa("status", *options, "-f", "json").out)["duties"]
    found = written(zhifa, tmp_path / "site", *options)
    measures = {measure: f"measures/{measure or 'milestones'}.html" for measure in {d["measure"] for d in duties}}
    assert set(links(found)) >= set(found)
    groups = {"index.html": duties}
    groups |= {f"units/{unit}.html": [d for d in duties if d["unit"] == unit] for unit in {d["unit"] for d in duties}}
    groups |= {name: [d for d in duties if d["measure"] == measure] for measure, name in measures.items()}
    for name, own in groups.items():
        statuses = fell_due(own, "2025-03-31")
        assert said_by(found[name]) == [len(statuses), *(statuses.count(status) for status in STATUSES)], name
    monthly = Page(zhifa("report", *options, "-f", "html").out)
    assert said_by(monthly) == said_by(found["index.html"])


def test_what_is_excused_is_counted_apart_on_every_page(zhifa: Zhifa, city: Path, tmp_path: Path) -> None:
    waiver = "{rule: ZF201, unit: 乙区, item: 1/report, reason: 机构改革, approved_by: 市政府, expires: 2024-12-31}"
    (city / "waivers.yaml").write_text(f"- {waiver}\n", encoding="utf-8")
    told = json.loads(zhifa("overdue", *JULY, "-f", "json").out)["items"]
    (waived,) = [duty for duty in told if duty["waived"]]
    found = written(zhifa, tmp_path / "site", *JULY)
    for name in ("index.html", f"units/{waived['unit']}.html", f"measures/{waived['measure']}.html"):
        now = {row[0]: row[1] for row in found[name].table("类别")}
        (header,) = [rows[0] for rows in found[name].tables if rows[0][:2] == ["截至", "累计到期"]]
        then = dict(zip(header, found[name].table("截至", "累计到期")[-1], strict=True))
        assert now["已豁免"] == then["已豁免"] == "1", name
        assert {word: then[word] for word in header if word in now} == {
            word: now[word] for word in header if word in now
        }


class TestFolder:
    def test_a_second_run_removes_its_own_stale_pages_and_nothing_else(
        self, zhifa: Zhifa, city: Path, site: Path, tmp_path: Path
    ) -> None:
        site, outside = shutil.copytree(site, tmp_path / "site"), tmp_path / "outside.html"
        before = set(pages(site))
        outside.write_text("<!doctype html>\n<!-- zhifa-site/1 2024-07-31 -->\n", encoding="utf-8")
        (site / "units/mine.html").write_text("我的", encoding="utf-8")
        (site / "notes.txt").write_text("笔记", encoding="utf-8")
        with (site / ".zhifa-site").open("a", encoding="utf-8") as listed:
            listed.write("../outside.html\nunits/mine.html\n/etc/passwd\n")
        units = city / "units.yaml"
        units.write_text(units.read_text(encoding="utf-8").replace("id: yi,", "id: yiqu,"), encoding="utf-8")
        after = set(written(zhifa, site, *JULY))
        assert before - after == {"units/yi.html"}
        assert after - before == {"units/yiqu.html", "units/mine.html"}
        assert (site / "units/mine.html").read_text(encoding="utf-8") == "我的"
        assert (site / "notes.txt").exists()
        assert outside.exists()

    def test_a_folder_that_holds_something_else_is_left_alone(self, zhifa: Zhifa, city: Path, tmp_path: Path) -> None:
        del city
        site = tmp_path / "site"
        (site / "units").mkdir(parents=True)
        (site / "index.html").write_text("别人的", encoding="utf-8")
        before = content(site)
        outcome = zhifa("site", *JULY, "-o", site)
        assert outcome.code == 2
        assert "里已有别的文件，没有写；请换一个空文件夹" in outcome.err.replace("\n", "")
        assert content(site) == before
        assert "落实情况" in written(zhifa, site, *JULY, "--force")["index.html"].text

    def test_a_page_that_somebody_put_in_our_place_is_not_overwritten(
        self, zhifa: Zhifa, city: Path, site: Path, tmp_path: Path
    ) -> None:
        del city
        site = shutil.copytree(site, tmp_path / "site")
        (site / "units/yi.html").write_text("别人的", encoding="utf-8")
        before = content(site)
        outcome = zhifa("site", "--month", "2024-08", "-o", site)
        assert outcome.code == 2
        assert "没有覆盖" in outcome.err
        assert content(site) == before

    @pytest.mark.posix
    @pytest.mark.parametrize("link", ["site", "site/units", "site/index.html", "site/.zhifa-site"])
    def test_no_link_is_followed_out_of_the_tree(
        self, zhifa: Zhifa, city: Path, tmp_path: Path, site: Path, link: str
    ) -> None:
        outside, place = tmp_path / "outside", city.parent / link
        outside.mkdir()
        if link != "site":
            shutil.copytree(site, city.parent / "site")
            shutil.rmtree(place) if place.is_dir() else place.unlink()
        place.symlink_to(outside if not place.suffix else outside / "file")
        assert zhifa("site", *JULY, "-o", city.parent / "site").code == 2
        assert not any(outside.iterdir())

    @pytest.mark.parametrize("name", [".zhifa-site", "units/yi.html"])
    def test_what_cannot_be_read_or_removed_is_told(  # noqa: PLR0913, PLR0917 - fixtures and a parameter
        self, zhifa: Zhifa, city: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        site = shutil.copytree(site, tmp_path / "site")
        units = city / "units.yaml"
        units.write_text(units.read_text(encoding="utf-8").replace("id: yi,", "id: yiqu,"), encoding="utf-8")
        read = Path.read_text

        def refuse(path: Path, *more: str, **options: str) -> str:
            if path == site / name:
                raise PermissionError(errno.EACCES, "no")
            return read(path, *more, **options)

        monkeypatch.setattr(Path, "read_text", refuse)
        outcome = zhifa("site", *JULY, "-o", site)
        assert (outcome.code, "没有权限" in outcome.err) == (2, True)

    def test_a_file_is_no_folder(self, zhifa: Zhifa, city: Path) -> None:
        outcome = zhifa("site", *JULY, "-o", city / "units.yaml")
        assert outcome.code == 2
        assert "是文件，不是文件夹" in outcome.err


KEYS = (
    *("jia", "Jia", "JIA", "../x", "..", "/etc/passwd", "CON", "con", "nul.html", "index", "milestones", "a b", "a-b"),
    *(
        "",
        "é",
        "e\u0301",
        "东湖区",
        "x" * 40,
        "x" * 41,
        "x" * 4000,
        "a\0b",
        "a\nb",
        "\ud800",
        "a.b",
        "a/b",
        "-a",
        "%2e%2e",
    ),
    *(1, "１", "03-1", "（三）", path("units", "Jia")[6:-5]),
)


def test_a_page_has_a_safe_name_of_its_own_whatever_the_id_is() -> None:
    found = [path("units", key) for key in KEYS]
    assert len({name.casefold() for name in found}) == len(KEYS)
    assert all(re.fullmatch(r"units/[0-9a-z][0-9a-z-]{0,60}\.html", name) for name in found)
    assert not {name[6:-5] for name in found} & {"con", "nul", "index", "milestones"}
    assert path("units", "donghu") == "units/donghu.html"


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MEASURE = """\
<!doctype html><meta charset="utf-8"><body style="margin:0"><pre id="said"></pre><script>
const said = [], frames = PAGES.map(name => {
  const frame = document.createElement("iframe");
  frame.style.cssText = "width:390px;height:844px;border:0";
  frame.src = name;
  frame.onload = () => {
    const root = frame.contentDocument.documentElement;
    said.push([name, root.scrollWidth, root.clientWidth]);
    if (said.length === PAGES.length) document.getElementById("said").textContent = JSON.stringify(said);
  };
  return frame;
});
document.body.append(...frames);
</script>
"""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_shows_it_on_a_phone_without_overflow_or_complaint(site: Path, tmp_path: Path) -> None:
    site = shutil.copytree(site, tmp_path / "site")
    names = sorted(name for name in pages(site) if not name.startswith("rules/zf1"))
    (site / "measure.html").write_text(MEASURE.replace("PAGES", json.dumps(names)), encoding="utf-8")
    command = (
        *(f"{CHROMIUM}", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"),
        *(
            "--disable-background-networking",
            "--allow-file-access-from-files",
            "--hide-scrollbars",
            "--enable-logging=stderr",
        ),
        *(f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", "--dump-dom"),
    )
    shown = subprocess.run(  # noqa: S603 - a browser that was found on PATH
        [*command, f"file://{site}/measure.html"], capture_output=True, text=True, timeout=60, check=True
    )
    said = json.loads(re.findall(r'<pre id="said">(.*?)</pre>', shown.stdout)[0])
    assert sorted(name for name, _, _ in said) == names
    assert [(name, needed) for name, needed, there in said if needed > there or there != 390] == []
    assert [line for line in shown.stderr.splitlines() if "CONSOLE" in line] == []
