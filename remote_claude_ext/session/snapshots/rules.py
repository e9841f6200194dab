"""What is kept of a workspace, how much, and for how long. No I/O."""

from collections.abc import Sequence

MOST_FILE_BYTES = 20 << 20
"""A larger file is left out, and named where one would rewind."""
MOST_FILES = 50_000
"""A workspace with more is not kept at all."""
MOST_NEW_BYTES = 1 << 30
"""So much is read and written for one snapshot."""
MOST_DEPTH = 60
WAIT_SECONDS = 5.0
"""A turn waits so long for its snapshot, and goes on without it then."""
MOST_TURNS = 500
"""Of a session, the newest."""
MOST_DAYS = 30
MOST_STORE_BYTES = 2 << 30

_NEVER = frozenset({"node_modules", "__pycache__", ".ipynb_checkpoints"})
_MARKS = frozenset({"pyvenv.cfg", "CACHEDIR.TAG"})
"""A folder with one of these files can be made anew: a virtual environment, a cache."""
OURS = ".remote-claude-rewind"
"""The folder in the workspace where files are made ready before they are put in their places."""


class TooMuchError(Exception):
    """The workspace is larger than what is kept; `str()` of it is a sentence."""


def is_never_kept(name: str) -> bool:
    """Whether a file or folder of this name is left out: git's own, and what can be made anew."""
    return name in _NEVER or name.lower() == ".git" or name == OURS


def is_made_anew(names: Sequence[str]) -> bool:
    """Whether a folder with these names in it is left out."""
    return not _MARKS.isdisjoint(names)


def too_many() -> str:
    """Why a workspace is not kept."""
    return (
        f"The workspace has more than {MOST_FILES:,} files, so that no snapshot of it is kept, and"
        " its files cannot be rewound to before this turn."
    )


def too_large() -> str:
    """Why a workspace is not kept."""
    return (
        f"More than {MOST_NEW_BYTES >> 30} GiB in the workspace was new, so that no snapshot was"
        " taken, and its files cannot be rewound to before this turn."
    )


def too_slow() -> str:
    """Why a turn has no snapshot."""
    return (
        f"The snapshot was not done after {WAIT_SECONDS:.0f} seconds, and Claude began without it:"
        " files cannot be rewound to before this turn."
    )


def failed(why: str) -> str:
    """Why a turn has no snapshot."""
    return f"No snapshot could be taken ({why}): files cannot be rewound to before this turn."


NO_GIT = "git is not installed here, so that files cannot be rewound."
UNKNOWN = (
    "There is no snapshot from before this turn: it was begun in a terminal, or before there were"
    f" snapshots, or it is older than {MOST_DAYS} days or {MOST_TURNS} turns."
)
