"""Mask secrets before anything is logged or shown."""

import re

MASK = "[redacted]"
_LEAST_CHARACTERS = 6
"""A shorter secret is none, and would be found in half of all sentences."""

_PATTERNS = (
    re.compile(r"sk-ant-[A-Za-z0-9_\-]{6,}"),
    re.compile(r"(?i)(?<=bearer )[A-Za-z0-9._~+/\-]{8,}"),
    re.compile(r"(?i)(?<=authorization: token )[A-Za-z0-9._\-]{8,}"),
    re.compile(r"(?i)(?<=\btoken )[A-Za-z0-9._\-]{16,}"),
    re.compile(r"(?i)(?<=x-api-key: )\S{8,}"),
    re.compile(r"(?i)(?<=[?&]token=)[^&\s\"']+"),
    re.compile(r"(?i)(?<=cookie: )[^\r\n]+"),
    # The same in the repr of a mapping of headers.
    re.compile(r"(?i)(?<=authorization['\"], ['\"])[^'\"]{8,}"),
    re.compile(r"(?i)(?<=authorization['\"]: ['\"])[^'\"]{8,}"),
    re.compile(r"(?i)(?<=x-api-key['\"], ['\"])[^'\"]{8,}"),
    re.compile(r"(?i)(?<=x-api-key['\"]: ['\"])[^'\"]{8,}"),
    re.compile(r"(?i)(?<=cookie['\"], ['\"])[^'\"]{8,}"),
    re.compile(r"(?i)(?<=cookie['\"]: ['\"])[^'\"]{8,}"),
    # JupyterHub's tokens, and those that are made at the first start.
    re.compile(r"\b[0-9a-f]{32,}\b"),
)
_known: set[str] = set()


def hide(secret: str) -> None:
    """Mask a secret wherever this process redacts something, whatever it looks like."""
    if len(secret) >= _LEAST_CHARACTERS:
        _known.add(secret)


def redact(text: str, *secrets: str) -> str:
    """Replace every known secret and everything that looks like a credential by a mask."""
    for secret in (*secrets, *_known):
        if secret:
            text = text.replace(secret, MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text
