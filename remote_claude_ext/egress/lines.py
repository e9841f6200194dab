"""What the egress proxy asks and reports, line by line, and what is made of it; pure."""

import json
from dataclasses import dataclass
from urllib.parse import unquote

_REPORT_FIELDS = 10
_REFUSED, _UNPROVED = 403, 407
_FIRST_FAILURE = 400
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the proxy: its number, and what it is about."""

    number: str
    words: tuple[str, ...]

    def answer(self, *, is_good: bool, word: str = "") -> bytes:
        """The line that answers it."""
        more = f" log={word}" if word else ""
        return f"{self.number} {'OK' if is_good else 'ERR'}{more}\n".encode()


def read_question(line: bytes) -> Question:
    """A line of Squid's protocol for helpers: a number, then words in URL encoding."""
    number, *words = line.decode(errors="replace").split()
    return Question(number=number, words=tuple(unquote(word) for word in words))


def to_owner(who: str) -> tuple[str, str]:
    """User and session of `USER.SESSION`; neither can hold a dot."""
    user, _, session = who.partition(".")
    return user, session


def to_record(line: bytes) -> str | None:
    """A report of the proxy as a line of JSON; None where it is none.

    Fields: time, who, address, method, host, port, status, what we said, milliseconds, bytes.
    """
    fields = [unquote(each) for each in line.decode(errors="replace").split()]
    if len(fields) != _REPORT_FIELDS or not fields[6].isdecimal():
        return None
    time, who, address, method, host, port, status, said, took, sent = fields
    outcome, why = _to_outcome(int(status), said)
    # What did not prove who it is may have written anything there, a token too.
    user, session = to_owner("" if who == "-" or why == "unproved" else who)
    known = {
        "time": time,
        "outcome": outcome,
        "why": why,
        "user": user,
        "session": session,
        "address": address,
        "method": method,
        "host": host[:_LONGEST],
        "port": int(port) if port.isdecimal() else 0,
        "status": int(status),
        "milliseconds": int(took) if took.isdecimal() else 0,
        "bytes": int(sent) if sent.isdecimal() else 0,
    }
    return json.dumps(known, ensure_ascii=False)


def _to_outcome(status: int, said: str) -> tuple[str, str]:
    if status == _UNPROVED:
        return "refused", "unproved"
    if status == _REFUSED and said in ("-", "", "not_listed"):
        return "refused", "not_listed" if said == "not_listed" else "not_allowed"
    if said != "listed":
        return "refused", "not_allowed"
    if status == _REFUSED:
        return "refused", "private_address"
    return ("failed", "unreachable") if status >= _FIRST_FAILURE else ("allowed", "listed")
