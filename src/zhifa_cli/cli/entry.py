"""Where the ``zhifa`` command starts: what needs no command line parser is answered without loading one."""

import gc
import os
import sys

from zhifa_cli import __version__

_INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it


def main() -> None:
    """Run the command line of this process; output is UTF-8 wherever it goes, its line ends those that a format wants."""
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    if "--no-cache" in words[:end]:
        from zhifa_cli.source.memory import OFF

        os.environ[OFF] = "1"
        sys.argv[1:] = words = [word for word in words[:end] if word != "--no-cache"] + words[end:]
    if words in (["--version"], ["-V"]):
        sys.stdout.write(f"zhifa {__version__}\n")
        return
    gc.disable()  # what a data folder becomes are trees; looking for cycles in them would cost half of the reading
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        from zhifa_cli.cli.answers import answer

        sys.exit(answer(words, _command))
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _command() -> int:
    from zhifa_cli.cli.main import main as command

    return command()
