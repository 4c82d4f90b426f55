"""`Corrections`: what somebody who has watched the video knows better."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from formcheck.messages.message import Message, message
from formcheck.messages.names import side_name
from formcheck.records import Side

Span = tuple[float, float]

Turn = Literal[90, 180, 270]
"""By how much a picture that lies on its side or stands on its head is turned clockwise, degrees."""


Joint = Literal[
    "left_shoulder",
    "right_shoulder",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
]
"""What can be moved by hand, the person's own sides."""


class KneelSide(BaseModel):
    """Which knee is down from when to when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start_s: float = Field(ge=0)
    end_s: float
    rear_side: Side


class JointMove(BaseModel):
    """By how much a joint was moved by hand in one picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    joint: Joint = Field(description="the person's own left or right")
    time_s: float = Field(ge=0, description="of the picture")
    dx_px: float = Field(description="to the right, pixels of the frames judged")
    dy_px: float = Field(description="down")


class Corrections(BaseModel):
    """What is taken for given; None is left to the picture. Times are seconds of the source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rear_side: Side | None = Field(default=None, description="which knee is down, the person's own side")
    facing: Side | None = Field(default=None, description="which way the person faces in the picture")
    person: int | None = Field(
        default=None,
        ge=1,
        le=4,
        description="which person to judge: counted from the left, where several are first seen together",
    )
    rotate_deg: Turn | None = Field(
        default=None, description="by how much the picture is turned clockwise, beyond what the file says itself"
    )
    stream: int | None = Field(default=None, ge=1, description="which of several videos in the file to judge")
    mirrored: bool = Field(default=False, description="the recording shows a mirror image, which is turned back")
    speed: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="how many times faster than it plays it was in truth: 8 for 240 pictures a second played at 30",
    )
    baselines_s: tuple[Span, ...] = Field(
        default=(), description="from when to when the person kneels in their neutral, in the order of time"
    )
    holds_s: tuple[Span, ...] = Field(default=(), description="from when to when each hold lasts, in the order of time")
    kept_holds_s: tuple[Span, ...] = Field(
        default=(),
        description="holds that were found and are left as they are, where `holds_s` names others beside them",
    )
    sides_s: tuple[KneelSide, ...] = Field(
        default=(), description="which knee is down in one kneel of several, in the order of time"
    )
    joints: tuple[JointMove, ...] = Field(
        default=(), description="joints that were moved by hand in a picture; those of the pictures around it follow"
    )
    ranges_s: tuple[Span, ...] = Field(
        default=(), description="from when to when the person shows their own range: relax, tuck, relax, tuck, relax"
    )
    no_range: bool = Field(
        default=False, description="the person shows no range of their own: none is looked for, all is judged"
    )
    start_s: float | None = Field(default=None, ge=0, description="nothing before this is looked at")
    end_s: float | None = Field(default=None, gt=0, description="nothing after this is looked at")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        whole = [(self.start_s or 0.0, self.end_s)] if self.end_s is not None else []
        sides = tuple((part.start_s, part.end_s) for part in self.sides_s)
        for spans in (self.baselines_s, self.every_hold_s, self.ranges_s, sides, whole):
            for start_s, end_s in spans:
                if not 0 <= start_s < end_s:
                    raise ValueError(f"{start_s:g}-{end_s:g} ends before it begins")
            for before, after in pairwise(spans):
                if not before[1] < after[0]:
                    raise ValueError(f"{before[0]:g}-{before[1]:g} runs into {after[0]:g}-{after[1]:g}")
        if self.no_range and self.ranges_s:
            raise ValueError("no own range is shown, and there is one")
        return self

    @property
    def every_hold_s(self) -> tuple[Span, ...]:
        """The holds there are, whether named or left as they were found, in the order of time; empty: as found."""
        return tuple(sorted((*self.holds_s, *self.kept_holds_s)))

    def rear_side_at(self, time_s: float) -> Side | None:
        """Return which knee is down at a time, where somebody knows better than the picture."""
        for part in self.sides_s:
            if part.start_s <= time_s <= part.end_s:
                return part.rear_side
        return self.rear_side

    @property
    def body(self) -> tuple[object, ...]:
        """What of it decides what is observed of the body, which the networks need not look for again."""
        return self.rear_side, self.facing, self.sides_s, self.joints, self.start_s, self.end_s

    @property
    def legs(self) -> tuple[object, ...]:
        """What of it decides which leg is which, and so where the pelvis is looked for."""
        return self.rear_side, self.facing, self.sides_s

    def __bool__(self) -> bool:
        return self != Corrections()

    def messages(self) -> list[Message]:
        """Say each correction, such as ``left knee down``."""
        said = []
        if self.person is not None:
            said.append(message("correction.person", number=self.person))
        if self.rotate_deg is not None:
            said.append(message("correction.rotate", degrees=self.rotate_deg))
        if self.stream is not None:
            said.append(message("correction.stream", number=self.stream))
        if self.mirrored:
            said.append(Message("correction.mirrored"))
        if self.speed is not None:
            said.append(message("correction.speed", speed=self.speed))
        if self.rear_side is not None:
            said.append(message("correction.rear_side", side=side_name(self.rear_side)))
        if self.facing is not None:
            said.append(message("correction.facing", side=side_name(self.facing)))
        for kind, spans in (("baseline", self.baselines_s), ("range", self.ranges_s), ("hold", self.holds_s)):
            said += [message(f"correction.{kind}", start=start_s, end=end_s) for start_s, end_s in spans]
        for part in self.sides_s:
            name = side_name(part.rear_side)
            said.append(message("correction.kneel_side", side=name, start=part.start_s, end=part.end_s))
        said += [message("correction.joint", joint=Message(f"joint.{m.joint}"), time=m.time_s) for m in self.joints]
        if self.no_range:
            said.append(Message("correction.no_range"))
        if self.start_s is not None:
            said.append(message("correction.start", time=self.start_s))
        if self.end_s is not None:
            said.append(message("correction.end", time=self.end_s))
        return said

    @property
    def choice(self) -> Corrections:
        """What of it only says which picture, person and part of it to judge: nothing is judged in another way."""
        return self.observed.model_copy(update={"start_s": self.start_s, "end_s": self.end_s})

    @property
    def observed(self) -> Corrections:
        """What of it the pose network has to look again for: the person, the video of the file, how it is turned."""
        return Corrections(
            person=self.person,
            rotate_deg=self.rotate_deg,
            stream=self.stream,
            mirrored=self.mirrored,
            speed=self.speed,
        )
