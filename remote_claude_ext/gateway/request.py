"""Reads a request body: the model it asks for, how long the answer may be; pure."""

import json
import re

import msgspec

from ..wire.messages import RequestHead
from .errors import BadRequestError

_split = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode = msgspec.json.Decoder(RequestHead).decode
_encode = msgspec.json.encode
_FIELDS = RequestHead.__struct_fields__
_MOST_MODEL_CHARACTERS = 128

# Every way to spell the key `model`, at any depth. A quote inside a string is escaped, so text
# that merely contains the word never matches.
_MODEL_KEY = re.compile(
    rb'"(?:m|\\u006[dD])(?:o|\\u006[fF])(?:d|\\u0064)(?:e|\\u0065)(?:l|\\u006[cC])"\s*:'
)

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_TOKEN = re.compile(_STRING.pattern + rb"|[][{}]", re.DOTALL)
_OPENING, _CLOSING = (b"{", b"["), (b"}", b"]")


def to_head(body: bytes) -> RequestHead:
    """What a Messages API request asks for.

    A body that names the model twice is refused: the provider might read the other one.
    """
    try:
        parts = _split(body)
        head = _decode(_to_object({name: parts[name] for name in _FIELDS if name in parts}))
    except msgspec.ValidationError as error:
        raise BadRequestError(f"The request does not fit: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequestError(f"The request is not JSON: {error}.") from None
    model = head.model
    if not model or len(model) > _MOST_MODEL_CHARACTERS or not model.isprintable():
        raise BadRequestError("model: the name is empty, too long or not printable.")
    if not _has_nothing_else(body, parts) and _may_have_two_models(body) and _has_two_models(body):
        raise BadRequestError("model: the request names it more than once.")
    return head


def with_model(body: bytes, model: str) -> bytes:
    """The same body, byte for byte but for the name of the model; `to_head` has read it before."""
    depth = 0
    for found in _TOKEN.finditer(body):
        token = found[0]
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        elif depth == 1 and (key := _MODEL_KEY.match(body, found.start())):
            value = _STRING.search(body, key.end())
            if value is not None:
                return body[: value.start()] + _encode(model) + body[value.end() :]
    raise BadRequestError("model: the request does not name it where it can be found.")


def _to_object(parts: dict[str, msgspec.Raw]) -> bytes:
    return b"{%b}" % b",".join(b'"%b":%b' % (name.encode(), raw) for name, raw in parts.items())


def _has_nothing_else(body: bytes, parts: dict[str, msgspec.Raw]) -> bool:
    """Whether a body is just these parts without a space: then no name stands in it twice.

    So Claude Code writes it; of any other the text has to be looked through.
    """
    values = sum(memoryview(raw).nbytes for raw in parts.values())
    return len(body) == values + sum(map(len, parts)) + 4 * len(parts) + 1


def _may_have_two_models(body: bytes) -> bool:
    # Most bodies have the word once, and no letter of it escaped: two looks at memory say so.
    if body.count(b'"model"') <= 1 and b"\\u00" not in body:
        return False
    return len(_MODEL_KEY.findall(body)) > 1


def _has_two_models(body: bytes) -> bool:
    names: list[str] = []

    def keep(pairs: list[tuple[str, object]]) -> None:
        # Called last for the outermost object.
        names[:] = [name for name, _ in pairs]

    try:
        json.loads(body, object_pairs_hook=keep)
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"The request is not JSON: {error}.") from None
    return names.count("model") > 1
