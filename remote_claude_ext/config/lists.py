"""Lists of groups of keys in the YAML: each item read, a mistake told with its place. Pure."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from .values import ValueProblemError

T = TypeVar("T")


def to_all(
    raw: object,
    what: str,
    example: str,
    read: Callable[[dict[Any, Any]], T],
    to_key: Callable[[T], object],
) -> tuple[T, ...]:
    """Every item of a list. `what` is what people call one, `to_key` what must not be there twice.

    Raises:
        ValueProblemError: An item is not well formed, or there twice.
    """
    if not isinstance(raw, list):
        raise ValueProblemError(f"This is no list: write [{example}].")
    found: dict[object, T] = {}
    for number, item in enumerate(raw, start=1):
        try:
            value = read(to_group(item, example))
        except ValueProblemError as error:
            why = str(error).rstrip(".")
            raise ValueProblemError(f"{what} {number} of the list: {why}.") from None
        key = to_key(value)
        if key in found:
            raise ValueProblemError(f"{what} {number} of the list: it is there twice.")
        found[key] = value
    return tuple(found.values())


def to_group(item: object, example: str) -> dict[Any, Any]:
    """A group of keys, as it stands in the YAML."""
    if not isinstance(item, dict):
        raise ValueProblemError(f"it is no group of keys: write {example}")
    return item


def require_known(item: dict[Any, Any], keys: Collection[str]) -> None:
    """Return if a group has no other keys than these."""
    unknown = sorted(str(key) for key in item if key not in keys)
    if unknown:
        raise ValueProblemError(f"there is no key {unknown[0]}; known: {', '.join(keys)}")
