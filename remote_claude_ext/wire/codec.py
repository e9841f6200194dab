"""msgspec in and out: inbound is strict, errors name the field."""

from typing import TypeVar

import msgspec

from ..core.errors import MalformedError

T = TypeVar("T")

_encoder = msgspec.json.Encoder(decimal_format="string")


def encode(value: object) -> bytes:
    """A value as JSON bytes: Decimal as a string, datetime as RFC 3339."""
    return _encoder.encode(value)


def decode(data: bytes | str, kind: type[T]) -> T:
    """JSON as a value of `kind`; MalformedError names the field that is wrong.

    Unknown fields are ignored, so that a newer client may talk to an older server.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise MalformedError(f"The request does not fit: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"The request is not JSON: {error}.") from None
