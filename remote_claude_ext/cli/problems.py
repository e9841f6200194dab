"""Why a command of ours cannot do what it was asked: a sentence and its remedy."""

from ..core.errors import RemoteClaudeError


class CannotStartError(RemoteClaudeError):
    """`up` cannot start, or cannot go on."""

    code = "cannot_start"


class AlreadyRunningError(CannotStartError):
    """Another `up` has this data folder."""

    code = "already_running"

    def __init__(self, data: str, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"Remote Claude is already running on {data}: {who} has it.",
            remedy=f"Stop it first (kill {pid}), or choose another folder with DATA=."
            if pid
            else "Stop it first, or choose another folder with DATA=.",
        )


class PortTakenError(CannotStartError):
    """The public port is somebody else's."""

    code = "port_taken"

    def __init__(self, port: int, holder: str) -> None:
        super().__init__(
            f"Port {port} is taken by {holder}.",
            remedy=f"Stop that, or choose another port: make up PORT={port + 1}"
            f" (remote-claude up --port {port + 1}).",
        )
