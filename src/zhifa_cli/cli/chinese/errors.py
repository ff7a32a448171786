"""Typer's complaints in Chinese: what is wrong, and on the lines below it what would cure it."""

from collections.abc import Iterable, Sequence

import typer

from zhifa_cli.cli.chinese import _typer
from zhifa_cli.cli.chinese.values import accepts, label
from zhifa_cli.text.suggest import nearest
from zhifa_cli.text.unseen import plain, visible

# What input methods and word processors make of a hyphen.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_LIKE = 0.6  # names of options are short, and many


def complaint(error: _typer.UsageError, ctx: _typer.Context, given: Sequence[str]) -> str:
    """What is to be said of an error in the words that were given to a command."""
    match error:
        case _typer.NoSuchOption():
            return _no_such_option(error.option_name, ctx, given)
        case _typer.BadOptionUsage():
            return _bad_option_usage(error.option_name, ctx)
        case _typer.MissingParameter(param=_typer.TyperArgument() | _typer.TyperOption() as param):
            return _missing(param, ctx)
        case typer.BadParameter(param=_typer.TyperArgument() | _typer.TyperOption() as param) if (
            value := _typer.refused(error)
        ) is not None:
            return _bad_value(param, value)
        case _:  # ours, and in Chinese already
            return error.message


def unknown_command(word: str, group: _typer.TyperGroup, ctx: _typer.Context) -> str:
    """For a word that is no command."""
    names = list(group.commands)
    cure = _did_you_mean(word, names + _option_names(group, ctx)) or f"可用的命令：{'、'.join(names)}"
    return f"没有命令“{visible(word)}”\n{cure}"


def too_many(rest: Sequence[str], ctx: _typer.Context) -> str:
    """For words that are left over."""
    words = "、".join(f"“{visible(word)}”" for word in rest)
    # With a dash that only looks like a hyphen, an option is parsed as a plain argument.
    dashed = (word for word in rest if _typable(word).startswith("-"))
    cures = [_did_you_mean(word, _option_names(ctx.command, ctx)) for word in dashed]
    return "\n".join([f"多余的参数：{words}", *filter(None, cures), ctx.get_usage()])


def _no_such_option(option: str, ctx: _typer.Context, given: Sequence[str]) -> str:
    typed = next((word for word in given if word.startswith(option)), option)  # of `-unit` the parser reports `-u`
    name = typed.partition("=")[0]
    cure = _misplaced(name, ctx) or _did_you_mean(name, _option_names(ctx.command, ctx))
    return f"没有选项“{visible(name)}”\n{cure}".rstrip()


def _misplaced(name: str, ctx: _typer.Context) -> str:
    """A cure for an option of the group given after the command, or of a command given before it."""
    if ctx.parent and name in _option_names(ctx.parent.command, ctx.parent):
        return f"{name} 要写在命令之前：{ctx.parent.command_path} {name}"
    commands = ctx.command.commands if isinstance(ctx.command, _typer.TyperGroup) else {}
    owners = (command for command, found in commands.items() if name in _option_names(found, ctx))
    owner = next(owners, None)
    return f"{name} 要写在命令之后：{ctx.command_path} {owner} {name}" if owner else ""


def _bad_option_usage(name: str, ctx: _typer.Context) -> str:
    option = next(option for option in _options(ctx.command, ctx) if name in option.opts)
    return f"选项 {name} 不带值" if option.is_flag else f"选项 {name} 缺少值\n{accepts(option)}".rstrip()


def _missing(param: _typer.Param, ctx: _typer.Context) -> str:
    about = f"（{param.help}）" if param.help else ""
    return "\n".join(filter(None, [f"缺少{label(param)}{about}", accepts(param), ctx.get_usage()]))


def _bad_value(param: _typer.Param, value: str) -> str:
    headline = f"{label(param)} 的值“{visible(value)}”无效：{accepts(param)}"
    return f"{headline}\n{_did_you_mean(value, _typer.choices(param))}".rstrip()


def _did_you_mean(word: str, names: Iterable[str]) -> str:
    """A cure for a slip of the finger, or of the input method: full-width letters, a long dash for --."""
    known = {_bare(name): name for name in names}
    wanted = _bare(word)
    close = nearest(wanted, known, _LIKE) or next((name for name in known if wanted and name.startswith(wanted)), None)
    return f"你是不是想输入 {known[close]}？" if close else ""


def _bare(word: str) -> str:
    """A name without its dashes: as all options share them, they would make any two alike."""
    return _typable(word).lstrip("-").casefold()


def _typable(word: str) -> str:
    """The word as an ASCII keyboard would have given it."""
    return plain(word).translate(_DASHES)


def _options(command: _typer.Command, ctx: _typer.Context) -> list[_typer.TyperOption]:
    return [param for param in command.get_params(ctx) if isinstance(param, _typer.TyperOption)]


def _option_names(command: _typer.Command, ctx: _typer.Context) -> list[str]:
    return [name for option in _options(command, ctx) for name in option.opts]
