"""JupyterLab begins in the language in which its person reads the hub's pages."""

import json
from contextlib import suppress
from pathlib import Path

_LOCALES = Path(__file__).parent.parent / "locale"
_CHOICE = Path("@jupyterlab", "translation-extension", "plugin.jupyterlab-settings")


def begin_in(language: str, settings: Path) -> None:
    """Choose it in JupyterLab's settings, where we speak it and nobody has chosen there yet."""
    locale = _to_locale(language)
    if locale is None:
        return
    file = settings / _CHOICE
    # Chosen before, also meanwhile in another session of theirs; or the disk is full.
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.open("x") as choice:
            choice.write(json.dumps({"locale": locale}))


def _to_locale(language: str) -> str | None:
    wanted = language.lower()
    for name in sorted(path.name for path in _LOCALES.iterdir()):
        known = name.replace("_", "-").lower()
        if wanted and (known == wanted or known.startswith(f"{wanted}-")):
            return name
    return None
