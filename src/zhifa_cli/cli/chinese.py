"""Typer, speaking Chinese: help laid out by display width, usage errors that name their cure.

Typer ships no translations, and measures text by len(), which is half the width of Chinese. Everything
here hangs on its subclass hooks (context, formatter, command and group classes); the click it vendors is
imported only for the base classes and exceptions it does not export under a public name. Neither pydantic
nor rich may be loaded for `--help`: start-up time is what a user feels first.
"""

from __future__ import annotations

import contextlib
import errno
import inspect
import os
import re
import sys
import textwrap
import traceback
import unicodedata
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args
from uuid import UUID

import typer
from typer._click import Command, Context, HelpFormatter, Parameter
from typer._click.exceptions import (
    BadArgumentUsage,
    BadOptionUsage,
    FileError,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._completion_shared import Shells, _get_shell_name, get_completion_script, install
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells, is_wide, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_USAGE_ERROR = 2
_INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
_PIPE_CLOSED = 141  # 128 + SIGPIPE

# What input methods and word processors make of a hyphen.
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_CHOICES_INLINE = 24  # cells; a longer a|b|c leaves the left column for a note of its own

_Callback = TypeVar("_Callback", bound="Callable[..., Any]")
_Param: TypeAlias = TyperArgument | TyperOption
_Row: TypeAlias = tuple[str | None, str, str]  # heading, name, help


# ---- text ----------------------------------------------------------------------------------------------


def _reflow(text: str, width: int) -> list[str]:
    r"""Refill paragraphs (split at blank lines); one that opens with click's \b mark keeps its lines."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        if lines:
            lines.append("")
        mark, _, verbatim = paragraph.partition("\n")
        if mark.strip() == "\b":
            lines += verbatim.split("\n")
        else:
            lines += wrap(re.sub(r"\s*\n\s*", _joint, paragraph), width)
    return lines


def _joint(line_end: re.Match[str]) -> str:
    """What a line end in a docstring stands for: a blank between words, nothing beside an ideograph."""
    text, start, end = line_end.string, line_end.start(), line_end.end()
    beside = text[start - 1 : start] + text[end : end + 1]
    return "" if any(map(is_wide, beside)) else " "


# ---- help ----------------------------------------------------------------------------------------------


class ChineseFormatter(HelpFormatter):
    """click's layout, measured in cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = f"{prefix or '用法：'}{prog} "
        lines = wrap(args, max(self.width - cells(head), 20))
        self.write(head + f"\n{' ' * cells(head)}".join(lines) + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        for line in _reflow(text, self.width - self.current_indent):
            self.write(f"{' ' * self.current_indent}{line}".rstrip() + "\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        fitting = [width for width in (cells(first) for first, _ in rows) if width <= col_max]
        left = self.current_indent + max(fitting, default=4) + col_spacing
        for first, second in rows:
            head = " " * self.current_indent + first
            lines = _reflow(second, max(self.width - left, 10))
            if lines and cells(first) <= col_max:
                head += " " * (left - cells(head)) + lines.pop(0)
            self.write("\n".join([head, *(f"{' ' * left}{line}".rstrip() for line in lines)]) + "\n")


class ChineseContext(typer.Context):
    """Lays help out by width, and remembers what was typed: typer's errors do not carry the bad value."""

    formatter_class = ChineseFormatter
    given: Sequence[str] = ()


class _Chinese(Command):
    """What commands and groups share."""

    context_class = ChineseContext

    def get_params(self, ctx: Context) -> list[Parameter]:
        params = super().get_params(ctx)
        for param in params:
            # typer appends these two to the finished root command, so here is the first hook that sees them.
            if isinstance(param, TyperOption) and param.is_flag and param.name in _COMPLETION_OPTIONS:
                param.help, param.callback = _COMPLETION_OPTIONS[param.name]
                param.default = False  # typer loads pydantic to validate a None
        return params

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助并退出"
            option.default = False  # typer loads pydantic to validate a None
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the formatter wraps, nothing is cut
        """The first sentence, for the list of commands and for completion."""
        text = self.short_help or self.help or ""
        paragraph = inspect.cleandoc(text).partition("\n\n")[0]
        return re.sub(r"\s*\n\s*", _joint, paragraph).partition("。")[0]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse, taking over the complaint about leftovers, which typer words in English."""
        if isinstance(ctx, ChineseContext):
            ctx.given = tuple(args)
        if broken := next((word for word in args if "\0" in word), None):
            message = f"“{visible(broken)}”里有 NUL 字符\n请删去它：文件名和选项的值里都不能有"
            raise UsageError(message, ctx)
        allowed, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            rest = super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx  # the option parser leaves it out
            raise
        finally:
            ctx.allow_extra_args = allowed
        if rest and not allowed and not ctx.resilient_parsing:
            raise UsageError(_too_many(rest, ctx), ctx)
        return rest

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        options = "[选项]" if self.options_metavar == "[OPTIONS]" else self.options_metavar
        arguments = [param for param in self.get_params(ctx) if isinstance(param, TyperArgument)]
        names = [_metavar(param) if param.required else f"[{_metavar(param)}]" for param in arguments]
        return [*([options] if options else []), *names]

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Always plain: typer's own would turn to rich when it is installed."""
        Command.format_help(self, ctx, formatter)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        params = [param for param in self.get_params(ctx) if isinstance(param, TyperArgument | TyperOption)]
        arguments: list[_Row] = []
        options: list[_Row] = []
        for param in params:
            if not param.hidden:
                rows = arguments if isinstance(param, TyperArgument) else options
                rows.append((param.rich_help_panel, _left(param), _right(param, ctx)))
        _write_panels(formatter, arguments, "参数", "其他参数")
        _write_panels(formatter, options, "选项", "其他选项")

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Examples, line for line: a command refilled is a command broken."""
        if self.epilog:
            with formatter.section("示例"):
                for line in textwrap.dedent(self.epilog).strip("\n").splitlines():
                    formatter.write(f"{' ' * formatter.current_indent}{line}".rstrip() + "\n")


class ChineseCommand(_Chinese, TyperCommand):
    """A command with Chinese help and errors."""


class ChineseGroup(_Chinese, TyperGroup):
    """A group of such commands; called with no arguments where it needs a command, it shows its help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.no_args_is_help = self.no_args_is_help or not self.invoke_without_command

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        command = self.subcommand_metavar
        return [
            *super().collect_usage_pieces(ctx),
            "命令 [参数]..." if command == "COMMAND [ARGS]..." else command,
        ]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        rows = [
            (getattr(command, "rich_help_panel", None), name, command.get_short_help_str())
            for name, command in self._shown(ctx)
        ]
        _write_panels(formatter, rows, "命令", "其他命令")

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except UsageError:
            names = [name for name, _ in self._shown(ctx)]
            cure = _did_you_mean(args[0], names + _option_names(self, ctx)) or f"可用的命令：{'、'.join(names)}"
            message = f"没有命令“{visible(args[0])}”\n{cure}"
            raise UsageError(message, ctx) from None

    def invoke(self, ctx: Context) -> Any:
        if not ctx._protected_args and not self.invoke_without_command:
            message = f"缺少命令\n可用的命令：{'、'.join(name for name, _ in self._shown(ctx))}"
            raise UsageError(message, ctx)
        return super().invoke(ctx)

    def _shown(self, ctx: Context) -> list[tuple[str, Command]]:
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, command) for name, command in commands if command and not command.hidden]


class ChineseTyper(typer.Typer):
    """A Typer whose groups and commands are the Chinese ones unless told otherwise."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**({"cls": ChineseGroup, "rich_markup_mode": None} | settings))

    def command(self, *args: Any, **settings: Any) -> Callable[[_Callback], _Callback]:
        return super().command(*args, **({"cls": ChineseCommand} | settings))


def _write_panels(formatter: HelpFormatter, rows: Iterable[_Row], title: str, rest: str) -> None:
    """One section per heading in order of appearance, then what has none."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for panel, left, right in rows:
        panels.setdefault(panel or "", []).append((left, right))
    if plain := panels.pop("", None):
        panels[rest if panels else title] = plain
    for heading, members in panels.items():
        with formatter.section(heading):
            formatter.write_dl(members)


def _left(param: _Param) -> str:
    if isinstance(param, TyperArgument):
        return _metavar(param)
    names = [", ".join(sorted(opts, key=len)) for opts in (param.opts, param.secondary_opts) if opts]
    return " / ".join(names) if param.is_flag or param.count else f"{' / '.join(names)} {_metavar(param)}"


def _right(param: _Param, ctx: Context) -> str:
    """The help text and what follows it in brackets."""
    notes = []
    choices = "|".join(_choices(param))
    if choices and choices not in _left(param):
        notes.append(f"[可选：{'、'.join(_choices(param))}]")
    if limits := _limits(param):
        notes.append(f"[{limits}]")
    if isinstance(param, TyperOption) and param.multiple:
        notes.append("[可重复]")
    if param.envvar and param.show_envvar:
        notes.append(f"[环境变量：{_environment(param)}]")
    if default := _default(param, ctx):
        notes.append(f"[默认：{default}]")
    if param.required:
        notes.append("[必填]")
    return " ".join([*([param.help] if param.help else []), *notes])


def _environment(param: _Param) -> str:
    return param.envvar if isinstance(param.envvar, str) else "、".join(param.envvar or ())


def _default(param: _Param, ctx: Context) -> str:
    if isinstance(param.show_default, str):
        return param.show_default
    value = param.get_default(ctx, call=False)
    if not param.show_default or value is None or callable(value):
        return ""
    if isinstance(value, bool):
        names = param.opts if value else param.secondary_opts
        return names[0] if param.secondary_opts else ""
    values = value if isinstance(value, list | tuple) else [value]
    return "、".join(str(item.value if isinstance(item, Enum) else item) for item in values)


# ---- what a parameter takes ----------------------------------------------------------------------------


def _metavar(param: _Param) -> str:
    return _value_name(param) + ("..." if param.nargs != 1 else "")


def _value_name(param: _Param) -> str:
    if param.metavar:
        return param.metavar
    if isinstance(param, TyperArgument):
        return param.name.upper()
    choices = "|".join(_choices(param))
    if choices and cells(choices) <= _CHOICES_INLINE:
        return choices
    return f"<{_date_layout(param) or _kind(param)}>"


def _choices(param: _Param) -> list[str]:
    choices = param.type_descriptor.choices or ()
    return [str(choice.value if isinstance(choice, Enum) else choice) for choice in choices]


def _scalar(param: _Param) -> Any:
    """The type of one value: int for `list[int]`."""
    annotation: Any = param.type_descriptor.annotation
    return get_args(annotation)[0] if param.type_descriptor.is_list else annotation


def _is_path(param: _Param) -> bool:
    scalar = _scalar(param)
    return isinstance(scalar, type) and issubclass(scalar, Path)


def _kind(param: _Param) -> str:
    """The Chinese word for the type."""
    info = param.type_descriptor.parameter_info
    if param.type_descriptor.is_file:
        return "文件"
    if _is_path(param):
        return "路径" if info.file_okay == info.dir_okay else "文件" if info.file_okay else "目录"
    words = {int: "整数", float: "数字", str: "文本", bool: "true 或 false", UUID: "UUID"}
    return words.get(_scalar(param), "值")


def _date_layout(param: _Param) -> str:
    """How a date is written, in letters a reader knows rather than strptime's."""
    if _scalar(param) not in {date, datetime}:
        return ""
    layouts = param.type_descriptor.parameter_info.formats or ["%Y-%m-%d"]
    letters = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "hh", "%M": "mm", "%S": "ss"}
    return re.sub("%.", lambda code: letters.get(code[0], code[0]), " 或 ".join(layouts))


