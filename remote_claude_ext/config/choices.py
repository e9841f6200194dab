"""Which models a session offers: those that its user may use when it starts."""

from collections.abc import Callable
from typing import Any

from ..core.models import Choice, ModelAccess
from .settings import Settings


def model_access(settings: Settings) -> ModelAccess:
    """The allow-lists and aliases of the configuration."""
    claude = settings.claude
    return ModelAccess(
        models=claude.models, default=claude.model, aliases=claude.aliases, grants=claude.access
    )


def model_variables(access: ModelAccess) -> dict[str, Callable[[Any], str]]:
    """Variables of a session, made by the hub from its spawner: the model, and the choice of it."""

    def choose(spawner: Any) -> Choice:
        groups = [group.name for group in spawner.user.groups]
        return access.choose(spawner.user.name, groups)

    return {
        "REMOTE_CLAUDE_MODEL": lambda spawner: access.begin_with(choose(spawner)) or "",
        "REMOTE_CLAUDE_MODELS": lambda spawner: ",".join(choose(spawner).names),
    }
