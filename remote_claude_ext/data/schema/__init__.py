"""Every table; importing this makes the metadata complete."""

from ..base import metadata
from .usage import usage_entries

__all__ = ["metadata", "usage_entries"]
