"""What sessions may reach outside, by name: rules for everyone, groups and sizes; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A name that may be reached at one port; with `is_domain`, what lies below it as well."""

    name: str
    port: int = HTTPS_PORT
    is_domain: bool = False

    def __str__(self) -> str:
        """As it is written in a configuration."""
        port = "" if self.port == HTTPS_PORT else f":{self.port}"
        return f"{'.' if self.is_domain else ''}{self.name}{port}"

    def covers(self, name: str, port: int) -> bool:
        """Whether this is the host, as a client wrote it."""
        asked = name.lower()
        below = self.is_domain and asked.endswith(f".{self.name}")
        return port == self.port and (asked == self.name or below)


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressRule:
    """Hosts that everyone, the members of a group or the sessions of a size may reach."""

    whose: Literal["everyone", "group", "size"]
    name: str = ""
    hosts: tuple[Host, ...]


def may_reach(
    rules: Collection[EgressRule], *, groups: Collection[str], size: str, name: str, port: int
) -> bool:
    """Whether a session may reach a host; what nothing allows is refused."""
    mine = {("everyone", ""), ("size", size), *(("group", group) for group in groups)}
    return any(
        host.covers(name, port)
        for rule in rules
        if (rule.whose, rule.name) in mine
        for host in rule.hosts
    )
