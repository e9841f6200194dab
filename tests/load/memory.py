"""Memory of each process of an installation, each shared page counted by its share (PSS)."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from tests.load.plain import plain_lab
from tests.load.table import Figure
from tests.support.ask import ask
from tests.support.hub import Installation, processes_below

_MIB = 2**20
_SETTLE_SECONDS = 5


def measure(folder: Path, rounds: int) -> Iterator[Figure]:
    """Hub, proxy, services, one session that idles, one conversation that lives."""
    place = folder / "memory"
    place.mkdir()
    with Installation(place / "data") as running, plain_lab(place) as lab:
        name = running.start_session("Figures")
        time.sleep(_SETTLE_SECONDS)
        programs = {child: _pss([running.pid(child)]) for child in running.run.children}
        programs["up"] = _pss([running.up.pid])
        server = _servers(running)
        idle = _pss(server)
        base = _pss([lab.pid])
        ask(running, name, "help")
        time.sleep(_SETTLE_SECONDS)
        claude = [each.pid for each in processes_below(running.data) if each.name() == "claude"]
        after, conversation = _pss(server), _pss(claude)
    for child, value in sorted(programs.items()):
        yield Figure(name=f"memory of {child}", value=value, unit="MiB")
    yield Figure(name="memory of all of these", value=sum(programs.values()), unit="MiB")
    than = "plain JupyterLab server"
    yield Figure(name="memory of an idle session", value=idle, unit="MiB", base=base, than=than)
    yield Figure(
        name="memory of that session after a turn",
        value=after,
        unit="MiB",
        base=idle,
        than="before it",
    )
    yield Figure(name="memory of a live conversation (claude)", value=conversation, unit="MiB")


def _servers(running: Installation) -> list[int]:
    found = [
        each.pid
        for each in processes_below(running.data)
        if "remote_claude_ext.cli.singleuser" in " ".join(each.cmdline())
    ]
    assert found, "no session runs"
    return found


def _pss(pids: Iterable[int]) -> float:
    return sum(psutil.Process(pid).memory_full_info().pss for pid in pids) / _MIB