def _limits(param: _Param) -> str:
    if isinstance(param, TyperOption) and param.count:
        return ""
    bounds = ("不小于", param.min), ("不大于", param.max)
    return "、".join(f"{words} {bound}" for words, bound in bounds if bound is not None)


def _accepts(param: _Param) -> str:
    """What would have been right, for an error about what was wrong."""
    if choices := _choices(param):
        return f"可选的值：{'、'.join(choices)}"
    if layout := _date_layout(param):
        return f"应为形如 {layout} 的日期"
    if limits := _limits(param):
        return f"应为{limits} 的{_kind(param)}"
    return f"应为{_kind(param)}" if _kind(param) not in {"文本", "值"} else ""


# ---- errors --------------------------------------------------------------------------------------------


def _explain(error: typer.TyperException, prog: str) -> list[str]:
    """The complaint, what would cure it, and where to read more."""
    if isinstance(error, FileError):
        reason = _os_reason(error.__cause__) or error.message
        return [f"打不开文件“{visible(error.ui_filename)}”：{reason}"]
    if not isinstance(error, UsageError):
        return error.format_message().splitlines()
    if error.ctx is None:
        return [*error.message.splitlines(), f"运行 {prog} --help 查看用法"]
    return [*_complaint(error, error.ctx).splitlines(), f"运行 {error.ctx.command_path} --help 查看用法"]


