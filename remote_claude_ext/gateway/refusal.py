"""What a caller reads when the provider refuses the server's key; pure."""

import json
import zlib

from ..core.redact import redact

REFUSED = (401, 403)
ANSWERED = 424
"""The status that callers get instead. Tried with Claude Code 2.1.330: it takes 401 and 403 for a
refusal of its own token, so it asks its apiKeyHelper again and again, and hides the message; 424 it
shows at once, with nothing added."""

_MOST_BYTES = 1024 * 1024
_HIDES_THE_MESSAGE = "x-api-key"
_LOOKS_THE_SAME = "x\N{NON-BREAKING HYPHEN}api\N{NON-BREAKING HYPHEN}key"


def to_message(body: bytes, content_encoding: str) -> str | None:
    """The provider's own sentence; None where the body is not an error of the API."""
    try:
        message = json.loads(_plain(body, content_encoding))["error"]["message"]
    except (ValueError, KeyError, TypeError, RecursionError, zlib.error):
        return None
    return message if isinstance(message, str) else None


def explain(message: str | None, hint: str) -> str:
    """The provider's sentence without that key, that it is about the server's, what to mend."""
    message = None if message is None else redact(message)
    said = f": \N{LEFT DOUBLE QUOTATION MARK}{message}\N{RIGHT DOUBLE QUOTATION MARK}"
    mend = f" Whoever runs this server mends {hint}." if hint else ""
    text = f"The model provider refused this server's key{said if message else ''}.{mend}"
    # Claude Code answers "Not logged in" wherever it finds this word in an error.
    return text.replace(_HIDES_THE_MESSAGE, _LOOKS_THE_SAME)


def _plain(body: bytes, content_encoding: str) -> bytes:
    coding = content_encoding.strip().lower()
    if coding in ("", "identity"):
        return body
    bits = zlib.MAX_WBITS | 16 if coding in ("gzip", "x-gzip") else zlib.MAX_WBITS
    return zlib.decompressobj(bits).decompress(body, _MOST_BYTES)
