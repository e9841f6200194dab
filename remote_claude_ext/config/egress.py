"""The section `egress`: which names sessions in containers may reach. Pure."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from ..core.egress import EgressRule, Host
from .kinds import Kind, setting
from .lists import require_known, to_all
from .values import ValueProblemError, shown

_EXAMPLE = "{everyone: true, hosts: [packages.example.org, .example.net]}"
_WHOSE = ("everyone", "group", "size")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
_MOST_NAME = 253
_MOST_PORT = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Egress:
    """What sessions may reach outside; nothing unless it is listed."""

    allow: tuple[EgressRule, ...] = setting(
        (),
        "allow",
        Kind.EGRESS,
        "Hosts that sessions in containers may reach: " + _EXAMPLE + ".",
    )
    name_servers: tuple[str, ...] = setting(
        (),
        "nameServers",
        Kind.ADDRESSES,
        "Who is asked for their addresses; without it, who this machine asks.",
    )


def to_egress(raw: object) -> tuple[EgressRule, ...]:
    """Every rule of the list.

    Raises:
        ValueProblemError: One is not well formed, or two are about the same people.
    """
    return to_all(raw, "Item", _EXAMPLE, _to_rule, lambda rule: (rule.whose, rule.name))


def to_addresses(raw: object) -> tuple[str, ...]:
    """Every IP address of a list.

    Raises:
        ValueProblemError: It is no list, or one is no address.
    """
    if not isinstance(raw, list):
        raise ValueProblemError(f"{shown(raw)} is no list: write [192.0.2.53].")
    try:
        return tuple(str(ipaddress.ip_address(str(each))) for each in raw)
    except ValueError as error:
        raise ValueProblemError(f"{error}: write one such as 192.0.2.53.") from None


def to_host(raw: object) -> Host:
    """`packages.example.org`, `.example.org` (and all below it), either with `:PORT`.

    Raises:
        ValueProblemError: It is not the name of a host.
    """
    text = raw.strip() if isinstance(raw, str) else ""
    if "/" in text:
        raise ValueProblemError(f"{shown(raw)} is an address: write its name alone")
    if "*" in text:
        raise ValueProblemError(f"{shown(raw)} has a star: .example.org is all below example.org")
    if _is_address(text):
        raise ValueProblemError(f"{shown(raw)} is an IP address: only names can be allowed")
    name, colon, port = text.partition(":")
    if not name.isascii():
        raise ValueProblemError(f"{shown(raw)} is not ASCII: write {_to_ascii(name)}")
    is_domain = name.startswith(".")
    name = name.removeprefix(".").lower()
    labels = name.split(".")
    if (
        not all(_LABEL.fullmatch(label) for label in labels)
        or len(labels) < 2  # noqa: PLR2004 (a whole top-level domain is nobody's)
        or len(name) > _MOST_NAME
        or labels[-1].isdecimal()
    ):
        raise ValueProblemError(f"{shown(raw)} is no name such as packages.example.org")
    if not colon:
        return Host(name=name, is_domain=is_domain)
    if not port.isascii() or not port.isdecimal() or not 1 <= int(port) <= _MOST_PORT:
        raise ValueProblemError(f"{shown(raw)} has no port from 1 to {_MOST_PORT}")
    return Host(name=name, port=int(port), is_domain=is_domain)


def _to_rule(item: dict[Any, Any]) -> EgressRule:
    require_known(item, (*_WHOSE, "hosts"))
    given = [key for key in _WHOSE if key in item]
    if len(given) != 1:
        raise ValueProblemError("it names whose it is with one of everyone: true, group, size")
    whose, name = given[0], item[given[0]]
    if whose == "everyone":
        if name is not True:
            raise ValueProblemError("everyone is true")
        name = ""
    elif not isinstance(name, str) or not name.strip():
        raise ValueProblemError(f"{whose} is a name")
    hosts = item.get("hosts")
    if not isinstance(hosts, list) or not hosts:
        raise ValueProblemError("hosts is a list such as [packages.example.org]")
    return EgressRule(
        whose=whose,  # type: ignore[arg-type]
        name=name.strip(),
        hosts=tuple(to_host(each) for each in hosts),
    )


def _is_address(text: str) -> bool:
    bare = text.removeprefix("[").partition("]")[0]
    for each in (bare, text.partition(":")[0]):
        try:
            ipaddress.ip_address(each)
        except ValueError:
            continue
        return True
    return False


def _to_ascii(name: str) -> str:
    try:
        return name.removeprefix(".").encode("idna").decode()
    except UnicodeError:
        return "its form in ASCII (xn--…)"
