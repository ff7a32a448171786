"""Where the ``zhifa`` command starts: what needs no command line parser is answered without loading one."""

import sys

from zhifa_cli import __version__


def main() -> None:
    """Run the command line of this process."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"zhifa {__version__}\n")
        return
    from zhifa_cli.cli.main import main as command

    command()
