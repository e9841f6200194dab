"""The provider's key: from wherever it is written to the gateway, and to nobody else."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.ask import ask
from tests.support.hub import Installation, processes_below
from tests.support.model import ScriptedModel, model

__all__ = ["model"]

CANARY = "sk-ant-canary-0123456789abcdef"


def in_environment(_folder: Path) -> tuple[str, dict[str, str]]:
    return "", {"ANTHROPIC_API_KEY": CANARY}


def in_variable(_folder: Path) -> tuple[str, dict[str, str]]:
    return "apiKey: ${OUR_MODEL_KEY}", {"OUR_MODEL_KEY": CANARY}


def in_file(folder: Path) -> tuple[str, dict[str, str]]:
    (folder / "key").write_text(CANARY + "\n")
    return "apiKey: file:key", {}


def in_configuration(_folder: Path) -> tuple[str, dict[str, str]]:
    return f"apiKey: {CANARY}", {}


def configured(
    data: Path, model: ScriptedModel, line: str, environ: dict[str, str]
) -> Installation:
    config = f"claude:\n  baseUrl: {model.url}\n  {line}\n"
    return Installation(data, config=config, environ=environ)


def shows_key(process: psutil.Process) -> bool:
    """Whether the key is in the environment, the arguments or an open file of a process."""
    try:
        seen = [*process.environ().values(), *process.cmdline()]
        for number in Path(f"/proc/{process.pid}/fd").iterdir():
            path = number.readlink()
            if path.is_absolute() and path.is_file() and path.stat().st_size < 10_000_000:
                seen.append(path.read_bytes().decode(errors="replace"))
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False
    return any(CANARY in text for text in seen)


@pytest.mark.parametrize("place", [in_environment, in_variable, in_file, in_configuration])
def test_the_key_reaches_the_provider_and_no_process_or_file_of_a_session(
    data: Path,
    model: ScriptedModel,
    place: Callable[[Path], tuple[str, dict[str, str]]],
) -> None:
    model.accept_only(CANARY)
    with configured(data, model, *place(data.parent)) as up:
        session = up.start_session("Curious")
        frames = ask(up, session, "hello")
        assert frames[-1]["outcome"] == "completed", frames[-1]
        assert {one.headers.get("x-api-key") for one in model.turns} == {CANARY}
        assert "demo" not in up.run.children
        everybody = processes_below(data)
        assert len(everybody) > len(up.run.children)
        assert [process for process in everybody if shows_key(process)] == []
        holding = [
            path
            for path in data.rglob("*")
            if path.is_file() and CANARY.encode() in path.read_bytes()
        ]
        assert holding == []
        assert CANARY not in up.text()


def test_a_gateway_that_was_killed_has_the_key_again(data: Path, model: ScriptedModel) -> None:
    model.accept_only(CANARY)
    with configured(data, model, *in_environment(data)) as up:
        session = up.start_session("Twice")
        before = up.kill("gateway")
        up.wait_for(lambda: up.pid("gateway") != before, 40)
        assert ask(up, session, "hello")[-1]["outcome"] == "completed"


def test_a_wrong_key_gives_the_providers_own_words_and_the_file_to_mend(
    data: Path, model: ScriptedModel
) -> None:
    model.accept_only("another key")
    with configured(data, model, *in_file(data.parent)) as up:
        frames = ask(up, up.start_session("Refused"), "hello")
        assert frames[-1]["outcome"] == "failed"
        told = " ".join(str(frame) for frame in frames)
        assert "refused this server's key" in told
        assert "invalid x" in told
        assert str(data.parent / "key") in told
