"""What can go wrong between two ends of a connection."""


class BodyTooLongError(Exception):
    """A request's body is longer than whoever reads it wants."""


class BodyBrokenError(Exception):
    """A request's body is cut, or not well formed."""


class BodySilentError(Exception):
    """A request's body stopped coming."""


class UnreachableError(Exception):
    """No answer from a server, and none will come; `reason` says why in a few words."""

    def __init__(self, reason: str, *, is_absent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_absent = is_absent
        """Whether there was no connection at all."""


class SilentError(Exception):
    """A server took a request and said nothing for so long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"nothing for {seconds:g} seconds")
        self.seconds = seconds


class BrokenError(ConnectionError):
    """A server's answer broke off."""
