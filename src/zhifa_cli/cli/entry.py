"""Where the ``zhifa`` command starts: what needs no command line parser is answered without loading one."""

import gc
import sys

from zhifa_cli import __version__


def main() -> None:
    """Run the command line of this process."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"zhifa {__version__}\n")
        return
    gc.disable()  # what a data folder becomes are trees; looking for cycles in them would cost half of the reading
    from zhifa_cli.cli.main import main as command

    command()
