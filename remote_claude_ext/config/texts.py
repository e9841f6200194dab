"""What the hub's pages may use: their words in each language, and addresses."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.assets import STATIC_URL, version
from ..core.languages import Texts, all_texts
from .asked import waiting_for
from .containers import Size
from .rbac import HUB_SERVICE
from .settings import Sessions

_GIB = 2**30


def template_vars(
    *,
    config_hints: Mapping[str, str],
    own_passwords: bool,
    limits: Sessions,
    sizes: Sequence[Size] = (),
) -> dict[str, Any]:
    """What every page may use; below `in_language`, by language, what is said in words."""
    return {
        "in_language": {
            code: {
                "t": texts,
                "language": code,
                "config_hint": config_hints.get(code, ""),
                "limits": _limits_text(texts, limits),
                "sizes": [(size.name, _size_text(texts, size)) for size in sizes],
            }
            for code, texts in all_texts().items()
        },
        "languages": [(code, texts["language"]) for code, texts in all_texts().items()],
        "own_waiting": waiting_for,  # the hub calls it, with the user
        "own_static": STATIC_URL,
        "own_version": version(),
        "own_inbox": f"/services/{HUB_SERVICE}/inbox",
        "own_usage": f"/services/{HUB_SERVICE}/usage",
        "own_audit": f"/services/{HUB_SERVICE}/audit",
        "own_isolation": f"/services/{HUB_SERVICE}/admin",
        "own_resources": f"/services/{HUB_SERVICE}/resources",
        "own_passwords": own_passwords,
    }


def _size_text(texts: Texts, size: Size) -> str:
    text: str = texts["size_about_disk" if size.disk_bytes else "size_about"]
    counts = (size.cpus, size.memory_bytes / _GIB, (size.disk_bytes or 0) / _GIB)
    cpus, memory, disk = (f"{count:g}".replace(".", texts["decimal"]) for count in counts)
    return text.format(name=size.name, cpus=cpus, memory=memory, disk=disk)


def _limits_text(texts: Texts, limits: Sessions) -> str:
    """When sessions stop by themselves; empty where they never do."""
    idle, age = limits.idle_timeout_seconds, limits.max_duration_seconds
    kind = "both" if idle and age else "idle" if idle else "age"
    shown = {
        "idle": duration_text(texts, idle or 0),
        "age": duration_text(texts, age or 0),
    }
    text: str = texts["limits"][kind]
    return text.format(**shown) if idle or age else ""


def duration_text(texts: Texts, seconds: int) -> str:
    """How long that is, as `1 hour 30 minutes`."""
    units, parts = texts["units"], []
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(units[unit][count > 1].format(count))
    return " ".join(parts)
