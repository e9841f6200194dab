"""Which models a caller may use, told in the words of the Messages API; pure."""

from typing import Any

import msgspec

from ..core.models import Choice, ModelAccess
from ..wire.codec import encode
from ..wire.messages import ModelInfo, ModelList
from .errors import ModelNotAllowedError
from .identity import Identity

_NO_DATE = "1970-01-01T00:00:00Z"


class ModelRules:
    """The allow-lists and aliases of an installation, as they apply to a caller."""

    def __init__(self, access: ModelAccess) -> None:
        self._access = access
        self._same_for_all = None if access.grants else access.choose("", ())

    def resolve(self, model: str, caller: Identity) -> str:
        """The real name of a model that a caller may use.

        Raises:
            ModelNotAllowedError: It may not be used; the error names those that may.
        """
        choice = self._choose(caller)
        if not choice.allows(model):
            raise ModelNotAllowedError(model, choice.names)
        return choice.resolve(model)

    def to_list(self, caller: Identity) -> ModelList | None:
        """A caller's models in the shape of `GET v1/models`; None where all may be used."""
        choice = self._choose(caller)
        if not choice.models:
            return None
        data = [_to_info(name, choice) for name in choice.names]
        return ModelList(data=data, first_id=data[0].id, last_id=data[-1].id)

    def add_aliases(self, body: bytes, caller: Identity) -> bytes:
        """A provider's list with the caller's aliases at its end; as it came where it has none."""
        choice = self._choose(caller)
        page = _to_last_page(body)
        if page is None:
            return body
        known = [one.get("id") for one in page["data"] if isinstance(one, dict)]
        added = [_to_info(alias, choice) for alias in choice.aliases if alias not in known]
        if not added:
            return body
        data = [*page["data"], *added]
        first = page.get("first_id") or added[0].id
        return encode({**page, "data": data, "first_id": first, "last_id": added[-1].id})

    def has_aliases(self, caller: Identity) -> bool:
        """Whether the caller has other names for models."""
        return bool(self._choose(caller).aliases)

    def _choose(self, caller: Identity) -> Choice:
        if self._same_for_all is not None:
            return self._same_for_all
        return self._access.choose(caller.name, caller.groups)


def _to_last_page(body: bytes) -> dict[str, Any] | None:
    """A list of models that nothing follows; None for anything else."""
    try:
        page = msgspec.json.decode(body)
    except (ValueError, RecursionError):  # no JSON, not even text, or far too deep
        return None
    is_list = isinstance(page, dict) and isinstance(page.get("data"), list)
    return page if is_list and not page.get("has_more") else None


def _to_info(name: str, choice: Choice) -> ModelInfo:
    model = choice.resolve(name)
    shown = name if model == name else f"{name} ({model})"
    return ModelInfo(id=name, display_name=shown, created_at=_NO_DATE)