def _complaint(error: UsageError, ctx: Context) -> str:
    """The headline and its cures, a line each."""
    match error:
        case NoSuchOption():
            return _no_such_option(error, ctx)
        case BadOptionUsage():
            return _bad_option_usage(error, ctx)
        case MissingParameter():
            return _missing(error, ctx)
        case typer.BadParameter():
            return _bad_value(error, ctx)
        case BadArgumentUsage():
            return f"参数的个数不对\n{ctx.get_usage()}"
        case _:  # raised in this module or by a command: Chinese already
            return error.message


def _did_you_mean(word: str, names: Iterable[str]) -> str:
    """A cure for a slip of the finger, or of the input method: full-width letters, a long dash for --."""
    known = {_essence(name): name for name in names}
    wanted = _essence(word)
    close = get_close_matches(wanted, known, n=1) or [name for name in known if wanted and name.startswith(wanted)]
    return f"你是不是想输入 {known[close[0]]}？" if close else ""


def _essence(word: str) -> str:
    """What similarity is judged by: the dashes all options share would make any two alike."""
    return _typable(word).lstrip("-").casefold()


def _typable(word: str) -> str:
    """The word as an ASCII keyboard would have given it."""
    return unicodedata.normalize("NFKC", word).translate(_DASHES)


def _option_names(command: Command, ctx: Context) -> list[str]:
    options = (param for param in command.get_params(ctx) if isinstance(param, TyperOption))
    return [name for option in options if not option.hidden for name in option.opts + option.secondary_opts]


