"""What was formally granted: more time (延期), freedom from a duty (免除), or an accepted exception (豁免)."""

from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from zhifa_cli.model.record import Record
from zhifa_cli.model.scalars import CycleText, FullDate, Text, as_written, fault


class Extension(Record, title="一项延期批准"):
    """A later deadline for one unit's duty. The original deadline stays visible."""

    unit: Annotated[Text, Field(title="单位")]
    item: Annotated[Text, Field(title="事项编号", description="整改事项要延的，写整改事项的编号，如 2024-017")]
    cycle: Annotated[CycleText | None, Field(title="届期")] = None
    until: Annotated[FullDate, Field(title="延至", description="含当日")]
    reason: Annotated[Text, Field(title="理由")]
    approved_by: Annotated[Text, Field(title="批准人")]
    approved_on: Annotated[FullDate, Field(title="批准日期")]
    document_no: Annotated[Text | None, Field(title="批准文号")] = None
    revoked_on: Annotated[FullDate | None, Field(title="撤销日期", description="自这一天起不再延期")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.revoked_on is not None and self.revoked_on < self.approved_on:
            message = f"撤销日期（{self.revoked_on}）早于批准日期（{self.approved_on}），请核对"
            raise fault("revoked", message, "revoked_on")
        return self

    def until_on(self, day: date) -> date:
        """Its last day as it stands on a day: once it is revoked, the day before that."""
        if self.revoked_on is None or day < self.revoked_on:
            return self.until
        if self.revoked_on == self.approved_on:
            return date.min  # it never was in force
        return min(self.until, self.revoked_on - timedelta(days=1))

    @property
    def revoked(self) -> bool:
        """Whether it ends by being revoked, and not with its last day."""
        return self.revoked_on is not None and self.revoked_on <= self.until

    @property
    def ended(self) -> str:
        """How it came to its end, for one that has."""
        return f"已于 {self.revoked_on} 撤销" if self.revoked else "已届满"


class Exemption(Record, title="一项免除决定"):
    """A decision that a duty does not bind one unit. It holds whether or not the unit claimed 不适用."""

    unit: Annotated[Text, Field(title="单位")]
    item: Annotated[Text, Field(title="事项编号", description="写条款编号的，条款的各项要求都免除")]
    cycle: Annotated[CycleText | None, Field(title="届期", description="定期事项只免除一年、一期的才写")] = None
    reason: Annotated[Text, Field(title="理由")]
    approved_by: Annotated[Text, Field(title="批准人")]
    approved_on: Annotated[FullDate, Field(title="批准日期")]
    document_no: Annotated[Text | None, Field(title="批准文号")] = None


class Waiver(Record, title="一项豁免"):
    """A finding that is accepted for a while, with a reason and an end."""

    rule: Annotated[Text, Field(title="规则编号", pattern=r"^ZF[0-9]{3}$"), as_written("string", pattern="ZF[0-9]{3}")]
    unit: Annotated[Text, Field(title="单位")]
    item: Annotated[Text | None, Field(title="事项编号", description="或整改事项的编号，如 2024-017")] = None
    reason: Annotated[Text, Field(title="理由")]
    approved_by: Annotated[Text, Field(title="批准人")]
    approved_on: Annotated[FullDate | None, Field(title="批准日期", description="写了，才知道哪一天起已有这项豁免")] = (
        None
    )
    expires: Annotated[FullDate, Field(title="到期日", description="含当日，必填")]


class Extensions(Record, title="延期批准"):
    """data/extensions.yaml."""

    extensions: Annotated[tuple[Extension, ...], Field(title="延期批准")] = ()


class Exemptions(Record, title="免除决定"):
    """data/exemptions.yaml."""

    exemptions: Annotated[tuple[Exemption, ...], Field(title="免除决定")] = ()


class Waivers(Record, title="豁免"):
    """data/waivers.yaml."""

    waivers: Annotated[tuple[Waiver, ...], Field(title="豁免")] = ()
