"""Mask secrets before anything is logged or shown."""

import re

MASK = "[redacted]"

_PATTERNS = (
    re.compile(r"sk-ant-[A-Za-z0-9_\-]{6,}"),
    re.compile(r"(?i)(?<=bearer )[A-Za-z0-9._\-]{8,}"),
    re.compile(r"(?i)(?<=authorization: token )[A-Za-z0-9._\-]{8,}"),
    re.compile(r"(?i)(?<=x-api-key: )\S{8,}"),
)


def redact(text: str, *secrets: str) -> str:
    """Replace every known secret and everything that looks like a credential by a mask."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, MASK)
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text
