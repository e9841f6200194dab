"""Where a file is that is not here: at the session whose page asks for it. Pure."""

import re
from urllib.parse import quote

_PATH = re.compile(r"(static/lab|lab/extensions)(/(?!\.{1,2}(/|$))[^/]+)+")


def to_own(referer: str, prefix: str, path: str) -> str | None:
    """The address of a session's own copy; None where no page of a session asks for a file.

    So a page goes on that was loaded before this service became another version.
    """
    base = prefix.rpartition("services/")[0]
    session = re.match(rf"https?://[^/]*({re.escape(base)}user/[^/]+/[^/]+/)", referer)
    return f"{session[1]}{quote(path, '/@')}" if session and _PATH.fullmatch(path) else None
