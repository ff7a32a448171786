"""What was formally granted: more time (延期), or an accepted exception (豁免)."""

from typing import Annotated

from pydantic import Field, RootModel

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import FullDate, Text, Year, as_written


class Extension(Record, title="一项延期批准"):
    """A later deadline for one unit's duty. The original deadline stays visible."""

    unit: Annotated[Text, Field(title="单位")]
    item: Annotated[Text, Field(title="事项编号")]
    cycle: Annotated[Year | None, Field(title="年度")] = None
    until: Annotated[FullDate, Field(title="延至", description="含当日")]
    reason: Annotated[Text, Field(title="理由")]
    approved_by: Annotated[Text, Field(title="批准人")]
    approved_on: Annotated[FullDate, Field(title="批准日期")]
    document_no: Annotated[Text | None, Field(title="批准文号")] = None


class Waiver(Record, title="一项豁免"):
    """A finding that is accepted for a while, with a reason and an end."""

    rule: Annotated[Text, Field(title="规则编号", pattern=r"^ZF[0-9]{3}$"), as_written("string", pattern="ZF[0-9]{3}")]
    unit: Annotated[Text, Field(title="单位")]
    item: Annotated[Text | None, Field(title="事项编号")] = None
    reason: Annotated[Text, Field(title="理由")]
    approved_by: Annotated[Text, Field(title="批准人")]
    expires: Annotated[FullDate, Field(title="到期日", description="含当日，必填")]


class Extensions(RootModel[tuple[Extension, ...]]):
    """data/extensions.yaml: a list of extensions."""


class Waivers(RootModel[tuple[Waiver, ...]]):
    """data/waivers.yaml: a list of waivers."""
