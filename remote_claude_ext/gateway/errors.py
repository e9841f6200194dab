"""Every refusal of the gateway, each with its type in the Messages API's own terms."""

import math
from collections.abc import Mapping, Sequence

from ..core.errors import RemoteClaudeError
from ..core.rates import Bound
from ..wire.freezes import Freeze
from .refusal import ANSWERED, explain

_NO_RETRY = {"x-should-retry": "false"}


class GatewayError(RemoteClaudeError):
    """A refusal in the API's shape; `kind` is the API's error type."""

    kind = "api_error"
    status = 500

    def __init__(
        self, message: str, *, remedy: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.headers = dict(headers or {})


class BadRequestError(GatewayError):
    """A request that cannot be understood, or asks for what is not allowed."""

    code = kind = "invalid_request_error"
    status = 400


class ModelNotAllowedError(BadRequestError):
    """A model outside the allow-list."""

    def __init__(self, model: str, allowed: Sequence[str]) -> None:
        super().__init__(
            f"The model {model!r} is not allowed here. Allowed: {', '.join(allowed)}.",
            remedy="Choose one of these with /model, or ask whoever runs this server"
            " to allow it (claude.models, claude.access).",
        )


class NoProviderError(BadRequestError):
    """A model that no provider of the configuration has."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"No provider here has the model {model!r}.",
            remedy="Choose another one with /model, or ask whoever runs this server"
            " to name it in claude.upstreams.",
        )


class UnauthenticatedError(GatewayError):
    """No token, or one that JupyterHub does not know."""

    code = kind = "authentication_error"
    status = 401

    def __init__(self, message: str, *, revoked: bool = False) -> None:
        # Claude Code runs its apiKeyHelper again on a 401, unless it is told not to retry.
        super().__init__(
            message,
            remedy="Start the session again, or make a new token on the hub's token page.",
            headers=_NO_RETRY if revoked else None,
        )


class NotAllowedError(GatewayError):
    """The caller is known and may not do this."""

    code = kind = "permission_error"
    status = 403


class UnknownRouteError(GatewayError):
    """A path or method that the gateway does not have."""

    code = kind = "not_found_error"
    status = 404

    def __init__(self) -> None:
        super().__init__("The gateway has no such route.")


class BodyTooLargeError(GatewayError):
    """A body over the limit; it was not read."""

    code = kind = "request_too_large"
    status = 413

    def __init__(self, *, limit_bytes: int) -> None:
        super().__init__(f"The request is larger than {limit_bytes:,} bytes, the limit here.")


class BodyTimeoutError(GatewayError):
    """A body that stopped coming."""

    code = kind = "invalid_request_error"
    status = 408

    def __init__(self, *, seconds: float) -> None:
        super().__init__(f"Nothing more of the request came for {seconds:g} seconds.")


class HubAwayError(GatewayError):
    """JupyterHub cannot say whose a token is."""

    code = "hub_away"
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"JupyterHub cannot be asked whose this token is: {reason}.",
            remedy="This ends by itself when the hub is back.",
            headers={"retry-after": "5"},
        )


class HubBusyError(GatewayError):
    """So many tokens that nobody knows are asked about that another one has to wait."""

    code = "hub_busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "JupyterHub is asked about too many unknown tokens just now.",
            remedy="Try again shortly.",
            headers={"retry-after": "2"},
        )


class LedgerAwayError(GatewayError):
    """The request cannot be recorded, so it is not forwarded."""

    code = "ledger_away"
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The request was not sent, because it cannot be recorded. {reason}",
            headers={"retry-after": "5"},
        )


class BudgetRefusedError(GatewayError):
    """A budget does not cover the request, whatever else runs."""

    code = kind = "billing_error"
    status = 429

    def __init__(self, message: str, *, remedy: str, retry_seconds: int) -> None:
        again = {"retry-after": str(retry_seconds)}
        super().__init__(message, remedy=remedy, headers={**_NO_RETRY, **again})


class BudgetHeldError(GatewayError):
    """A budget would cover the request if others that run now had ended."""

    code = kind = "rate_limit_error"
    status = 429

    def __init__(self, message: str) -> None:
        super().__init__(message, remedy="Try again shortly.", headers={"retry-after": "2"})


class FrozenError(GatewayError):
    """An administrator has frozen the caller, or more than the caller.

    403 would be nearer, but Claude Code takes it for a refusal of its token and hides the message.
    """

    code = kind = "rate_limit_error"
    status = 429

    def __init__(self, freeze: Freeze, *, contact: str) -> None:
        kind, _, name = freeze.id.partition(":")
        subject = f"The {kind} {name}" if name else "Everyone"
        super().__init__(
            f"{subject} is frozen: {freeze.reason.rstrip('.')}. {freeze.by} did that on"
            f" {freeze.at:%Y-%m-%d} at {freeze.at:%H:%M} UTC.",
            remedy=f"Ask {contact}." if contact else "Ask whoever runs this server.",
            headers=_NO_RETRY,
        )


class TooFastError(GatewayError):
    """More than a limit lets through by the minute or at once; Claude Code waits and asks again."""

    code = kind = "rate_limit_error"
    status = 429

    def __init__(self, bound: Bound, what: str, limit: int, seconds: float) -> None:
        kind, _, name = bound.owner.partition(":")
        wait = max(1, math.ceil(seconds))
        whose = f"the {kind} {name}" if name else "everyone together"
        count = f"{limit:,} {what.replace('s ', ' ', 1) if limit == 1 else what}"
        super().__init__(
            f"The limit of {whose} is {count}.",
            remedy=f"Try again in {wait} s.",
            headers={"retry-after": str(wait)},
        )


class TooManyAtOnceError(TooFastError):
    """So many answers are under way that another one has to end first."""


class BodiesHeldError(GatewayError):
    """The bodies of requests that run take all the memory that there is for them."""

    code = kind = "rate_limit_error"
    status = 429

    def __init__(self, *, most_bytes: int, is_of_one: bool) -> None:
        whose = "your requests" if is_of_one else "all requests"
        super().__init__(
            f"The bodies of {whose} that run now take {most_bytes:,} bytes, the limit here.",
            remedy="Try again shortly.",
            headers={"retry-after": "2"},
        )


class KeyUnreadableError(GatewayError):
    """The provider's key cannot be read."""

    code = "key_unreadable"
    status = 503

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(
            f"The provider's key cannot be read: {reason}.",
            remedy=f"Mend {hint}." if hint else None,
            headers=_NO_RETRY,
        )


class ProviderUnreachableError(GatewayError):
    """No connection to the provider, or one that broke before an answer began."""

    code = "provider_unreachable"
    status = 502

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"The model provider at {host} cannot be reached: {reason}.")


class ProviderSilentError(GatewayError):
    """The provider took the request and then said nothing."""

    code = "provider_silent"
    status = 504

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"The model provider at {host} sent nothing for {seconds:g} seconds.")


class KeyRefusedError(GatewayError):
    """The provider refused the server's own key."""

    code = "key_refused"
    status = ANSWERED

    def __init__(self, message: str | None, hint: str) -> None:
        super().__init__(explain(message, hint), headers=_NO_RETRY)


class CannotListenError(RemoteClaudeError):
    """The gateway's own port cannot be had."""

    code = "cannot_listen"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"The gateway cannot listen on {host}:{port}: {reason.lower()}.",
            remedy="End the program that has this port, or start again with another one.",
        )


class ErrorUnreadableError(GatewayError):
    """The provider's error is packed so that nobody sees whether it repeats the server's key."""

    code = "provider_error_unreadable"
    status = 502

    def __init__(self, status: int) -> None:
        super().__init__(
            f"The model provider answered with status {status}, and with an error that cannot be"
            " read here."
        )


class BrokenAnswerError(ConnectionError):
    """The provider broke off in the middle of an answer: all that is left is to do the same."""
