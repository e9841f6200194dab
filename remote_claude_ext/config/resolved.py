"""`DATA/settings.json`: the settings of the running installation, for the processes of `up`.

Read and checked once by `up`: a process that is started again has the same settings as the others,
and needs none of the variables that the YAML names. A key is never in it; a `file:` reference is.
"""

import os

import msgspec

from .places import Places
from .providers import without_keys
from .settings import Settings


def write_settings(places: Places, settings: Settings) -> None:
    """Replace the file in one step; only its owner can read it."""
    settings = without_keys(settings)
    draft = places.settings.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(settings)))
    draft.replace(places.settings)


def read_settings(places: Places) -> Settings:
    """The settings that `up` wrote."""
    return msgspec.json.decode(places.settings.read_bytes(), type=Settings)
