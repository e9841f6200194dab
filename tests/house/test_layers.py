"""The import contracts of `contracts.toml`, held against the house as it stands."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "remote_claude_ext"
PLAN = tomllib.loads((Path(__file__).parent / "contracts.toml").read_text())["tool"]["importlinter"]


def exists(module: str) -> bool:
    """Whether a room is built: import-linter aborts on names of rooms that are not."""
    if not module.startswith("remote_claude_ext"):
        return True
    path = ROOT / module.replace(".", "/")
    return (path / "__init__.py").is_file() or path.with_suffix(".py").is_file()


def contracts() -> list[dict[str, object]]:
    """The planned contracts, without the rooms that do not exist yet."""
    built = []
    for plan in PLAN["contracts"]:
        contract = dict(plan)
        for key in ("containers", "modules", "source_modules", "forbidden_modules"):
            if key in contract:
                contract[key] = [module for module in contract[key] if exists(module)]
        if contract.get("containers", [1]) and contract.get("source_modules", [1]):
            built.append(contract)
    return built


def to_ini(built: list[dict[str, object]]) -> str:
    lines = [
        "[importlinter]",
        "root_package = remote_claude_ext",
        "include_external_packages = True",
    ]
    for number, contract in enumerate(built):
        lines.append(f"[importlinter:contract:{number}]")
        for key, value in contract.items():
            shown = "\n    " + "\n    ".join(value) if isinstance(value, list) else value
            lines.append(f"{key} = {shown}")
    return "\n".join(lines) + "\n"


def lint(tmp_path: Path, text: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    config = tmp_path / "importlinter.ini"
    config.write_text(text)
    command = [Path(sys.executable).parent / "lint-imports", "--config", config, "--no-cache"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_import_contracts_hold(tmp_path: Path) -> None:
    done = lint(tmp_path, to_ini(contracts()))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_is_named_by_a_contract() -> None:
    named = (Path(__file__).parent / "contracts.toml").read_text()
    rooms = [path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE]
    for room in rooms:
        dotted = ".".join(room.relative_to(ROOT).parts)
        top = room.relative_to(PACKAGE).parts[0]
        known = dotted in named or f'"{top}"' in named or f"({top})" in named or f" {top} " in named
        assert known or f"remote_claude_ext.{top}" in named, f"no contract names {dotted}"


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("core", "import tornado.web"),
        ("session/chat", "import claude_agent_sdk"),
        ("gateway", "import tornado.web"),
        ("session", "import sqlalchemy"),
    ],
)
def test_a_planted_violation_is_reported(tmp_path: Path, room: str, line: str) -> None:
    copy = tmp_path / "remote_claude_ext"
    for source in PACKAGE.rglob("*.py"):
        target = copy / source.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (copy / room / "planted.py").write_text(f'"""Planted."""\n{line}\n')
    done = lint(tmp_path, to_ini(contracts()), cwd=tmp_path)
    assert done.returncode != 0
    assert "planted" in done.stdout
