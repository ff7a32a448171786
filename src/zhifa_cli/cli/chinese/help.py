"""Commands whose help is in Chinese, in columns measured in cells, and so are the errors of their command lines."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import typer

from zhifa_cli.cli.chinese import _typer
from zhifa_cli.cli.chinese.values import left, metavar, right
from zhifa_cli.text.unseen import visible
from zhifa_cli.text.width import cells, wrap

_Callback = TypeVar("_Callback", bound=Callable[..., Any])


class ChineseFormatter(_typer.HelpFormatter):
    """click's layout, measured in cells."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = f"{prefix or '用法：'}{prog} "
        lines = wrap(args, max(self.width - cells(head), 20))
        self.write(head + f"\n{' ' * cells(head)}".join(lines) + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        for line in wrap(text, self.width - self.current_indent):
            self.write(f"{' ' * self.current_indent}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        fitting = [width for width in (cells(first) for first, _ in rows) if width <= col_max]
        column = self.current_indent + max(fitting, default=4) + col_spacing
        for first, second in rows:
            head = " " * self.current_indent + first
            lines = wrap(second, max(self.width - column, 10))
            if lines and cells(first) <= col_max:
                head += " " * (column - cells(head)) + lines.pop(0)
            self.write("\n".join([head, *(f"{' ' * column}{line}" for line in lines)]) + "\n")


class ChineseContext(typer.Context):
    """Lays help out by width."""

    formatter_class = ChineseFormatter


class _Chinese(_typer.Command):
    """What commands and groups share."""

    context_class = ChineseContext

    def get_help_option(self, ctx: _typer.Context) -> _typer.TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助并退出"
            option.default = False  # typer loads pydantic to validate a None
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the formatter wraps, nothing is cut
        """The first sentence, for the list of commands and for completion."""
        return (self.help or "").partition("。")[0]

    def parse_args(self, ctx: _typer.Context, args: list[str]) -> list[str]:
        """Parse, and say in Chinese what is wrong."""
        given = tuple(args)
        if broken := next((word for word in given if "\0" in word), None):
            message = f"“{visible(broken)}”里有 NUL 字符\n请删去它：文件名和选项的值里都不能有"
            raise _typer.UsageError(message, ctx)
        allowed, ctx.allow_extra_args = ctx.allow_extra_args, True  # it words leftovers in English
        try:
            rest = super().parse_args(ctx, args)
        except _typer.NoArgsIsHelpError:
            raise
        except _typer.UsageError as error:
            from zhifa_cli.cli.chinese.errors import complaint

            raise _typer.UsageError(complaint(error, ctx, given), ctx) from None
        finally:
            ctx.allow_extra_args = allowed
        if rest and not allowed and not ctx.resilient_parsing:
            from zhifa_cli.cli.chinese.errors import too_many

            raise _typer.UsageError(too_many(rest, ctx), ctx)
        return rest

    def collect_usage_pieces(self, ctx: _typer.Context) -> list[str]:
        arguments = [param for param in self.get_params(ctx) if isinstance(param, _typer.TyperArgument)]
        return ["[选项]", *(metavar(param) if param.required else f"[{metavar(param)}]" for param in arguments)]

    def format_options(self, ctx: _typer.Context, formatter: _typer.HelpFormatter) -> None:
        for heading, kind in (("参数", _typer.TyperArgument), ("选项", _typer.TyperOption)):
            if rows := [(left(p), right(p, ctx)) for p in self.get_params(ctx) if isinstance(p, kind)]:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: _typer.Context, formatter: _typer.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Examples, line for line: a command refilled is a command broken."""
        if self.epilog:
            with formatter.section("示例"):
                for line in self.epilog.splitlines():
                    formatter.write(f"{' ' * formatter.current_indent}{line}".rstrip() + "\n")


class ChineseCommand(_Chinese, _typer.TyperCommand):
    """A command with Chinese help and errors."""


class ChineseGroup(_Chinese, _typer.TyperGroup):
    """A group of such commands."""

    def collect_usage_pieces(self, ctx: _typer.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "命令 [参数]..."]

    def format_options(self, ctx: _typer.Context, formatter: _typer.HelpFormatter) -> None:
        """The commands under the headings of their panels, then the options."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            heading = getattr(command, "rich_help_panel", None) or "命令"
            panels.setdefault(heading, []).append((name, command.get_short_help_str()))
        for heading, rows in panels.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
        super().format_options(ctx, formatter)

    def resolve_command(
        self, ctx: _typer.Context, args: list[str]
    ) -> tuple[str | None, _typer.Command | None, list[str]]:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            from zhifa_cli.cli.chinese.errors import unknown_command

            raise _typer.UsageError(unknown_command(args[0], self, ctx), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: _typer.Context) -> Any:
        if not self.invoke_without_command and not _typer.has_command(ctx):
            message = f"缺少命令\n可用的命令：{'、'.join(self.commands)}"
            raise _typer.UsageError(message, ctx)
        return super().invoke(ctx)


class ChineseTyper(typer.Typer):
    """A Typer whose groups and commands are the Chinese ones; called with nothing, it shows its help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(cls=ChineseGroup, no_args_is_help=True, rich_markup_mode=None, **settings)

    def command(self, *args: Any, **settings: Any) -> Callable[[_Callback], _Callback]:
        return super().command(*args, cls=ChineseCommand, **settings)
