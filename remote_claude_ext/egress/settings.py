"""What the process beside the egress proxy is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..core.egress import EgressRule


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressSettings:
    """`key` is what the proxy begins with when it asks or reports; `size_of` a session's size."""

    port: int
    key: str = field(repr=False)
    hub_api_url: str
    rules: tuple[EgressRule, ...]
    record: Path
    size_of: Callable[[str, str], str]
