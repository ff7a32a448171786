"""What a parameter is called and what it takes, in words."""

from pathlib import Path

from zhifa_cli.cli.chinese import _typer
from zhifa_cli.text.width import cells

_CHOICES_INLINE = 24  # cells; a longer a|b|c leaves the left column for a note of its own


def label(param: _typer.Param) -> str:
    """The parameter, as an error calls it."""
    return f"参数 {metavar(param)}" if isinstance(param, _typer.TyperArgument) else f"选项 {max(param.opts, key=len)}"


def metavar(param: _typer.Param) -> str:
    """What stands for the value."""
    if param.metavar:
        return param.metavar + ("..." if param.nargs != 1 else "")
    names = "|".join(_typer.choices(param))
    return names if 0 < cells(names) <= _CHOICES_INLINE else "<值>"


def accepts(param: _typer.Param) -> str:
    """What would have been right, for an error about what was wrong."""
    if names := _typer.choices(param):
        return f"可选的值：{'、'.join(names)}"
    return "应为路径" if _typer.value_type(param) in {Path, list[Path]} else ""


def left(param: _typer.Param) -> str:
    """The left column of a parameter's help."""
    if isinstance(param, _typer.TyperArgument):
        return metavar(param)
    names = ", ".join(sorted(param.opts, key=len))
    return names if param.is_flag else f"{names} {metavar(param)}"


def right(param: _typer.Param, ctx: _typer.Context) -> str:
    """The right column: the help text and what follows it in brackets."""
    notes = [param.help or ""]
    if (names := _typer.choices(param)) and metavar(param) != "|".join(names):
        notes.append(f"[可选：{'、'.join(names)}]")
    if isinstance(param, _typer.TyperOption) and param.multiple:
        notes.append("[可重复]")
    if isinstance(param.envvar, str):
        notes.append(f"[环境变量：{param.envvar}]")
    default = param.get_default(ctx, call=False)
    if param.show_default and default is not None and not isinstance(default, bool):
        notes.append(f"[默认：{default}]")
    if param.required:
        notes.append("[必填]")
    return " ".join(filter(None, notes))
