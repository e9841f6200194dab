"""Looks at the session beside its start, and tells the hub service what was found."""

import os
import sys
import time
from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice

from ...core.backoff import delays
from ...wire.codec import encode
from ...wire.posture import NewPosture
from ..ask import ask
from .look import look

_TRIES = 8
"""For a minute and a half."""


def report_aside() -> None:
    """Look and tell in a process of its own, which nobody has to wait for."""
    if child := os.fork():
        os.waitpid(child, 0)  # gone at once: init takes over what it started
        return
    if os.fork():
        os._exit(0)
    try:
        report(os.environ)
    except Exception as error:  # noqa: BLE001 (the edge of a process)
        print(f"The session could not be looked at: {error!r}", file=sys.stderr)  # noqa: T201
    finally:
        os._exit(0)


def report(environ: Mapping[str, str]) -> bool:
    """Look once, and tell until it is heard; whether it was."""
    url = f"{environ['REMOTE_CLAUDE_HUB_SERVICE_URL']}/api/v1/posture"
    authorization = f"token {environ['JUPYTERHUB_API_TOKEN']}"
    body = encode(NewPosture(checks=look(environ)))
    for pause in islice(delays(first_seconds=0.5), _TRIES):
        answer = ask("POST", url, authorization, body)
        if answer is not None and answer[0] < HTTPStatus.INTERNAL_SERVER_ERROR:
            return answer[0] == HTTPStatus.CREATED
        time.sleep(pause)
    return False
