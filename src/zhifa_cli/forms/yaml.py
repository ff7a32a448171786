"""Values -> YAML as a person would write it: block style, model order, quotes only where they are needed."""

from decimal import Decimal

import yaml

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import Month
from zhifa_cli.text.unseen import visible, visible_json


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, repeats rather than aliases, and writes several lines as a block."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's signature
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _record(dumper: _Dumper, record: Record) -> yaml.Node:
    given = record.model_fields_set  # what stands for itself by being absent (no counts, no demo) stays so
    fields = (
        (f.alias or name, getattr(record, name)) for name, f in type(record).model_fields.items() if name in given
    )
    written = {key: year_or_text(value) if key == "cycle" else value for key, value in fields}
    return dumper.represent_dict({key: value for key, value in written.items() if value is not None and value != ()})


def year_or_text(cycle: str | None) -> int | str | None:
    """A cycle as people write it: a year is a number, other periods are text."""
    return int(cycle) if cycle and cycle.isdecimal() else cycle


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    """Only double quotes can hold the escapes of what nobody sees, or what YAML folds like a line end."""
    line = text.replace("\n", "")
    style = '"' if visible(line) != line else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


def _decimal(dumper: _Dumper, number: Decimal) -> yaml.Node:
    kind = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", f"{number.normalize():f}")


_Dumper.add_multi_representer(Record, _record)
_Dumper.add_multi_representer(str, _text)
_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)
_Dumper.add_representer(Month, lambda dumper, month: _text(dumper, str(month)))


def dump(value: object) -> str:
    """A record, mapping or list as YAML lines; keys that a record leaves at None or empty are not written."""
    return _dump(value, flow=False)


def scalar(value: object) -> str:
    """One value on one line, quoted where YAML would take it for something else."""
    return _dump([value], flow=True).strip()[1:-1]


def _dump(value: object, *, flow: bool) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=10**6
    )
    return visible_json(text)  # YAML's double quotes know JSON's escapes


def comment(text: str) -> str:
    """A comment line; nothing in the text can end it."""
    return f"# {visible(text)}\n"