def _no_such_option(error: NoSuchOption, ctx: Context) -> str:
    given = ctx.given if isinstance(ctx, ChineseContext) else ()
    # Of `-unit` the parser reports `-u` alone.
    typed = next((word for word in given if word.startswith(error.option_name)), error.option_name)
    name = typed.partition("=")[0]
    cure = _misplaced(name, ctx) or _did_you_mean(name, _option_names(ctx.command, ctx))
    return f"没有选项“{visible(name)}”\n{cure}".rstrip()


def _misplaced(name: str, ctx: Context) -> str:
    """A cure for an option of the group given after the command, or of a command given before it."""
    if ctx.parent and name in _option_names(ctx.parent.command, ctx.parent):
        return f"{name} 要写在命令之前：{ctx.parent.command_path} {name}"
    commands = ctx.command.commands if isinstance(ctx.command, TyperGroup) else {}
    owners = (command for command, found in commands.items() if name in _option_names(found, ctx))
    owner = next(owners, None)
    return f"{name} 要写在命令之后：{ctx.command_path} {owner} {name}" if owner else ""


def _bad_option_usage(error: BadOptionUsage, ctx: Context) -> str:
    name = error.option_name
    for param in ctx.command.get_params(ctx):
        if isinstance(param, TyperOption) and name in param.opts + param.secondary_opts:
            if param.is_flag or param.count:
                return f"选项 {name} 不带值"
            wanted = "缺少值" if param.nargs == 1 else f"要带 {param.nargs} 个值"
            return f"选项 {name} {wanted}\n{_accepts(param)}".rstrip()
    return error.message


