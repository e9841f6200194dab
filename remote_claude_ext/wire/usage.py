"""Usage bodies."""

from decimal import Decimal

import msgspec

from .frames import Tokens


class SessionUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What the conversations of a session used and cost, as the session itself counts."""

    cost_usd: Decimal
    tokens: Tokens
