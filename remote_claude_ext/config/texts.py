"""Every string of the hub's own pages, gathered in one file, and how a page gets them."""

import json
from collections.abc import Sequence
from typing import Any

from ..core.assets import STATIC_URL, TEMPLATES, version
from .containers import Size
from .rbac import HUB_SERVICE
from .settings import Sessions

_GIB = 2**30


def template_vars(
    *, config_hint: str, own_passwords: bool, limits: Sessions, sizes: Sequence[Size] = ()
) -> dict[str, Any]:
    """What every page may use: strings (`t`), address and version of our static files."""
    texts = json.loads((TEMPLATES / "texts.json").read_bytes())
    return {
        "t": texts,
        "t_json": json.dumps(texts["script"]).replace("<", "\\u003c"),
        "own_static": STATIC_URL,
        "own_version": version(),
        "own_usage": f"/services/{HUB_SERVICE}/usage",
        "own_isolation": f"/services/{HUB_SERVICE}/admin",
        "own_resources": f"/services/{HUB_SERVICE}/resources",
        "own_passwords": own_passwords,
        "config_hint": config_hint,
        "limits": _limits_text(texts, limits),
        "sizes": [(size.name, _size_text(texts, size)) for size in sizes],
    }


def _size_text(texts: dict[str, Any], size: Size) -> str:
    text: str = texts["size_about_disk" if size.disk_bytes else "size_about"]
    memory, disk = (f"{count / _GIB:g}" for count in (size.memory_bytes, size.disk_bytes or 0))
    return text.format(name=size.name, cpus=f"{size.cpus:g}", memory=memory, disk=disk)


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
