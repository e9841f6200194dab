"""How git is called for a clone, and what its words mean; pure."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from ...wire.sessions import NewRepository

_TOKEN = "REMOTE_CLAUDE_CLONE_TOKEN"  # noqa: S105 (a name)
_HELPER = (
    '!f() { if test "$1" = get; then echo username=x-access-token; echo "password=$'
    + _TOKEN
    + '"; fi; }; f'
)
"""A credential helper that gives what one git process has in its environment, and keeps nothing."""
_SILENT_SECONDS = 60

_CLOSED = "The server of the repository does not let everybody read it: it needs a token that may."
_NOT_LISTED = (
    "The way out of this session does not lead to the repository's server: an administrator"
    " lists the hosts that sessions may reach."
)
_EITHER = (
    "The server of the repository, or the way out of this session, refuses it: an administrator"
    " lists the hosts that sessions may reach."
)
"""Over plain http both answer in the same place."""
_UNREACHABLE = "The repository's server cannot be reached from this session."
_BROKEN = "The connection to the repository's server broke off before all of it was here."
_MEANINGS: Sequence[tuple[str, str]] = (
    (r"Remote branch (?P<name>.+) not found", "The repository has no branch or tag {name!r}."),
    (r"could not read (Username|Password)|Authentication failed", _CLOSED),
    (r"terminal prompts disabled|returned error: 40[13]", _CLOSED),
    (r"CONNECT tunnel failed|response 407|returned error: 407", _NOT_LISTED),
    (
        r"not found|does not exist|returned error: 404",
        "There is no repository at this address, or it needs a token to be seen.",
    ),
    (r"Could not resolve|Failed to connect|Couldn't connect|Connection refused", _UNREACHABLE),
    (r"unreachable|timed out|Connection reset", _UNREACHABLE),
    (r"No space left|Disk quota", "The disk is full."),
    (r"early EOF|unexpected disconnect|transfer closed", _BROKEN),
    (r"certificate|SSL", "The certificate of the repository's server is not trusted here."),
    (
        r"transport '.*' not allowed",
        "The server leads to another kind of address, which is not followed.",
    ),
)


def to_clone(wish: NewRepository, target: Path) -> list[str]:
    """The command that clones; with a folder nothing is checked out yet."""
    words = ["git", "clone", "--progress"]  # quiet, the half of it would not be told
    if wish.shallow:
        words += ["--depth=1"]
    if wish.branch:
        words += [f"--branch={wish.branch}"]
    if wish.folder:
        words += ["--no-checkout"]
    return [*words, "--", wish.url, str(target)]


def to_checkout(wish: NewRepository) -> list[list[str]]:
    """The commands after it, in the clone: check out one folder and what lies at the top."""
    if not wish.folder:
        return []
    return [
        ["git", "cat-file", "-e", f"HEAD:{wish.folder}/"],
        ["git", "sparse-checkout", "set", "--cone", wish.folder],
        ["git", "checkout", "--quiet", "--progress"],
    ]


def to_environment(environ: Mapping[str, str], wish: NewRepository) -> dict[str, str]:
    """What git gets: nobody to ask, no other way than the web, no helper that keeps a secret."""
    parts = urlsplit(wish.url)
    settings = [
        ("http.lowSpeedLimit", "1"),
        ("http.lowSpeedTime", str(_SILENT_SECONDS)),
        ("credential.helper", ""),
        ("advice.detachedHead", "false"),
    ]
    own = {
        "GIT_ALLOW_PROTOCOL": "https:http",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "LC_ALL": "C.UTF-8",
    }
    if wish.token:
        settings.append((f"credential.{parts.scheme}://{parts.netloc}.helper", _HELPER))
        own[_TOKEN] = wish.token
    if "GIT_SSL_CAINFO" not in environ and (bundle := environ.get("SSL_CERT_FILE")):
        own["GIT_SSL_CAINFO"] = bundle
    own["GIT_CONFIG_COUNT"] = str(len(settings))
    for number, (key, value) in enumerate(settings):
        own[f"GIT_CONFIG_KEY_{number}"], own[f"GIT_CONFIG_VALUE_{number}"] = key, value
    return {**environ, **own}


def explain(said: str, wish: NewRepository) -> str:
    """What git wrote, as a sentence; its own last line where it is not known."""
    if "returned error: 403" in said and wish.url.lower().startswith("http:"):
        return _EITHER
    if wish.folder and "in 'HEAD'" in said:
        return f"The repository has no folder {wish.folder!r}."
    for pattern, sentence in _MEANINGS:
        if found := re.search(pattern, said, re.IGNORECASE):
            return sentence.format(**found.groupdict())
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1].removeprefix("fatal: ").removeprefix("error: ") if lines else ""
    return f"git says: {last[:500].rstrip('.')}." if last else "git ended without a word."
