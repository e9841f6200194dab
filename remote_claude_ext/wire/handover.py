"""How a waiting container is told whose session it is: one request, from the hub alone."""

from msgspec import Struct

SECRET = "REMOTE_CLAUDE_HANDOVER"  # noqa: S105 (the name of the variable)
"""The variable with the secret that is good for one hand-over: all that a waiting container has."""
PATH = "/handover"
PORT = 8888
"""Where it waits; the session's server listens there afterwards."""
MOST_BYTES = 256 * 1024


class HandOver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the environment of a session has beside the image's."""

    environment: dict[str, str]
