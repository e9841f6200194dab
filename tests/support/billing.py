"""The project that the pictures of the documentation show, and the scenes that are played in it."""

import json
from pathlib import Path

SCENES = Path(__file__).parent / "scenes"
"""Scenarios of the scripted model: prompts in people's words, real tools, prepared answers."""
README = "# Billing\n\nInvoices, their tax, and the ledger that they go into.\n"
_CELLS = (
    'from decimal import Decimal\n\nTAX = {"north": Decimal("0.07")}',
    'lines = [Decimal("3.20"), Decimal("9.99")]\nlines',
    'sum(lines) * (1 + TAX["north"])',
)
_FILES = {
    "README.md": README,
    "src/__init__.py": "",
    "src/rates.py": (
        '"""What is to be paid on top, by region."""\n\nfrom decimal import Decimal\n\n'
        'TAX = {"none": Decimal(0), "north": Decimal("0.07"), "south": Decimal("0.19")}\n'
    ),
    "src/invoice.py": (
        '"""Invoices: lines and what they add up to."""\n\nfrom dataclasses import dataclass\n\n'
        "from src.rates import TAX\n\n\n@dataclass(frozen=True)\nclass Line:\n"
        '    """One article."""\n\n    price: float\n    quantity: int\n\n\n'
        'def total(lines, region):\n    """What is to be paid, with tax."""\n'
        "    return sum(line.price * line.quantity for line in lines) * (1 + TAX[region])\n"
    ),
    "tests/__init__.py": "",
    "tests/test_invoice.py": (
        '"""Invoices add up."""\n\nimport unittest\nfrom decimal import Decimal\n\n'
        "from src.invoice import Line, total\n\n\nclass Totals(unittest.TestCase):\n"
        "    def test_lines_are_added(self):\n"
        '        lines = [Line(Decimal("3.20"), 2), Line(Decimal("9.99"), 1)]\n'
        '        self.assertEqual(total(lines, "none"), Decimal("16.39"))\n'
    ),
}


def furnish(workspace: Path) -> None:
    """Write its files."""
    for name, text in _FILES.items():
        path = workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (workspace / "rates.ipynb").write_text(_notebook())


def _notebook() -> str:
    names = ("rates", "lines", "total")
    cells = [
        {
            "cell_type": "code",
            "id": name,
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for name, source in zip(names, _CELLS, strict=True)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
