"""What the README tells people to type works, and what the documents name exists."""

import re
import shlex
import shutil
import tomllib
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest

import few_bodies
from conftest import REPOSITORY, Zhifa, judged_once
from zhifa_cli.rules.registry import BY_CODE

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING, CHANGELOG = (REPOSITORY / ".github" / name for name in ("CONTRIBUTING.md", "CHANGELOG.md"))


def commands(block: str) -> list[str]:
    """The lines that call zhifa or delete files, without the installation before them and the remarks behind."""
    lines = (line.rpartition(".venv/bin/")[2].partition("  #")[0].rstrip() for line in block.splitlines())
    return [line for line in lines if line.startswith(("zhifa ", "rm -r "))]


BLOCKS = list(filter(None, map(commands, re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL))))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: the repository's data, without the bodies that neither the README nor the plan names."""
    few_bodies.write(tmp_path / "data")
    for name in (".schema", "evidence"):
        shutil.copytree(REPOSITORY / "data" / name, tmp_path / "data" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def remove(line: str) -> None:
    for name in shlex.split(line)[2:]:
        shutil.rmtree(name) if Path(name).is_dir() else Path(name).unlink()


def fill_in(form: str) -> None:
    """Report something in the form that was made just before, as a unit would."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    status = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "进展")
    sheet.cell(status.row + 1, status.column, "推进中")
    book.save(form)


def run(line: str, zhifa: Zhifa) -> None:
    if line.startswith("rm -r "):
        return remove(line)
    args = shlex.split(line)[1:]
    if args[0] == "import":
        fill_in(args[1])
    outcome = zhifa(*args)
    assert outcome.code in {0, 1}, (line, outcome.err)
    assert "内部错误" not in outcome.err, line
    assert outcome.out or {"-o", "--write-baseline"} & {*args}, line
    return None


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
def test_every_command_works(block: list[str], zhifa: Zhifa, checkout: Path) -> None:
    def only_reads(line: str) -> bool:
        return line.startswith(("zhifa check", "zhifa overdue", "zhifa status", "zhifa show", "zhifa report"))

    for reads, lines in groupby(block, only_reads):
        with judged_once(*[Path("data"), checkout / "data"] if reads else []):
            for line in lines:
                run(line, zhifa)


def test_what_the_readme_deletes_is_all_that_is_made_up(zhifa: Zhifa, checkout: Path) -> None:
    def made_up() -> set[str]:
        return {
            file.relative_to(checkout).as_posix()
            for file in checkout.glob("data/**/*.yaml")
            if "演示数据" in file.read_text(encoding="utf-8")
        }

    assert {"data/extensions.yaml", "data/exemptions.yaml"} < made_up()
    assert "含演示数据" in zhifa("status", "--month", "2024-06").out
    remove(next(line for block in BLOCKS for line in block if line.startswith("rm -r ")))
    assert not made_up()
    outcome = zhifa("status", "--month", "2024-06")
    assert (outcome.code, "演示" in outcome.out + outcome.err) == (0, False)


@pytest.mark.parametrize("document", [REPOSITORY / "README.md", CONTRIBUTING, CHANGELOG], ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = {word for span in re.findall(r"`([^`\n]+)`", text) for word in span.split()}
    named = {word for word in words if re.fullmatch(r"[\w.*-]+/[\w./*-]*", word)}
    made = re.compile(r"\.venv/|tests/examples/编号/|data/\.schema/NAME|zhifa[.-]\w+/[0-9]")
    roots = (REPOSITORY, REPOSITORY / "src/zhifa_cli", REPOSITORY / "src/zhifa_cli/starter")
    assert not {name for name in named if not made.match(name) and not any(any(root.glob(name)) for root in roots)}


def test_the_floor_plan_is_that_of_the_import_contract() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = re.findall(r"^\| `(\w+)(?:/|\.py)`", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE)
    assert floors == re.findall(r"zhifa_cli\.(\w+)", " ".join(layers))


def test_the_changelog_knows_every_code_and_every_contract() -> None:
    text = CHANGELOG.read_text(encoding="utf-8")
    ranges = [(int(first), int(last or first)) for first, last in re.findall(r"ZF(\d+)(?:–ZF(\d+))?", text)]
    assert {f"ZF{code}" for first, last in ranges for code in range(first, last + 1)} == set(BY_CODE)
    contracts = re.compile(r"zhifa[.-][a-z]+/[0-9]+")
    sources = (file.read_text(encoding="utf-8") for file in REPOSITORY.glob("src/**/*.py"))
    assert set(contracts.findall(text)) == {name for source in sources for name in contracts.findall(source)}
