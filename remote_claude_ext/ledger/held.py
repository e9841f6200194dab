"""What a request holds of budgets until it is settled, as its entry keeps it; pure."""

from datetime import datetime
from functools import lru_cache

import msgspec

from ..core.money import to_micro
from .budget import Account, Reservation

Key = tuple[str, str, str]
"""Owner and period of an account, and the start of that, in UTC."""
# Both remember: a period begins once, and many requests ask for it.
_to_text = lru_cache(maxsize=1024)(datetime.isoformat)
to_moment = lru_cache(maxsize=1024)(datetime.fromisoformat)


class Held(msgspec.Struct, frozen=True):
    """So much of each account."""

    micro_usd: int
    accounts: list[Key]


_decode = msgspec.json.Decoder(Held).decode


def to_key(account: Account) -> Key:
    """An account as it is named there."""
    return account.owner, account.period.value, _to_text(account.span.start)


def to_held(reservation: Reservation) -> Held | None:
    """What a request reserves; None where that is nothing."""
    if not reservation.accounts:
        return None
    return Held(to_micro(reservation.usd), [to_key(one) for one in reservation.accounts])


def to_text(held: Held) -> str:
    """It as its entry keeps it."""
    return msgspec.json.encode(held).decode()


def from_text(text: str) -> Held:
    """What an entry keeps of it."""
    return _decode(text)
