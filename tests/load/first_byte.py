"""What the gateway adds to the time until the first byte of an answer, against asking directly."""

import http.client
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from tests.load.scripted import scripted_installation
from tests.load.table import Figure

REQUESTS = 150
_WARM = 10
_BODY = json.dumps(
    {
        "model": "claude-opus-5-5",
        "max_tokens": 100,
        "stream": True,
        "messages": [{"role": "user", "content": "@@ say hello"}],
    }
).encode()


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Medians of single requests, by turns to the model and through the gateway."""
    place = folder / "gateway"
    with (
        scripted_installation(place) as (model, running),
    ):
        near = f"http://127.0.0.1:{running.run.ports.gateway}/services/claude-gateway"
        token = {"Authorization": f"Bearer {running.token()}"}
        straight, over = _connect(model.url), _connect(near)
        direct, through = [], []
        for count in range(_WARM + REQUESTS * rounds):
            pair = _ask(straight, model.url, {"x-api-key": "made-up"}), _ask(over, near, token)
            if count >= _WARM:
                direct.append(pair[0])
                through.append(pair[1])
        straight.close()
        over.close()
    base = 1000 * statistics.median(direct)
    value = 1000 * statistics.median(through)
    than = "asking the model directly"
    yield Figure(
        name="first byte through the gateway", value=value, unit="ms", base=base, than=than
    )
    yield Figure(name="added by the gateway", value=value - base, unit="ms")


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.connect()
    return connection


def _ask(connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str]) -> float:
    given = {"Content-Type": "application/json", "anthropic-version": "2023-06-01", **headers}
    began = time.perf_counter()
    connection.request("POST", f"{urlsplit(url).path}/v1/messages", _BODY, given)
    answer = connection.getresponse()
    assert answer.read(1), "an empty answer"
    taken = time.perf_counter() - began
    answer.read()
    assert answer.status == http.client.OK, answer.status
    return taken
