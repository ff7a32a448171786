"""What leaves the checkout: a wheel that works where nothing else of the repository is."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from conftest import REPOSITORY, Zhifa

pytestmark = pytest.mark.slow
Away = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(REPOSITORY)).build(directory=str(folder), versions=["standard"])))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    shutil.unpack_archive(wheel, folder, "zip")
    return folder


@pytest.fixture
def away(unpacked: Path, tmp_path: Path) -> Away:
    """Run the wheel's own code in an empty folder."""

    def call(*args: str, code: int = 0, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, "-m", "zhifa_cli", *args],
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env=os.environ | {"PYTHONPATH": str(unpacked), "PYTHONUTF8": "1", "ZHIFA_DATA": ""},
        )
        assert done.returncode == code, done.stderr
        return done

    return call


def test_the_wheel_carries_the_plan_and_the_starter(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for name in ("measures.yaml", "units.yaml"):
            assert archive.read(f"zhifa_cli/bundled/{name}") == (REPOSITORY / "data" / name).read_bytes()
    source = REPOSITORY / "src"
    starter = {
        path.relative_to(source).as_posix() for path in (source / "zhifa_cli/starter").rglob("*") if path.is_file()
    }
    assert "zhifa_cli/starter/.github/workflows/zhifa.yml" in starter
    assert starter <= names
    assert not [name for name in names if name.startswith(("tests/", "data/"))]


def test_the_wheel_carries_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA")).removesuffix(
            "METADATA"
        )
        assert archive.read(f"{about}licenses/LICENSE") == (REPOSITORY / "LICENSE").read_bytes()
        assert b"License-Expression: MIT" in archive.read(f"{about}METADATA")


def test_the_wheel_shows_the_plan_and_founds_a_repository(away: Away, unpacked: Path, tmp_path: Path) -> None:
    shown = away("show", "22")
    assert "充实人员力量" in shown.stdout
    assert "随程序附带" in shown.stderr
    assert "逾期" not in shown.stdout
    away("init", "某市")
    away("check", cwd=tmp_path / "某市")
    away("init", "全套", "--bundled")
    assert (tmp_path / "全套/data/measures.yaml").read_bytes() == (
        unpacked / "zhifa_cli/bundled/measures.yaml"
    ).read_bytes()
    assert "zhifa init" in away("check", code=2).stderr


def test_the_sdist_holds_what_git_tracks_and_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        pytest.skip("no git repository")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S603
    tracked = {name for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file()}
    checkout = tmp_path / "checkout"
    for name in (
        *tracked,
        "venv311/lib/python3.11/site-packages/other.py",
        "notes.txt",
        "src/zhifa_cli/__pycache__/a.pyc",
    ):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        if name in tracked:
            shutil.copy(REPOSITORY / name, checkout / name)
        else:
            (checkout / name).touch()
    sdist = next(SdistBuilder(str(checkout)).build(directory=str(tmp_path), versions=["standard"]))
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "sdist", filter="data")
    (source,) = (tmp_path / "sdist").iterdir()
    held = {file.relative_to(source).as_posix() for file in source.rglob("*") if file.is_file()}
    assert held == tracked | {"PKG-INFO"}
    rebuilt = next(WheelBuilder(str(source)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(rebuilt) as second:
        assert sorted(first.namelist()) == sorted(second.namelist())


def test_pre_commit_knows_the_hook() -> None:
    hook = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert hook["id"] == "zhifa-check"
    assert hook["entry"].split()[0] in scripts
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)


@pytest.mark.parametrize("name", ["22", "东湖区", "5/report"])
def test_show_needs_no_data_folder(name: str, zhifa: Zhifa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = zhifa("show", name)
    assert outcome.code == 0
    assert "没有数据文件夹" in outcome.err
    assert "逾期未完成" not in outcome.out


def test_without_reports_there_is_no_state_to_ask_for(
    zhifa: Zhifa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = zhifa("show", "22", "--as-of", "2025-12-31")
    assert outcome.code == 2
    assert "--as-of" in outcome.err
