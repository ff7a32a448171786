"""What the README tells people to type works, and what the documents name exists."""

import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest

from conftest import REPOSITORY, Zhifa

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
MAINTAINERS = [REPOSITORY / ".github/CONTRIBUTING.md", REPOSITORY / ".github/CHANGELOG.md"]


def commands(block: str) -> list[str]:
    """The lines that call zhifa or delete files, without the installation before them and the remarks behind."""
    lines = (line.rpartition(".venv/bin/")[2].partition("  #")[0].rstrip() for line in block.splitlines())
    return [line for line in lines if line.startswith(("zhifa ", "rm -r "))]


BLOCKS = list(filter(None, map(commands, re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL))))


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: the repository's data, without the bodies that neither the README nor the plan names."""
    data = tmp_path / "data"
    shutil.copytree(REPOSITORY / "data", data)
    named = README + (data / "measures.yaml").read_text(encoding="utf-8")
    for file, entry, unit in (
        (data / "units.yaml", "  - id: ", "    name: "),
        (data / "extensions.yaml", "- ", "- unit: "),
        (data / "exemptions.yaml", "- ", "- unit: "),
        *((file, "unit: ", "unit: ") for file in data.glob("submissions/*/*.yaml")),
    ):
        head, *entries = re.split(rf"^(?={entry})", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        kept = [text for text in entries if re.search(rf"^{unit}(.*)$", text, re.MULTILINE)[1] in named]
        file.write_text("".join([head, *kept]), encoding="utf-8") if kept else file.unlink()
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


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[0])
def test_every_command_works(block: list[str], zhifa: Zhifa, checkout: Path) -> None:
    assert checkout == Path.cwd()
    for line in block:
        if line.startswith("rm -r "):
            remove(line)
            continue
        args = shlex.split(line)[1:]
        if args[0] == "import":
            fill_in(args[1])
        outcome = zhifa(*args)
        assert outcome.code in {0, 1}, (line, outcome.err)
        assert "内部错误" not in outcome.err, line
        assert outcome.out or {"-o", "--write-baseline"} & {*args}, line


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


@pytest.mark.parametrize("document", [REPOSITORY / "README.md", *MAINTAINERS], ids=lambda path: path.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL))
    named = {word for span in spans for word in span.split() if re.fullmatch(r"[\w.*-]+/[\w./*-]*", word)}
    roots = (REPOSITORY, REPOSITORY / "src/zhifa_cli")
    made = (".venv/", "tests/examples/编号/")
    assert not {name for name in named if not name.startswith(made) and not any(any(root.glob(name)) for root in roots)}
