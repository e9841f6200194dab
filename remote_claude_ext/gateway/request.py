"""Reads a request body: the model it asks for; pure."""

import json
import re

import msgspec

from ..wire.messages import RequestHead
from .errors import BadRequestError

_decoder = msgspec.json.Decoder(RequestHead)
_MOST_MODEL_CHARACTERS = 128

# Every way to spell the key `model`, at any depth. A quote inside a string is escaped, so text
# that merely contains the word never matches.
_MODEL_KEY = re.compile(
    rb'"(?:m|\\u006[dD])(?:o|\\u006[fF])(?:d|\\u0064)(?:e|\\u0065)(?:l|\\u006[cC])"\s*:'
)


def to_model(body: bytes) -> str:
    """The model that a Messages API request asks for.

    A body that names it twice is refused: the provider might read the other one.
    """
    try:
        model = _decoder.decode(body).model
    except msgspec.ValidationError as error:
        raise BadRequestError(f"The request does not fit: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequestError(f"The request is not JSON: {error}.") from None
    if not model or len(model) > _MOST_MODEL_CHARACTERS or not model.isprintable():
        raise BadRequestError("model: the name is empty, too long or not printable.")
    if len(_MODEL_KEY.findall(body)) > 1 and _has_two_models(body):
        raise BadRequestError("model: the request names it more than once.")
    return model


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
