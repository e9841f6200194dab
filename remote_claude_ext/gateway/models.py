"""Which models may be used; pure."""

import re
from collections.abc import Sequence

from ..wire.messages import ModelInfo, ModelList
from .errors import ModelNotAllowedError

_DATED = re.compile(r"-20\d{6}")
_NO_DATE = "1970-01-01T00:00:00Z"


class ModelRules:
    """The allow-list. An entry without a date also allows the dated names of the same model."""

    def __init__(self, allowed: Sequence[str], default: str | None = None) -> None:
        names = list(allowed)
        if names and default is not None and default not in names:
            names.insert(0, default)
        self._allowed = tuple(names)

    @property
    def allowed(self) -> tuple[str, ...]:
        """The allowed names; empty where everything is allowed."""
        return self._allowed

    def require(self, model: str) -> None:
        """Return if the model may be used; ModelNotAllowedError names those that may."""
        if self._allowed and not any(_matches(model, name) for name in self._allowed):
            raise ModelNotAllowedError(model, self._allowed)

    def to_list(self) -> ModelList:
        """The allow-list in the shape of `GET v1/models`."""
        data = [ModelInfo(id=m, display_name=m, created_at=_NO_DATE) for m in self._allowed]
        ids = self._allowed
        return ModelList(
            data=data, first_id=ids[0] if ids else None, last_id=ids[-1] if ids else None
        )


def _matches(model: str, name: str) -> bool:
    rest = model.removeprefix(name)
    return model == name or (model.startswith(name) and _DATED.fullmatch(rest) is not None)
