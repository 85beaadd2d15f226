"""What every shape that goes out has in common: exact types, nothing unknown, and never a null."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Id = Annotated[int, Field(ge=0)]
Moment = AwareDatetime
Sequence = Annotated[Count | None, Field(description="the number in its stream: a gap is a lost message")]
Token = Annotated[str | None, Field(min_length=1, description="what RESUME shows to go on with this stream")]


class Shape(BaseModel):
    """A part of a message. A field that may be None is absent then."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ServerMessage(Shape):
    """A whole frame; each subclass names its `type` as the one value it has."""

    nonce: Annotated[str, Field(min_length=1, description="differs in every frame: clients ignore a repeat")]
