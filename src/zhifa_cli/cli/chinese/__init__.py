"""Typer in Chinese: help laid out by display width, usage errors that name their cure.

Typer ships no translations, and measures text by len(), which is half the width of Chinese. ``--help`` may load
neither pydantic nor rich: start-up time is what a user feels first.
"""

from zhifa_cli.cli.chinese.help import ChineseTyper
from zhifa_cli.cli.chinese.running import run

__all__ = ["ChineseTyper", "run"]
