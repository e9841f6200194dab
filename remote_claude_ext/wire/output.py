"""What a tool gave back, as far as it is kept."""

import msgspec
from msgspec import UNSET, UnsetType


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """A picture; `data` is base64."""

    media_type: str
    data: str


class Preview(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The beginning of a tool's output; `truncated` says that there is more.

    `images` are those of it that are small enough to keep.
    """

    preview: str
    truncated: bool
    images: list[Image] | UnsetType = UNSET
