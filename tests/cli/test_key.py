"""The provider's key: from wherever it is written to the gateway, and to nobody else."""

from pathlib import Path

import psutil

from tests.support.ask import ask
from tests.support.hub import Installation, processes_below
from tests.support.model import ScriptedModel, model

__all__ = ["model"]

GATEWAY = "/services/claude-gateway/v1/messages"
HELLO = {"role": "user", "content": "hello"}
CANARY = "sk-ant-canary-0123456789abcdef"


SEVERAL = """
claude:
  upstreams:
    - {{name: away, baseUrl: "http://127.0.0.1:9", apiKey: canary-of-away}}
    - {{name: one, baseUrl: "{url}", apiKey: "${{OUR_MODEL_KEY}}", models: [claude-sonnet-*]}}
    - {{name: two, baseUrl: "{url}", apiKey: "file:key", models: [claude-haiku-*]}}
    - {{name: three, baseUrl: "{url}", apiKey: "{key}-3", models: [claude-opus-*]}}
"""
"""Providers with keys from everywhere; the first one never answers."""


def alone(
    data: Path, model: ScriptedModel, line: str, environ: dict[str, str] | None = None
) -> Installation:
    """An installation with one provider."""
    return Installation(
        data, config=f"claude:\n  baseUrl: {model.url}\n  {line}\n", environ=environ
    )


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


def check_secret(up: Installation, data: Path) -> None:
    """No process and no file but the operator's own shows a key."""
    everybody = processes_below(data)
    assert len(everybody) > len(up.run.children)
    assert [process for process in everybody if shows_key(process)] == []
    holding = [
        path for path in data.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    assert holding == []
    assert CANARY not in up.text()


def test_keys_of_variables_files_and_the_configuration_reach_their_providers_alone(
    data: Path, model: ScriptedModel
) -> None:
    (data.parent / "key").write_text(f"{CANARY}-2\n")
    config = SEVERAL.format(url=model.url, key=CANARY)
    with Installation(data, config=config, environ={"OUR_MODEL_KEY": f"{CANARY}-1"}) as up:
        frames = ask(up, up.start_session("Curious"), "hello")
        assert frames[-1]["outcome"] == "completed", frames[-1]
        for number, name in enumerate(("sonnet", "haiku", "opus"), start=1):
            body = {"model": f"claude-{name}-5-5", "max_tokens": 9, "messages": [HELLO]}
            up.call("POST", GATEWAY, json=body).raise_for_status()
            assert model.messages[-1].headers.get("x-api-key") == f"{CANARY}-{number}"
        check_secret(up, data)


def test_a_gateway_that_was_killed_has_the_key_again(data: Path, model: ScriptedModel) -> None:
    model.accept_only(CANARY)
    variable = {"OUR_MODEL_KEY": CANARY}
    with alone(data, model, "apiKey: ${OUR_MODEL_KEY}", environ=variable) as up:
        assert "demo" not in up.run.children
        session = up.start_session("Twice")
        before = up.kill("gateway")
        up.wait_for(lambda: up.pid("gateway") != before, 40)
        assert ask(up, session, "hello")[-1]["outcome"] == "completed"


def test_a_wrong_key_gives_the_providers_own_words_and_the_file_to_mend(
    data: Path, model: ScriptedModel
) -> None:
    model.accept_only("another key")
    (data.parent / "key").write_text(f"{CANARY}\n")
    with alone(data, model, "apiKey: file:key") as up:
        frames = ask(up, up.start_session("Refused"), "hello")
        assert frames[-1]["outcome"] == "failed"
        told = " ".join(str(frame) for frame in frames)
        assert "refused this server's key" in told
        assert "invalid x" in told
        assert str(data.parent / "key") in told
