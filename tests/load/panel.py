"""Figures of the panel under load, as ratios within one run: `python -m tests.load.panel`.

Names of parts measure only these: `python -m tests.load.panel opening listeners`.
"""

import sys

from tests.load import busy, code, inbox, listeners, opening, shell
from tests.load.console import Part, run

PARTS: dict[str, Part] = {
    "code": code.measure,
    "shell": shell.measure,
    "opening": opening.measure,
    "inbox": inbox.measure,
    "busy": busy.measure,
    "listeners": listeners.measure,
}

if __name__ == "__main__":
    sys.exit(run("tests.load.panel", __doc__, PARTS))
