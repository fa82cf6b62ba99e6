"""What a fee is: a formula that gives a quantity, dated local rates inside their legal range, exemptions, and who receives the money."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from catalogue.fees.formula import Formula
from catalogue.languages import Labels
from catalogue.reading import BrokenCatalogue, Fault
from catalogue.territory import Commune
from contracts.money import CENTIME

NATIONAL = "national"
FIXED = "fixed"


@dataclass(frozen=True)
class Range:
    """The rates that the law allows, both ends included."""

    at_least: Decimal
    at_most: Decimal

    def __post_init__(self) -> None:
        """Refuse an empty range."""
        if not 0 <= self.at_least <= self.at_most:
            raise BrokenCatalogue(f"no rate lies between {self.at_least} and {self.at_most}")


@dataclass(frozen=True)
class Rates:
    """Amounts per unit, by category, in force in a territory (dotted code, or `national`) from a day until another (excluded)."""

    territory: str
    since: date
    source: str
    amounts: Mapping[str, Decimal]
    until: date | None = None

    def apply(self, commune: str, on: date) -> bool:
        """Tell whether these rates are in force for a commune on a day."""
        here = self.territory in (NATIONAL, commune) or commune.startswith(f"{self.territory}.")
        return here and self.since <= on and (self.until is None or on < self.until)

    def precedence(self) -> tuple[int, date]:
        """Rank rates that apply together: the closest territory wins, then the newest."""
        return 0 if self.territory == NATIONAL else len(self.territory), self.since


@dataclass(frozen=True)
class Exemption:
    """Nothing is due for these categories in communes of this type (urban, rural, or any when empty)."""

    code: str
    law: Labels
    categories: tuple[str, ...]
    commune_type: str = ""

    def applies(self, category: str, commune: Commune) -> bool:
        """Tell whether a project of this category in this commune is exempt."""
        return category in self.categories and self.commune_type in ("", commune.type)


@dataclass(frozen=True)
class Charge:
    """One fee for one beneficiary; `vat` is the share added to the amount, `0.20` for 20 %."""

    code: str
    beneficiary: str
    labels: Labels
    law: Labels
    formula: str
    unit: str
    rates: tuple[Rates, ...]
    legal_range: Mapping[str, Range] = field(default_factory=dict)
    vat: Decimal = Decimal(0)
    exemptions: tuple[Exemption, ...] = ()

    def __post_init__(self) -> None:
        """Compile the formula once; refuse one that cannot work, and a rate outside the legal range."""
        if faults := [*self._faults_of_formula(), *self._unlawful_rates()]:
            raise BrokenCatalogue(*faults)

    @cached_property
    def compiled(self) -> Formula:
        """Give the formula, compiled."""
        return Formula(self.formula)

    def _faults_of_formula(self) -> Iterator[Fault]:
        """Compile the formula, and tell what is wrong with it."""
        try:
            self.compiled  # noqa: B018 - compiling is the check
        except BrokenCatalogue as error:
            yield from (each.under("formula") for each in error.faults)

    def _unlawful_rates(self) -> Iterator[Fault]:
        """Tell which rates the law does not allow."""
        for position, rates in enumerate(self.rates):
            for category, amount in rates.amounts.items():
                place, allowed = f"rates[{position}].amounts.{category}", self.legal_range.get(category)
                if amount < 0 or (allowed and not allowed.at_least <= amount <= allowed.at_most):
                    yield Fault(place, f"{amount} in {rates.territory} is outside the legal range")
                if self.legal_range and not allowed:
                    yield Fault(place, "the law gives no range for this category")

    @property
    def inputs(self) -> frozenset[str]:
        """Name the quantities that the formula asks for."""
        return self.compiled.inputs

    def covers(self, category: str) -> bool:
        """Tell whether there is a national rate for a category."""
        return any(rates.territory == NATIONAL and category in rates.amounts for rates in self.rates)

    def rate(self, category: str, commune: str, on: date) -> Decimal | None:
        """Give the amount per unit in force for a category in a commune on a day; nothing when the category has no rate."""
        in_force = [rates for rates in self.rates if category in rates.amounts and rates.apply(commune, on)]
        return max(in_force, key=Rates.precedence).amounts[category] if in_force else None

    def with_vat(self, net: Decimal) -> Decimal:
        """Add the value-added tax and round to the centime, half up."""
        return (net * (1 + self.vat)).quantize(CENTIME, ROUND_HALF_UP)

    def exemption(self, category: str, commune: Commune) -> Exemption | None:
        """Give the exemption that frees this project, if there is one."""
        return next((each for each in self.exemptions if each.applies(category, commune)), None)


@dataclass(frozen=True)
class Schedule:
    """
    Everything that is charged for one kind of permit, a charge for each beneficiary.

    `by` names the declared choice that picks the rates; without one, each charge has the one rate `fixed`.
    """

    code: str
    charges: tuple[Charge, ...]
    by: str = ""

    def category(self, declared: Mapping[str, str]) -> str:
        """Give the name under which the rates of a project stand."""
        return declared.get(self.by, "") if self.by else FIXED
