"""What may hang on a message: checked before it is taken, so that Claude does not choke on it."""

import base64
import binascii
import re
from collections.abc import Sequence

from msgspec import UNSET

from ...core.errors import MalformedError, TooLargeError
from ...wire.chat import Attachment

MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
MOST = 20
IMAGE_BYTES = 3_932_160
"""What the Messages API takes: 5 MiB of base64."""
ALL_IMAGES_BYTES = 20 << 20
SELECTION_BYTES = 256 << 10
_LONGEST_NAME = 4096
_LINES = re.compile(r"\d{1,9}(-\d{1,9})?")


def check(attachments: Sequence[Attachment]) -> None:
    """MalformedError or TooLargeError says what is wrong with the first that is."""
    if len(attachments) > MOST:
        raise MalformedError(
            f"A message takes at most {MOST} attachments; this one has {len(attachments)}.",
            remedy="Send some of them with the next message, or mention their folder.",
        )
    total = sum(_check(each) for each in attachments)
    if total > ALL_IMAGES_BYTES:
        raise TooLargeError("images together", size_bytes=total, limit_bytes=ALL_IMAGES_BYTES)


def _check(one: Attachment) -> int:
    """The bytes of its image."""
    if len(one.name) > _LONGEST_NAME:
        raise MalformedError("The name of an attachment is too long.")
    if one.type == "image":
        return _check_image(one)
    if one.path is UNSET or not one.path or "\0" in one.path or len(one.path) > _LONGEST_NAME:
        raise MalformedError(f"The file {one.name!r} needs its path in the workspace.")
    if one.lines is not UNSET and not _LINES.fullmatch(one.lines):
        raise MalformedError("The lines of a file are written as 41 or 41-49.")
    size = 0 if one.text is UNSET else len(one.text.encode())
    if size > SELECTION_BYTES:
        raise TooLargeError("selection", size_bytes=size, limit_bytes=SELECTION_BYTES)
    return 0


def _check_image(image: Attachment) -> int:
    if image.media_type not in MEDIA_TYPES:
        raise MalformedError(
            f"The image {image.name!r} is of a kind that Claude does not take.",
            remedy="Send it as PNG, JPEG, GIF or WebP.",
        )
    try:
        data = base64.b64decode("" if image.data is UNSET else image.data, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedError(f"The image {image.name!r} is not base64.") from None
    if not data:
        raise MalformedError(f"The image {image.name!r} is empty.")
    if len(data) > IMAGE_BYTES:
        raise TooLargeError(f"image {image.name!r}", size_bytes=len(data), limit_bytes=IMAGE_BYTES)
    return len(data)
