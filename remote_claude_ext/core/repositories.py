"""Which repositories a session may begin with: addresses, branches and folders; pure."""

import re
from urllib.parse import SplitResult, urlsplit

from .errors import MalformedError

OWED = "REMOTE_CLAUDE_REPOSITORY"
"""The variable that tells a session's server to clone before it begins; the hub says what."""
CLONE_SECONDS = 900
"""Longest that a clone may take."""
_OTHER = re.compile(r"(?i)^([a-z][a-z0-9+.-]*):|^[\w.-]+@[\w.-]+:")
"""What looks like an address of another kind: a scheme, or `name@host:`."""
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(/|$)|\.$|/$")
"""What no branch's name has, by git-check-ref-format(1)."""


def to_url(text: str) -> str:
    """The address of a repository, as git takes it; MalformedError says what it has to be.

    Never one that makes git run a program, read a file of the machine, or that has a secret in it.
    """
    url = text.strip()
    parts = _split(url)
    if "@" in parts.netloc:
        raise MalformedError(
            "The address of the repository has a name or a password in it.",
            remedy="Leave out what is before the @; a token has a field of its own.",
        )
    is_plain = url.isprintable() and not re.search(r"[\s\\]", url)
    if not (is_plain and parts.hostname and _has_port(parts) and parts.path.strip("/")):
        raise _not_one(text)
    if parts.query or parts.fragment:
        raise MalformedError(
            "The address of a repository ends with its path.", remedy="Leave out ? and #."
        )
    return url


def to_name(url: str) -> str:
    """What people call a repository: the last part of its address."""
    return urlsplit(url).path.strip("/").rpartition("/")[2].removesuffix(".git") or url


def to_branch(text: str) -> str:
    """A branch or a tag, as git takes it; MalformedError."""
    name = text.strip()
    if name.startswith(("-", "/", ".")) or name == "@" or _FORBIDDEN.search(name):
        raise MalformedError(f"{text!r} cannot be the name of a branch.")
    return name


def to_folder(text: str) -> str:
    """A folder inside a repository, without slashes around it; MalformedError."""
    name = text.strip().strip("/")
    parts = name.split("/")
    is_bad = not name.isprintable() or name.startswith("-") or any(c in name for c in "\\*?[]!#")
    if is_bad or (name and any(part in ("", ".", "..", ".git") for part in parts)):
        raise MalformedError(
            f"{text!r} cannot be a folder of a repository.", remedy="Give its path from the top."
        )
    return name


def to_token(text: str, url: str) -> str:
    """A token that may read the repository; never one that would go over the line in clear."""
    token = text.strip()
    if token and (not token.isascii() or not token.isprintable() or " " in token):
        raise MalformedError("The token has characters that no token has.")
    if token and urlsplit(url).scheme != "https":
        raise MalformedError(
            "A token is sent over https only.", remedy="Give the https address of the repository."
        )
    return token


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _not_one(url) from None
    if parts.scheme.lower() in ("https", "http"):
        return parts
    if _OTHER.match(url):
        raise MalformedError(
            "A repository is cloned over https (or http), and this address is of another kind.",
            remedy="Give the https address of the repository; if it is private, with a token.",
        )
    raise _not_one(url)


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _not_one(text: str) -> MalformedError:
    return MalformedError(
        f"{text[:200]!r} is not the address of a repository.",
        remedy="It looks like this: https://git.example.org/team/project.git",
    )
