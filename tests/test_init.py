"""`zhifa init`: a repository that works as it stands."""

import json
import re
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY, Zhifa, refused
from zhifa_cli.cli import clock

SCHEMAS = {
    "measures",
    "units",
    "submission",
    "extensions",
    "exemptions",
    "waivers",
    "calendar",
    "style",
    "rectification",
    "statistics-tables",
    "statistics",
    "evaluation",
    "evaluations",
}
FOLDERS = {
    "submission": "submissions/*/*",
    "rectification": "rectifications/*/*",
    "statistics-tables": "statistics/tables",
    "statistics": "statistics/*/*",
    "evaluations": "evaluations/*/*",
}
"""Where a kind of file is that is not named after it."""
SELDOM: dict[str, set[str]] = {name: set() for name in SCHEMAS} | {
    "measures": {"more_than"},
    "evaluations": {"document_no", "dated", "location", "file", "sha256"},
    "submission": {"act", "recipient", "key"},
}


@pytest.fixture
def made(zhifa: Zhifa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    outcome = zhifa("init", tmp_path / "某市")
    assert outcome.code == 0, outcome.err
    assert "zhifa new" in outcome.err
    monkeypatch.chdir(tmp_path / "某市")
    return tmp_path / "某市"


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.usefixtures("made")
def test_it_passes_check_at_once(zhifa: Zhifa) -> None:
    outcome = zhifa("check")
    assert outcome.code == 0, outcome.out
    assert "含演示数据" in outcome.out
    assert zhifa("check", "--fail-on", "warning").code == 0, "nothing is wrong with it; a duty may be due soon"


def test_it_shows_every_key_that_a_file_may_have(made: Path) -> None:
    """As an example, or in a comment."""
    for schema in SCHEMAS:
        body = json.loads((made / f"data/.schema/{schema}.json").read_text(encoding="utf-8"))
        parts = [part for part in (body, *body["definitions"].values()) if "properties" in part]
        keys = {key for part in parts for key in part["properties"]}
        folder = FOLDERS.get(schema, schema)
        text = "".join(file.read_text(encoding="utf-8") for file in (made / "data").glob(f"{folder}.yaml"))
        assert {key for key in keys if not re.search(rf"\b{key}\b", text)} <= SELDOM[schema], schema


def test_what_stands_in_comments_works(made: Path, zhifa: Zhifa) -> None:
    for name in ("extensions", "exemptions", "waivers", "units"):
        file = made / "data" / f"{name}.yaml"
        text = re.sub(rf"(?m)^{name}: \[\]$", "", file.read_text(encoding="utf-8"))
        shown = re.sub(r"(?m)^# (?= |(?:extensions|exemptions|waivers):$)|^  # (?=- |  )", lambda m: m[0][:-2], text)
        assert shown != text
        file.write_text(shown, encoding="utf-8")
    outcome = zhifa("check", "--select", "ZF1", "--fail-on", "note")
    assert outcome.code == 0, outcome.out


def test_every_command_of_its_readme_works(made: Path, zhifa: Zhifa) -> None:
    lines = (made / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.split("#")[0].split()[1:] for line in lines if line.startswith("    zhifa ")]
    assert len(commands) == 3
    unit = commands[0][1]
    (made / "data" / "submissions" / f"{clock.today():%Y-%m}" / "shili-qu.yaml").unlink()
    for command in commands:
        assert zhifa(*command).code == 0, command
    assert zhifa("check", "--unit", unit).code == 0


def test_it_has_what_ci_and_editors_need(made: Path) -> None:
    written = files(made)
    assert {f"data/.schema/{name}.json" for name in SCHEMAS} <= written.keys()
    hooks = yaml.safe_load(written[".pre-commit-config.yaml"])["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == ["zhifa check"]
    assert not [name for name, text in written.items() if "@" in text.replace("@v", "") and name != "README.md"]


def test_what_its_ci_runs_works(made: Path, zhifa: Zhifa) -> None:
    gitlab = yaml.safe_load((made / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    github = yaml.safe_load((made / ".github/workflows/zhifa.yml").read_text(encoding="utf-8"))["jobs"]
    steps = [step["run"] for job in github.values() for step in job["steps"] if "run" in step]
    scripts = [line for job in gitlab.values() for line in job["script"]]
    commands = [line for line in (*scripts, *steps) if line.startswith("zhifa ")]
    assert len(commands) == 4
    for command in commands:
        assert zhifa(*command.split()[1:]).code == 0
    for report in gitlab["zhifa"]["artifacts"]["reports"].values():
        assert (made / report).stat().st_size > 0
    assert (made / "public/index.html").is_file()


def test_its_ci_publishes_nothing_unless_somebody_says_so(made: Path) -> None:
    gitlab, github = (
        yaml.safe_load((made / name).read_text(encoding="utf-8"))
        for name in (".gitlab-ci.yml", ".github/workflows/zhifa.yml")
    )
    (rule,) = gitlab["pages"]["rules"]
    for condition in (rule["if"], github["jobs"]["pages"]["if"]):
        assert re.match(r"(\$|vars\.)ZHIFA_PAGES == .true. && ", condition)


def test_its_files_obey_the_schemas_that_they_name(made: Path) -> None:
    named: dict[Path, list[Path]] = {}
    for file in sorted((made / "data").rglob("*.yaml")):
        mark, _, schema = file.read_text(encoding="utf-8").partition("\n")[0].partition("=")
        assert mark == "# yaml-language-server: $schema"
        named.setdefault((file.parent / schema).resolve(), []).append(file)
    assert {path.stem for path in named} == SCHEMAS
    for path, checked in named.items():
        assert refused(path, *checked) == set()


@pytest.mark.parametrize("name", ["README.md", "data/units.yaml", "data/.schema/units.json"])
def test_it_touches_nothing_where_anything_stands(name: str, zhifa: Zhifa, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("手工写的", encoding="utf-8")
    outcome = zhifa("init", tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert name in outcome.err
    assert files(tmp_path) == {name: "手工写的"}


def test_a_folder_with_other_things_is_fine(zhifa: Zhifa, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("别的", encoding="utf-8")
    assert zhifa("init", tmp_path).code == 0
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "别的"


@pytest.mark.parametrize("target", ["file", "file/below"])
def test_a_file_is_no_folder(target: str, zhifa: Zhifa, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outcome = zhifa("init", tmp_path / target)
    assert outcome.code == 2
    assert "是文件，不是文件夹" in outcome.err


def test_the_bundled_plan_comes_without_examples(zhifa: Zhifa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert zhifa("init", tmp_path, "--bundled").code == 0
    written = files(tmp_path)
    for name in ("measures.yaml", "units.yaml"):
        assert written[f"data/{name}"] == (REPOSITORY / "data" / name).read_text(encoding="utf-8")
    assert not [name for name in written if name.startswith("data/submissions")]
    monkeypatch.chdir(tmp_path)
    assert zhifa("show", "22").code == 0
    assert zhifa("check").code == 1


def test_without_data_other_commands_point_to_init(
    zhifa: Zhifa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["check"], ["status"], ["overdue"], ["new", "东湖区"]):
        outcome = zhifa(*command)
        assert outcome.code == 2
        assert "zhifa init" in outcome.err
