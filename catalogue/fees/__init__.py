"""
Fees: what a permit costs, to whom, by which formula and which law.

A schedule (`<code>.yaml`) holds one charge per beneficiary. Rates are dated and local, checked against their legal range at load.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from catalogue.fees.model import FIXED, Charge, Exemption, Range, Rates, Schedule
from catalogue.languages import Labels
from catalogue.reading import BrokenCatalogue, Fault, Rule, load_yaml, read
from catalogue.territory import Commune, territory
from contracts.calls.payment import FeeLineView
from contracts.money import Money

__all__ = ["FIXED", "Charge", "Exemption", "FeeLine", "Range", "Rates", "Schedule", "assess", "schedule", "total"]

SHELF = Path(__file__).parent


@dataclass(frozen=True)
class FeeLine:
    """What one beneficiary receives, with everything needed to compute it again: `amount = rate x quantity x (1 + vat)`, to the centime."""

    code: str
    beneficiary: str  # commune, urban-agency
    label: Labels
    law: Labels
    formula: str
    inputs: Mapping[str, Decimal]
    quantity: Decimal
    unit: str
    rate: Decimal  # MAD for each unit, before VAT
    vat: Decimal  # share: 0.20 is 20 %
    amount: Money
    exemption: str = ""  # code of the exemption that makes the amount zero

    def to_json(self) -> FeeLineView:
        """Write the line as plain data; figures as decimal text, money as `{"amount", "currency"}`."""
        return {
            "code": self.code,
            "beneficiary": self.beneficiary,
            "label": self.label.to_json(),
            "law": self.law.to_json(),
            "formula": self.formula,
            "inputs": {name: f"{value:f}" for name, value in self.inputs.items()},
            "quantity": f"{self.quantity:f}",
            "unit": self.unit,
            "rate": f"{self.rate:f}",
            "vat": f"{self.vat:f}",
            "amount": self.amount.to_json(),
            "exemption": self.exemption,
        }


@cache
def schedule(code: str) -> Schedule:
    """Read a fee schedule once for the whole process; raise BrokenCatalogue when it contradicts itself or the law."""
    return read(Schedule, load_yaml(SHELF / f"{code}.yaml"), [_is_called(code), _charges_something])


def assess(tariff: Schedule, declared: Mapping[str, str], commune: str, on: date) -> list[FeeLine]:
    """
    Compute what is due, one line per charge, from what is declared (choices, and figures as decimal text) and the rates in force on a day.

    Raise CommuneNotFound for an unknown commune, BrokenCatalogue for a choice without rates, or a figure that is missing.
    """
    place, category = territory().commune(commune), tariff.category(declared)
    return [_line(charge, category, declared, place, on) for charge in tariff.charges]


def total(lines: list[FeeLine]) -> Money:
    """Add up the lines."""
    return sum((line.amount for line in lines), Money(Decimal(0)))


def _is_called(code: str) -> Rule[Schedule]:
    """Call a schedule as its file is called."""
    return lambda found: [] if found.code == code else [Fault("code", f"the file is called {code}")]


def _charges_something(found: Schedule) -> list[Fault]:
    """Charge something, perhaps nothing by an exemption: of a schedule without charges no order would ever be settled."""
    return [] if found.charges else [Fault("charges", "charges nothing")]


def _line(charge: Charge, category: str, declared: Mapping[str, str], commune: Commune, on: date) -> FeeLine:
    """Compute one charge."""
    figures = {name: Decimal(declared[name]) for name in sorted(charge.inputs & declared.keys())}
    rate = charge.rate(category, commune.code, on)
    if rate is None:
        raise BrokenCatalogue(f"{charge.code}: no rate for {category} in {commune.code} on {on}")
    quantity = charge.compiled(figures)
    exemption = charge.exemption(category, commune)
    return FeeLine(
        code=charge.code,
        beneficiary=charge.beneficiary,
        label=charge.labels,
        law=exemption.law if exemption else charge.law,
        formula=charge.formula,
        inputs=figures,
        quantity=quantity,
        unit=charge.unit,
        rate=rate,
        vat=charge.vat,
        amount=Money(Decimal(0) if exemption else charge.with_vat(rate * quantity)),
        exemption=exemption.code if exemption else "",
    )
