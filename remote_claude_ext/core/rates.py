"""How fast people may ask: limits by the minute and at once, and whom each one binds; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

EACH = "*"
"""The name of a limit that each user has alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """What a user, a group together, or everyone together may ask; None is no limit.

    `tokens` counts what the provider counts anew: input, cache writes and output.
    """

    whose: Literal["user", "group", "everyone"]
    name: str = ""
    requests: int | None = None
    """In any 60 seconds."""
    tokens: int | None = None
    """In any 60 seconds, of answers that have ended."""
    parallel: int | None = None
    """At once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A limit as it binds one caller: `owner` is who shares it."""

    owner: str
    limit: RateLimit


def to_bounds(
    limits: Collection[RateLimit], user: str, groups: Collection[str]
) -> tuple[Bound, ...]:
    """The limits that bind a user; one that names the user replaces the one that each has."""
    has_own = any(limit.whose == "user" and limit.name == user for limit in limits)
    found = []
    for limit in limits:
        if limit.whose == "user" and limit.name == (user if has_own else EACH):
            found.append(Bound(owner=f"user:{user}", limit=limit))
        elif limit.whose == "group" and limit.name in groups:
            found.append(Bound(owner=f"group:{limit.name}", limit=limit))
        elif limit.whose == "everyone":
            found.append(Bound(owner="everyone", limit=limit))
    return tuple(found)
