"""Errors of the hub service as a whole."""

from ..core.errors import UnavailableError


class HubAwayError(UnavailableError):
    """The hub does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "The hub does not answer at the moment.",
            remedy="Try again in a few seconds; running sessions go on meanwhile.",
        )
