"""Every string of the hub's own pages, gathered in one file, and how a page gets them."""

import hashlib
import json
from pathlib import Path
from typing import Any

from .settings import Sessions

TEMPLATES = Path(__file__).parent / "templates"


def template_vars(*, config_hint: str, own_passwords: bool, limits: Sessions) -> dict[str, Any]:
    """What every page may use: strings (`t`), address and version of our static files."""
    texts = json.loads((TEMPLATES / "texts.json").read_bytes())
    return {
        "t": texts,
        "t_json": json.dumps(texts["script"]).replace("<", "\\u003c"),
        "own_static": "/hub/remote-claude/static",
        "own_version": _version(),
        "own_passwords": own_passwords,
        "config_hint": config_hint,
        "limits": _limits_text(texts, limits),
    }


def _limits_text(texts: dict[str, Any], limits: Sessions) -> str:
    """When sessions stop by themselves; empty where they never do."""
    idle, age = limits.idle_timeout_seconds, limits.max_duration_seconds
    kind = "both" if idle and age else "idle" if idle else "age"
    shown = {
        "idle": _duration_text(texts["units"], idle or 0),
        "age": _duration_text(texts["units"], age or 0),
    }
    text: str = texts["limits"][kind]
    return text.format(**shown) if idle or age else ""


def _duration_text(units: dict[str, list[str]], seconds: int) -> str:
    parts = []
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(units[unit][count > 1].format(count))
    return " ".join(parts)


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted((TEMPLATES / "static").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
