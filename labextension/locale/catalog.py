"""The strings of the lab extension: out of its sources, into the .po files, and compiled.

`python labextension/locale/catalog.py` (or `make strings`) brings `de_DE.po` and its like up to
date with the sources and writes what JupyterLab loads. With `--check` it only says whether that
would change anything, or leave a string without a translation.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jupyterlab_server.translation_utils import DEFAULT_SCHEMA_SELECTORS

LABEXTENSION = Path(__file__).resolve().parent.parent
COMPILED = LABEXTENSION.parent / "remote_claude_ext" / "locale"
DOMAIN = "remote_claude"
KEYWORDS = {"__": None, "_n": (1, 2), "_p": ((1, "c"), 2), "_np": ((1, "c"), 2, 3)}
METHODS = [("**.tsx", "javascript"), ("**.ts", "javascript")]
CONTEXT_END = "\u0004"


def main() -> int:
    """Update, or check; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    is_check = parser.parse_args().check
    template = extract()
    problems: list[str] = []
    for path in sorted(Path(__file__).parent.glob("*.po")):
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        problems += [
            f"{path.name}: {message.id!r} has no translation." for message in untranslated(catalog)
        ]
        texts = {
            path: to_po(catalog),
            COMPILED / path.stem / "LC_MESSAGES" / f"{DOMAIN}.json": to_json(catalog),
        }
        for file, text in texts.items():
            if is_check and (not file.exists() or file.read_text() != text):
                problems.append(f"{file.name} is not up to date: make strings")
            elif not is_check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
    print("\n".join(problems), file=sys.stderr)  # noqa: T201 (the console)
    return 1 if is_check and problems else 0


def extract() -> Catalog:
    """Every string of sources and schemas, in the order of the alphabet."""
    found = Catalog(domain=DOMAIN)
    sources = extract_from_dir(
        LABEXTENSION / "src",
        METHODS,
        keywords=KEYWORDS,
        directory_filter=lambda folder: Path(folder).name != "__tests__",
    )
    for _file, _line, message, _comments, context in sources:
        found.add(message, context=context)
    for schema in sorted((LABEXTENSION / "schema").glob("*.json")):
        for context, text in schema_strings(json.loads(schema.read_text()), ""):
            found.add(text, context=context)
    return found


def schema_strings(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    """What JupyterLab translates of a settings schema, with its context."""
    if isinstance(schema, str):
        contexts = (c for s, c in DEFAULT_SCHEMA_SELECTORS.items() if re.fullmatch(f"/{s}", path))
        yield from ((context, schema) for context in islice(contexts, 1))
    elif isinstance(schema, dict):
        for key, value in schema.items():
            yield from schema_strings(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from schema_strings(value, f"{path}[{index}]")


def read(path: Path) -> Catalog:
    """A language's translations."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, domain=DOMAIN)


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """The strings that would be shown in English."""
    for message in catalog:
        parts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(parts):
            yield message


def to_po(catalog: Catalog) -> str:
    """The file that people edit: no dates and places, which would change with every line."""
    out = io.BytesIO()
    write_po(out, catalog, no_location=True, omit_header=True, sort_output=True, width=0)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += f'"Language: {catalog.locale_identifier}\\n"\n'
    head += f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    return head + out.getvalue().decode()


def to_json(catalog: Catalog) -> str:
    """What JupyterLab's translator reads."""
    entries: dict[str, Any] = {
        "": {
            "domain": DOMAIN,
            "language": str(catalog.locale_identifier).replace("_", "-"),
            "plural_forms": catalog.plural_forms,
        }
    }
    for message in sorted(catalog, key=lambda one: (str(one.context), str(one.id))):
        single = message.id[0] if isinstance(message.id, tuple) else message.id
        parts = message.string if isinstance(message.string, tuple) else (message.string,)
        if single and all(parts):
            key = f"{message.context}{CONTEXT_END}{single}" if message.context else single
            entries[key] = list(parts)
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.exit(main())
