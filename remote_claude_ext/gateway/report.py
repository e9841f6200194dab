"""Telemetry on its way to the collector, and what that said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A piece of telemetry as it came."""

    signal: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the collector said."""

    status: int
    content_type: str
    body: bytes