def _label(param: _Param) -> str:
    if isinstance(param, TyperArgument):
        return f"参数 {_value_name(param)}"
    return f"选项 {max(param.opts, key=len)}"


def _missing(error: MissingParameter, ctx: Context) -> str:
    param = error.param
    if not isinstance(param, TyperArgument | TyperOption):
        return f"{error.message}\n{ctx.get_usage()}".strip()
    about = f"（{param.help}）" if param.help else ""
    accepts = f"\n{_accepts(param)}" if _accepts(param) else ""
    return f"缺少{_label(param)}{about}{accepts}\n{ctx.get_usage()}"


def _too_many(rest: list[str], ctx: Context) -> str:
    words = "、".join(f"“{visible(word)}”" for word in rest)
    # With a dash that only looks like a hyphen, an option is parsed as a plain argument.
    dashed = (word for word in rest if _typable(word).startswith("-"))
    cures = [_did_you_mean(word, _option_names(ctx.command, ctx)) for word in dashed]
    return "\n".join([f"多余的参数：{words}", *filter(None, cures), ctx.get_usage()])


def _bad_value(error: typer.BadParameter, ctx: Context) -> str:
    param = error.param
    value, words = _rejection(error)
    if not isinstance(param, TyperArgument | TyperOption):
        hint = " / ".join([error.param_hint] if isinstance(error.param_hint, str) else error.param_hint or [])
        return f"{hint}：{words}" if hint else words
    values = [value] if isinstance(value, str) else _given_values(param, ctx)
    for value in values:
        if why := _why_not(param, value):
            break
    else:
        value = values[0] if len(values) == 1 else None
        why = _own_words(words, values) or _os_reason(error.__cause__) or _accepts(param)
    source = ctx.get_parameter_source(param.name)
    origin = f"（来自环境变量 {_environment(param)}）" if source and source.name == "ENVIRONMENT" else ""
    shown = f"{'' if origin else ' '}的值“{visible(value)}”" if value is not None else ""
    lines = [f"{_label(param)}{origin}{shown}无效" + (f"：{why}" if why else "")]
    if value is not None and (choices := _choices(param)):
        lines.append(_did_you_mean(value, choices))
    return "\n".join(filter(None, lines))


def _rejection(error: typer.BadParameter) -> tuple[Any, str]:
    """The value and the words of whatever refused it, from under pydantic's layers.

    Told by its methods and not its class, so that a usage error does not load pydantic to be read.
    """
    value, words, cause = None, error.message, error.__cause__
    while callable(errors := getattr(cause, "errors", None)):
        detail = errors()[0]
        cause = detail.get("ctx", {}).get("error")
        value, words = detail["input"], detail["msg"] if cause is None else str(cause)
    return value, words


def _own_words(words: str, values: Iterable[str]) -> str:
    """The words if a command wrote them: Chinese, beyond what they quote of the user's."""
    quoted = set().union(*values)
    return words if any("\u4e00" <= char <= "\u9fff" and char not in quoted for char in words) else ""


