"""How a price list is bought: VAT, fees and discounts on it, and which of two lists to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from calculator.settle import settle
from pricing.money import Money
from pricing.offers import ChargeFacts, Offer, TaxFacts


@dataclass(frozen=True, slots=True)
class BuyingTerms:
    """How both lists would be bought. Without any: list price beside list price."""

    vat: Literal["", "recoverable", "cost"] = ""
    """`recoverable`: VAT that a list contains is deducted; `cost`: VAT counts, and comes on top of
    a list without it."""
    dollar_vat: Decimal = Decimal(6)
    """Per cent of VAT the buyer owes on a dollar list that states none, where VAT is a cost."""
    yuan_charge: Decimal = Decimal(0)
    """Per cent on top of the yuan list: a gateway's fee, or with a minus a negotiated discount."""
    dollar_charge: Decimal = Decimal(0)
    """The same on top of the dollar list."""

    def __str__(self) -> str:
        told = {
            "": "list prices as they stand, VAT aside",
            "recoverable": "VAT recoverable: deducted where a list contains it",
            "cost": f"VAT a cost: {self.dollar_vat} % more where the dollar list states none",
        }
        charges = (("yuan", self.yuan_charge), ("dollar", self.dollar_charge))
        return ", ".join([told[self.vat], *(f"{side} list {c:+} %" for side, c in charges if c)])


@dataclass(frozen=True, slots=True)
class Signing:
    """What the mix costs on each list after the buying terms, and which is the cheaper one."""

    yuan: Fraction
    dollar: Fraction
    market: Fraction
    """Yuan for one dollar."""

    @property
    def yuan_in_dollars(self) -> Fraction:
        """The yuan list's cost at the market rate."""
        return self.yuan / self.market

    @property
    def sign(self) -> str:
        """`yuan`, `dollar`, or `either` where both cost the same."""
        if self.yuan_in_dollars == self.dollar:
            return "either"
        return "yuan" if self.yuan_in_dollars < self.dollar else "dollar"

    @property
    def saving(self) -> Fraction:
        """What the cheaper list saves, as a part of the dearer one's cost."""
        costs = (self.yuan_in_dollars, self.dollar)
        return 1 - min(costs) / max(costs) if max(costs) else Fraction(0)

    @property
    def break_even(self) -> Fraction | None:
        """Yuan for one dollar at which both cost the same."""
        return self.yuan / self.dollar if self.dollar else None


def paid_per_unit(offer: Offer, terms: BuyingTerms, day: date) -> Fraction:
    """What one unit of an offer's list price comes to: charges, then VAT, as `settle` bills them.

    Exact, in the offer's currency. A sheet's charges per month are left out: they are no part of a
    price per token.
    """
    charge = terms.yuan_charge if offer.currency == "CNY" else terms.dollar_charge
    own = (ChargeFacts("yours", str(charge), None),) if charge else ()
    tax = offer.sheet.tax
    sheet = offer.sheet._replace(charges=(*offer.sheet.charges, *own), tax=_added(offer, terms))
    paid = Fraction(settle(Money(1, offer.currency), sheet, at=day).total.amount)
    if terms.vat == "recoverable" and tax and tax.included:
        return paid / (1 + Fraction(Decimal(tax.percent)) / 100)
    return paid


def _added(offer: Offer, terms: BuyingTerms) -> TaxFacts | None:
    """The tax that the bill names."""
    if terms.vat != "cost":
        return None
    owed = TaxFacts("VAT", str(terms.dollar_vat), included=False)
    return offer.sheet.tax or (owed if offer.currency == "USD" else None)
