"""Figures of the whole product, as ratios within one run: `python -m tests.load.skeleton`.

Names of parts measure only these: `python -m tests.load.skeleton stream gateway`.
"""

import sys

from tests.load import checkout, desktop, first_byte, first_page, memory, start, stream
from tests.load.console import Part, run

PARTS: dict[str, Part] = {
    "checkout": checkout.measure,
    "start": start.measure,
    "desktop": desktop.measure,
    "page": first_page.measure,
    "stream": stream.measure,
    "memory": memory.measure,
    "gateway": first_byte.measure,
}

if __name__ == "__main__":
    sys.exit(run("tests.load.skeleton", __doc__, PARTS))