def _given_values(param: _Param, ctx: Context) -> list[str]:
    """What the user gave for the parameter, before any conversion."""
    if not isinstance(ctx, ChineseContext):
        return []
    parsed, _, _ = ctx.command.make_parser(ctx).parse_args(list(ctx.given))
    value = parsed.get(param.name)
    if value is None:
        value = param.value_from_envvar(ctx)
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _why_not(param: _Param, value: str) -> str:
    """Why typer refused the value, where that shows from the outside: a choice or a path."""
    info = param.type_descriptor.parameter_info
    if choices := _choices(param):
        if not info.case_sensitive:
            choices, value = [choice.casefold() for choice in choices], value.casefold()
        return "" if value in choices else _accepts(param)
    if not _is_path(param):
        return ""
    path = Path(value)
    try:
        path.stat()
    except (OSError, ValueError):
        return f"{_kind(param)}不存在" if info.exists else ""
    if path.is_dir() and not info.dir_okay:
        return "这是目录，应为文件"
    if path.is_file() and not info.file_okay:
        return "这是文件，应为目录"
    denied = info.readable and not os.access(path, os.R_OK), info.writable and not os.access(path, os.W_OK)
    return "没有读取权限" if denied[0] else "没有写入权限" if denied[1] else ""


def _os_reason(cause: BaseException | None) -> str:
    reasons = {
        FileNotFoundError: "文件不存在",
        PermissionError: "没有权限",
        IsADirectoryError: "这是目录，应为文件",
    }
    return next((words for kind, words in reasons.items() if isinstance(cause, kind)), "")


# ---- completion ----------------------------------------------------------------------------------------


def _install_completion(ctx: Context, _param: Parameter, value: Any) -> Any:
    if not value or ctx.resilient_parsing:
        return value
    shell, path = install(shell=_shell(ctx))
    typer.echo(f"已为 {shell} 安装命令补全：{path}\n重新打开终端后生效")
    raise typer.Exit


def _show_completion(ctx: Context, _param: Parameter, value: Any) -> Any:
    if not value or ctx.resilient_parsing:
        return value
    prog = ctx.find_root().info_name or ""
    variable = f"_{prog}_COMPLETE".replace("-", "_").upper()
    typer.echo(get_completion_script(prog_name=prog, complete_var=variable, shell=_shell(ctx)))
    raise typer.Exit


def _shell(ctx: Context) -> str:
    """The shell that called us, checked here because typer's own refusal is English."""
    shell = _get_shell_name()
    if shell not in set(Shells):
        message = f"认不出当前的 shell\n请在 {'、'.join(Shells)} 之一里运行"
        raise UsageError(message, ctx)
    return str(shell)


_COMPLETION_OPTIONS: dict[str, tuple[str, Callable[[Context, Parameter, Any], Any]]] = {
    "install_completion": ("为当前 shell 安装命令补全", _install_completion),
    "show_completion": ("显示当前 shell 的补全脚本，供复制或自行安装", _show_completion),
}


# ---- running -------------------------------------------------------------------------------------------


def run(app: typer.Typer, args: list[str] | None = None, prog: str = "zhifa") -> int:
    """Run the app and return its exit code: the command's own, or 2 with a Chinese message on stderr.

    `--debug`, anywhere before a bare `--`, is taken out of the arguments: every command then has it, and
    the advice to append it to the command that just failed is good for all of them.
    """
    words = sys.argv[1:] if args is None else args
    end = words.index("--") if "--" in words else len(words)
    debug = "--debug" in words[:end]
    words = [word for word in words[:end] if word != "--debug"] + words[end:]
    try:
        code = _run(app, words, prog, debug=debug)
    except BrokenPipeError:
        code = _PIPE_CLOSED
    except OSError:  # stderr itself cannot be written: there is nowhere left to complain
        code = _USAGE_ERROR
    return _finish(code)


def _run(app: typer.Typer, args: list[str], prog: str, *, debug: bool) -> int:
    try:
        _dispatch(app, args, prog)
    except typer.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _INTERRUPTED
    except NoArgsIsHelpError as error:
        typer.echo(error.message, err=True)
    except typer.TyperException as error:
        _say("错误", *_explain(error, prog))
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


def _dispatch(app: typer.Typer, args: list[str], prog: str) -> None:
    """What Command.main does, less its standalone habits: it meets a closed pipe with sys.exit(1)."""
    command = get_command(app)
    command._main_shell_completion({}, prog)  # answers the shell and exits if it was the shell that asked
    with command.make_context(prog, args) as ctx:
        command.invoke(ctx)


def _say(kind: str, headline: str, *cures: str) -> None:
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
