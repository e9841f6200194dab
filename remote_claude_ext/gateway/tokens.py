"""The tokens that a request offers; pure."""

from typing import Protocol

_MOST_CHARACTERS = 512
_SCHEMES = ("bearer", "token")
_PROVIDER_KEY = "sk-ant-"


class Lines(Protocol):
    """Header lines by name."""

    def get(self, name: str, default: str, /) -> str:
        """The first of this name."""


def to_tokens(headers: Lines) -> list[str]:
    """The tokens of `Authorization` and `x-api-key`, in this order, each once.

    Claude Code sends its helper's token in both; a person's own key may stand in one of them, and
    is nothing that the hub should see.
    """
    scheme, _, credential = headers.get("Authorization", "").strip().partition(" ")
    offered = [credential] if scheme.lower() in _SCHEMES else []
    offered.append(headers.get("X-Api-Key", ""))
    tokens = [token for text in offered if _is_token(token := text.strip())]
    return list(dict.fromkeys(tokens))


def _is_token(text: str) -> bool:
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and 0 < len(text) <= _MOST_CHARACTERS and not text.startswith(_PROVIDER_KEY)
