"""How settings are described: what a value looks like in the YAML, its help, its range. Pure."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """How the text of the YAML becomes a value."""

    TEXT = auto()
    URL = auto()
    FLAG = auto()
    WHOLE = auto()
    SIZE = auto()
    DURATION = auto()
    CHOICE = auto()
    NAMES = auto()
    SECRET = auto()
    ZONE = auto()
    BUDGETS = auto()
    RATES = auto()
    ALIASES = auto()
    ACCESS = auto()
    UPSTREAMS = auto()
    PRICES = auto()
    SUBNET = auto()
    SIZES = auto()
    EGRESS = auto()
    ADDRESSES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What may be written under one key."""

    key: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


def setting(default: object, key: str, kind: Kind, help_: str, **more: Any) -> Any:
    """A field of a section, with what may be written under its key."""
    described = Setting(key=key, kind=kind, help=help_, **more)
    return field(default=default, metadata={"setting": described})
