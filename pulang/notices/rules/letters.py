"""A message as its carrier gets it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """What a gateway gets to carry: the only place where address and text stand in the open."""

    public_id: str
    channel: str
    address: str
    text: str
    language: str
    template: str
    facts: Mapping[str, Any]
    at: datetime
