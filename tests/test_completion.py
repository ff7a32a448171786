"""What a TAB offers, asked of real shells."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from conftest import Zhifa
from zhifa_cli.rules.registry import BY_CODE

BASH = shutil.which("bash") or ""
SCRIPT = """\
eval "$SOURCE"
COMP_WORDS=(zhifa "$@")
COMP_CWORD=$#
_zhifa_completion zhifa
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """\
compdef() { : }
_arguments() { eval "offers=( ${${1#*\\(\\(}%\\)\\)} )"; print -rl -- $offers }  # as the real one reads a ((list))
eval "$SOURCE"
words=(zhifa "$@")
CURRENT=$#words
_zhifa_completion
"""
FISH = """\
echo $SOURCE | source
complete --do-complete "zhifa $argv"
"""

Tab = Callable[..., list[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which zhifa is on the path."""
    program = tmp_path_factory.mktemp("bin") / "zhifa"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zhifa_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def told(installed: dict[str, str]) -> Callable[[str], dict[str, str]]:
    """The same, and zhifa has told a shell how to ask."""

    @cache
    def tell(shell: str) -> dict[str, str]:
        if not shutil.which(shell):
            pytest.skip(f"no {shell} here")
        asked = installed | {"_ZHIFA_COMPLETE": f"source_{shell}"}
        source = subprocess.run(["zhifa"], capture_output=True, text=True, check=True, env=asked).stdout  # noqa: S607 - ours
        return installed | {"SOURCE": source}

    return tell


@pytest.fixture
def tab(tmp_path: Path, told: Callable[[str], dict[str, str]]) -> Tab:
    """What bash offers for a line whose last word is being typed: ``tab("show", "东")``."""

    def press(*words: str, folder: Path = tmp_path, **variables: str) -> list[str]:
        done = subprocess.run(  # noqa: S603 - our own script
            [BASH, "--norc", "-c", SCRIPT, "bash", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env=told("bash") | variables,
        )
        assert done.stderr == ""
        return done.stdout.split()

    return press


@pytest.fixture
def offers(zhifa: Zhifa, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tab:
    """What zhifa tells bash for such a line, without asking by way of bash."""

    def ask(*words: str) -> list[str]:
        for name, value in ("_ZHIFA_COMPLETE", "complete_bash"), ("COMP_WORDS", f"zhifa {' '.join(words)}"):
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        with pytest.raises(SystemExit):
            zhifa()
        told = capsys.readouterr()
        assert told.err == ""
        return told.out.split()

    return ask


def test_commands_and_options(tab: Tab) -> None:
    assert {"check", "overdue", "show", "new", "init"} <= set(tab(""))
    assert tab("overd") == ["overdue"]
    assert tab("check", "--uni") == ["--unit"]
    assert {"text", "json"} <= set(tab("overdue", "-f", ""))


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["show", "5/"], ["5/problem-list", "5/campaign", "5/report"]),
        (["show", "m10"], ["m10"]),
        (["show", "东"], ["东湖区", "东湖区人民政府", "东湖区政府"]),
        (["check", "--unit", "dong"], ["donghu"]),
        (["status", "-u", "西湖区人"], ["西湖区人民政府"]),
        (["overdue", "--measure", "24"], ["24"]),
        (["new", "西湖区政"], ["西湖区政府"]),
        (["explain", "ZF30"], [code for code in BY_CODE if code.startswith("ZF30")]),
        (["explain", "threshold-m"], ["threshold-missed"]),
        (["explain", "de"], ["deadline"]),
        (["schema", "su"], ["submission"]),
        (["schema", "ex"], ["extensions", "exemptions"]),
    ],
)
def test_names(words: list[str], offered: list[str], offers: Tab, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIFA_DATA", str(data))
    assert offers(*words) == offered


def test_each_unit_is_offered_once_before_a_letter_is_typed(tab: Tab, data: Path) -> None:
    offered = tab("check", "--unit", "", ZHIFA_DATA=str(data))
    assert "东湖区" in offered
    assert {"donghu", "东湖区人民政府"}.isdisjoint(offered)


def test_names_come_from_the_folder_that_was_named(offers: Tab, tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text("units:\n  - {id: jia, name: 甲市, key: 写错了}\n", encoding="utf-8")
    assert offers("check", "--data", str(tmp_path), "--unit", "''") == ["甲市"]


@pytest.mark.parametrize("text", ["", "units: [", "units: 甲", "units: [甲, {name: [乙]}]", "\x00"])
def test_a_broken_folder_offers_nothing_and_says_nothing(
    text: str, offers: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "units.yaml").write_text(text, encoding="utf-8")
    assert offers("check", "--unit", "''") == []


def test_without_a_folder_the_bundled_plan_is_offered(tab: Tab, tmp_path: Path) -> None:
    assert tab("show", "22/legal-r", folder=tmp_path) == ["22/legal-reviewers"]


COMMANDS = ["$(touch pwned)", "`touch pwned`", ";touch pwned;", "&touch pwned&", "|touch pwned|", "\\ntouch pwned\\n"]
HOSTILE = [
    *(f"甲{before}{command}" for command in COMMANDS for before in ("", "\\\\", '\\"', "'")),
    *(
        "甲 乙",
        "甲*",
        "甲~",
        "甲$HOME",
        "甲{a,b}",
        "甲!1",
        "甲>pwned",
        "甲<pwned",
        "甲:乙",
        "甲[a]",
        "甲\\u3164",
        "--help",
    ),
]
HARMLESS = ["甲区", "jia-1", "县Ａ１", "甲.乙", "甲/乙", "甲_1"]
SHELLS = {
    "bash": ["bash", "--norc", "-c", SCRIPT, "bash"],
    "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
    "fish": ["fish", "--no-config", "-c", FISH],
}


@pytest.mark.slow
@pytest.mark.posix
@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_is_never_run(shell: str, told: Callable[[str], dict[str, str]], tmp_path: Path) -> None:
    """Of the names in a roster, short, full or other, the shell is told those that no shell makes anything of."""
    units = [
        unit.format(n=f"u{n}", name=name)
        for n, name in enumerate((*HOSTILE, *HARMLESS))
        for unit in (
            '{{id: a{n}, name: "{name}"}}',
            '{{id: b{n}, name: 丙市, full_name: "{name}全"}}',
            '{{id: c{n}, name: 丁市, aliases: ["{name}别"]}}',
        )
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "units.yaml").write_text("units:\n  - " + "\n  - ".join(units), encoding="utf-8")

    def offered(begun: str) -> set[str]:
        done = subprocess.run(  # noqa: S603 - our own scripts
            [*SHELLS[shell], "check", "--unit", begun],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=told(shell),
        )
        assert done.stderr == ""
        return {re.split("[:\t]", line)[0] for line in done.stdout.splitlines()}

    assert offered("") == {*HARMLESS, "丙市", "丁市"}
    assert offered("甲") == {f"{name}{end}" for name in HARMLESS if name[0] == "甲" for end in ("", "全", "别")}
    assert [file.name for file in tmp_path.iterdir()] == ["data"]
