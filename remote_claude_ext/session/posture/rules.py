"""What a session may be and have, judged by what the system says of it; pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...wire.posture import Check

Address = tuple[str, int]

KEY_VARIABLES = frozenset(
    {
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_AUTH_TOKEN",
        "ANTHROPIC_AWS_API_KEY",
        "AWS_BEARER_TOKEN_BEDROCK",
        "AWS_SECRET_ACCESS_KEY",
        "CLAUDE_CODE_OAUTH_TOKEN",
        "GOOGLE_APPLICATION_CREDENTIALS",
    }
)
"""By these Claude Code finds a key of a provider."""
KEY_BEGIN = b"sk-ant-"
"""So a key of the Anthropic API begins."""
_CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
_FILTERED = "2"
_GVISOR = "#1 SMP Sun Jan 10 15:06:54 PST 2016"
"""What gVisor's kernel says of itself (its `pkg/sentry/syscalls/linux/linux64.go`)."""
_UNAUTHORIZED = 401
_FORBIDDEN = "disable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPart:
    """A file of the policy for Claude Code; `text` is None where it cannot be read."""

    path: str
    text: str | None
    owner: int
    is_writable: bool


def of_rights(status: str, version: str) -> Check:
    """Who runs here and what that may do, by `/proc/PID/status` and `/proc/version`.

    gVisor tells neither of ambient capabilities nor of new privileges: it has none to give.
    """
    absent, gains = ("0", "1") if _GVISOR in version else ("1", "0")
    found = _to_fields(status)
    held = [name for name in _CAPABILITIES if int(found.get(name, absent), 16)]
    if "0" in found.get("Uid", "0").split():
        return _bad("rights", "It runs as root.")
    if held:
        return _bad("rights", f"It has capabilities of root: {', '.join(held)}.")
    if found.get("NoNewPrivs", gains) != "1":
        return _bad("rights", "A program that it starts may gain privileges.")
    return _good("rights", "It is not root, has no capabilities, and cannot gain any.")


def of_calls(status: str, version: str) -> Check:
    """Whether something is between it and the kernel, by `/proc/PID/status` and `/proc/version`."""
    if _GVISOR in version:
        return _good("calls", "gVisor is between it and the machine's kernel.")
    if _to_fields(status).get("Seccomp") != _FILTERED:
        return _bad("calls", "It may make every call to the kernel: there is no seccomp profile.")
    return _good("calls", "A seccomp profile filters its calls to the kernel.")


def of_system(mounts: str) -> Check:
    """Whether the root file system is read-only, by `/proc/PID/mounts`; the last one counts."""
    options = [
        words[3].split(",") for line in mounts.splitlines() if (words := line.split())[1:2] == ["/"]
    ]
    if not options or "ro" not in options[-1]:
        return _bad("system", "It can write to its root file system.")
    return _good("system", "Its root file system is read-only.")


def of_policy(parts: Iterable[PolicyPart], *, auto_mode: bool) -> Check:
    """Whether the organisation's policy for Claude Code is there, out of reach, and as configured.

    `auto_mode` is whether the operator lets people choose it; the first part has to be there.
    """
    bans = []
    for part in parts:
        if part.text is None:
            return _bad(
                "policy", f"There is no policy for Claude Code: {part.path} cannot be read."
            )
        if part.owner or part.is_writable:
            return _bad("policy", f"Whoever works here can change the policy {part.path}.")
        said = _to_object(part.text)
        if said is None:
            return _bad("policy", f"The policy {part.path} is no JSON object: it does not count.")
        bans.append(_forbids_auto_mode(said))
    if auto_mode and any(bans):
        return _bad("policy", "The policy forbids auto mode, although claude.autoMode is true.")
    if not auto_mode and not any(bans):
        return _bad("policy", "The policy allows auto mode, although claude.autoMode is false.")
    auto = "Auto mode may be chosen." if auto_mode else "Auto mode is off."
    return _good("policy", f"The policy for Claude Code is in force, and belongs to root. {auto}")


def of_keys(environments: Mapping[str, bytes], files: Iterable[str]) -> Check:
    """Whether a key of a provider is in an environment (by process) or one of these files."""
    found = [
        f"the environment of process {process}"
        for process, environment in sorted(environments.items())
        if _has_key(environment)
    ]
    if places := [*found, *files]:
        return _bad("keys", f"There is a key of a provider in {' and '.join(places)}.")
    return _good("keys", "There is no key of a provider in an environment or a file.")


def of_ways(name: str, reached: Iterable[Address], good: str, bad: str) -> Check:
    """Whether nothing answered where nothing may."""
    places = ", ".join(f"{host}:{port}" for host, port in sorted(reached))
    return _bad(name, f"{bad}: {places} answered.") if places else _good(name, good)


def of_names(host: str, *, is_known: bool) -> Check:
    """Whether the names of the internet lead nowhere."""
    if is_known:
        return _bad("names", f"It can ask for names of the internet: {host} was found.")
    return _good("names", "It cannot ask for names of the internet.")


def of_gateway(status: int | None) -> Check:
    """What the gateway answered to a made-up token; None where it did not."""
    if status is None:
        return _bad("gateway", "The gateway does not answer: Claude cannot work here.")
    if status != _UNAUTHORIZED:
        return _bad("gateway", f"The gateway answered {status} to a made-up token.")
    return _good("gateway", "The gateway answers, and refuses a made-up token.")


def _has_key(environment: bytes) -> bool:
    for pair in environment.split(b"\0"):
        name, _, value = pair.partition(b"=")
        if value and (name.decode(errors="replace") in KEY_VARIABLES or KEY_BEGIN in value):
            return True
    return False


def _to_object(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _forbids_auto_mode(policy: Mapping[str, object]) -> bool:
    permissions = policy.get("permissions")
    inner = permissions if isinstance(permissions, dict) else {}
    return _FORBIDDEN in (policy.get("disableAutoMode"), inner.get("disableAutoMode"))


def _to_fields(status: str) -> dict[str, str]:
    return {
        name: value.strip()
        for name, colon, value in (line.partition(":") for line in status.splitlines())
        if colon
    }


def _good(name: str, said: str) -> Check:
    return Check(name=name, good=True, said=said)


def _bad(name: str, said: str) -> Check:
    return Check(name=name, good=False, said=said)
