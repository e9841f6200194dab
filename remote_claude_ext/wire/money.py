"""How amounts are written: a decimal string with six decimals, whoever made them."""

from decimal import Decimal

import msgspec

from ..core.money import round_usd


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """Brings its amounts, `usd` and `…_usd`, into the one shape that they have."""

    def __post_init__(self) -> None:
        """Once they are set."""
        for name in self.__struct_fields__:
            amount = getattr(self, name) if name.endswith("usd") else None
            if isinstance(amount, Decimal):
                msgspec.structs.force_setattr(self, name, round_usd(amount))
