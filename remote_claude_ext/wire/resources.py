"""What a session takes of the machine: as it tells it, and as it is read."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Count = Annotated[int, Meta(ge=0, le=2**62)]
Amount = Annotated[float, Meta(ge=0, le=1e12)]


class NewResources(msgspec.Struct, frozen=True, kw_only=True):
    """What a session takes now; a limit is None where there is none.

    `processor_seconds` is all since it started, `processors` how many it kept busy since it told
    last. `disk_bytes` is what its files take, None until they are counted, and `disk_at_least`
    where there were too many to count all. `disk_shared`: they are those of all sessions of the
    user. `disk_free_bytes` is what can be written there yet.
    """

    memory_bytes: Count
    memory_limit_bytes: Count | None = None
    processor_seconds: Amount
    processors: Amount | None = None
    processors_limit: Amount | None = None
    processes: Count
    processes_limit: Count | None = None
    disk_bytes: Count | None = None
    disk_at_least: bool = False
    disk_shared: bool = False
    disk_limit_bytes: Count | None = None
    disk_free_bytes: Count


class Resources(NewResources, frozen=True, kw_only=True):
    """What a session took when it told last."""

    user: str
    session: str
    at: datetime


class ResourcesList(msgspec.Struct, frozen=True, kw_only=True):
    """One for each session, the one that told last first; `total` is how many there are."""

    items: list[Resources]
    total: int


class DiskShort(msgspec.Struct, frozen=True, kw_only=True):
    """There is little room for files: `near` its end, or `full`.

    Where the files are close to their bound, `used_bytes` and `limit_bytes` say so; else it is the
    disk that has only `free_bytes` left.
    """

    level: Literal["near", "full"]
    free_bytes: int
    used_bytes: int | None = None
    limit_bytes: int | None = None
