"""What somebody who knows the plan of a practice has to say: it goes through the coach, so that there is one queue."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.messages.message import Message


@dataclass(frozen=True)
class Lead:
    """What the plan has to say at a frame.

    Attributes
    ----------
    message
        What is to be said; None where nothing is.
    small
        Small talk: it holds no correction back and is not begun while anything is past red. Else it goes first.
    alone
        Nothing but this is to be said: the person is turning round, or counts down.
    """

    message: Message | None = None
    small: bool = False
    alone: bool = False


NOTHING = Lead()
"""The plan has nothing to say."""
