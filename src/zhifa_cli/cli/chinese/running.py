"""A process that runs a command line: its exit code, interruptions, closed pipes, a full disk, and bugs."""

import contextlib
import errno
import os
import sys
import traceback
from typing import Any

import typer

from zhifa_cli.cli.answers import only_once
from zhifa_cli.cli.chinese import _typer
from zhifa_cli.text.unseen import visible

_PROG = "zhifa"
_USAGE_ERROR = 2
_INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
_PIPE_CLOSED = 141  # 128 + SIGPIPE


def run(app: typer.Typer, args: list[str] | None = None) -> int:
    """Run the app and return its exit code: the command's own, or 2 with a Chinese message on stderr.

    `--debug`, anywhere before a bare `--`, is taken out of the arguments: every command then has it, and
    the advice to append it to the command that just failed is good for all of them.
    """
    words = sys.argv[1:] if args is None else args
    end = words.index("--") if "--" in words else len(words)
    debug = "--debug" in words[:end]
    words = [word for word in words[:end] if word != "--debug"] + words[end:]
    try:
        code = _run(app, words, debug=debug)
    except BrokenPipeError:
        code = _PIPE_CLOSED
    except OSError:  # stderr itself cannot be written: there is nowhere left to complain
        code = _USAGE_ERROR
    return _finish(code)


def _run(app: typer.Typer, args: list[str], *, debug: bool) -> int:
    try:
        _dispatch(app, args)
    except typer.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except _typer.NoArgsIsHelpError as error:
        typer.echo(error.message, err=True)
    except _typer.UsageError as error:
        called = error.ctx.command_path if error.ctx else _PROG
        lines = [error.message] if isinstance(error, typer.BadParameter) else error.message.splitlines()
        _say("错误", *lines, f"运行 {called} --help 查看用法")
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug must not leave with 1, the exit code of a verdict
        _own_up(error, debug=debug)
    else:
        return 0
    return _USAGE_ERROR


def _own_up(error: Exception, *, debug: bool) -> None:
    """Report what no one foresaw, in a line; a full disk is the one such thing that is no fault of ours."""
    if debug:
        lines = "".join(traceback.format_exception(error)).splitlines()
        typer.echo("\n".join(map(visible, lines)), err=True)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        _say("错误", "磁盘已满，结果没有写完")
    else:
        advice = () if debug else ("加 --debug 查看详情",)
        _say("内部错误", f"{type(error).__name__}: {' '.join(str(error).split())}", *advice)


def _dispatch(app: typer.Typer, args: list[str]) -> None:
    """What Command.main does, less its standalone habits: it meets a closed pipe with sys.exit(1)."""
    command = _typer.get_command(app)
    _translate_completion(command)
    _typer.answer_shell(command, _PROG)
    with command.make_context(_PROG, args) as ctx:
        command.invoke(ctx)


def _say(kind: str, headline: str, *cures: str) -> None:
    only_once(headline)
    typer.echo("\n  ".join([f"{kind}：{visible(headline)}", *map(visible, cures)]), err=True)


def _finish(code: int) -> int:
    """Flush now: left to the interpreter's exit, a failure prints "Exception ignored" and exits 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # a descriptor closed by the caller
                stream.flush()
        except OSError as error:
            _discard(stream)
            if isinstance(error, BrokenPipeError):
                code = _PIPE_CLOSED
            elif code != _USAGE_ERROR:
                code = _USAGE_ERROR
                with contextlib.suppress(OSError):
                    _own_up(error, debug=False)
    return code


def _discard(stream: Any) -> None:
    """Point a dead stream's descriptor at devnull, so that the last flush of what it still holds succeeds."""
    with contextlib.suppress(OSError):  # a stream that tests put in place has no descriptor
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, stream.fileno())
        os.close(devnull)


# ---- completion ----------------------------------------------------------------------------------------


def _translate_completion(command: _typer.Command) -> None:
    """The two options that typer adds to a finished app."""
    added = {
        "install_completion": ("为当前 shell 安装命令补全", _install_completion),
        "show_completion": ("显示当前 shell 的补全脚本，供复制或自行安装", _show_completion),
    }
    for param in command.params:
        if isinstance(param, _typer.TyperOption) and param.name in added:
            param.help, param.callback = added[param.name]
            param.default = False  # typer loads pydantic to validate a None


def _install_completion(ctx: _typer.Context, _param: _typer.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        shell, path = _typer.install(shell=_shell())
        typer.echo(f"已为 {shell} 安装命令补全：{path}\n重新打开终端后生效")
        raise typer.Exit


def _show_completion(ctx: _typer.Context, _param: _typer.Parameter, value: Any) -> None:
    if value and not ctx.resilient_parsing:
        variable = f"_{_PROG}_COMPLETE".upper()
        typer.echo(_typer.get_completion_script(prog_name=_PROG, complete_var=variable, shell=_shell()))
        raise typer.Exit


def _shell() -> str:
    """The shell that called us, checked here because typer's own refusal is English."""
    shell = _typer.shell_name()
    if shell not in set(_typer.Shells):
        message = f"认不出当前的 shell\n请在 {'、'.join(_typer.Shells)} 之一里运行"
        raise _typer.UsageError(message)
    return str(shell)
