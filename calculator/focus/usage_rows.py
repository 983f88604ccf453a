"""The row of a meter: what was consumed, what it costs, at which price from which source."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

from calculator.focus.charges import Borne
from calculator.focus.columns import Row
from calculator.focus.converted import Billing, amount, decimal, fx_columns, picos_at
from calculator.focus.metered import Cell, Metered
from calculator.focus.places import place_columns
from pricing.fx import FxRate


def usage_row(borne: Borne, billing: Billing) -> Row:
    """The row of a meter and the purchases it bears."""
    meter = borne.metered
    cell = meter.cell
    rate = billing.rate(cell.offer.currency, cell.start)
    picos = picos_at(rate, meter.picos)
    cost, quantity = amount(picos), Fraction(meter.quantity, meter.meter.per)
    unit = decimal(Fraction(picos, 10**12) / quantity)
    own_unit = decimal(meter.unit_price)
    return (
        place_columns(cell.sheet, cell.start, cell.end, rate)
        | {
            "ChargeCategory": "Usage",
            "ChargeDescription": _description(meter),
            "ChargeFrequency": "Usage-Based",
            "BilledCost": cost,
            "ContractedCost": cost,
            "EffectiveCost": amount(picos + borne.billed_picos),
            "ListCost": cost,
            "ListUnitPrice": unit,
            "ContractedUnitPrice": unit,
            "PricingCurrencyListUnitPrice": own_unit,
            "PricingCurrencyContractedUnitPrice": own_unit,
            "PricingCurrencyEffectiveCost": amount(meter.picos + borne.picos),
            "ConsumedQuantity": Decimal(meter.quantity),
            "ConsumedUnit": meter.meter.unit,
            "PricingCategory": "Standard",
            "PricingQuantity": decimal(quantity),
            "PricingUnit": meter.meter.pricing_unit,
        }
        | _sku(meter)
        | _ours(meter, rate)
    )


def _description(meter: Metered) -> str:
    cell = meter.cell
    facts = [cell.agreed("service_tier"), cell.agreed("window"), cell.agreed("band")]
    said = ", ".join(fact for fact in facts if fact and fact != "standard")
    return f"{cell.offer.name}: {meter.meter.name}" + (f" ({said})" if said else "")


def _sku(meter: Metered) -> Row:
    """The price's names: one for the meter, and one for it under these conditions."""
    cell = meter.cell
    sku = f"{cell.offer.id}:{meter.kind}"
    since = cell.agreed("since") if cell.cards else None
    conditions = [f"{name}={value}" for name, value in _conditions(cell).items()]
    price = "/".join([*conditions, f"from={since}"]) if since else "mean"
    details = _details(meter)
    return {
        "SkuId": sku,
        "SkuMeter": meter.meter.name,
        "SkuPriceId": f"{sku}/{price}",
        "SkuPriceDetails": json.dumps(details, ensure_ascii=False),
    }


def _conditions(cell: Cell) -> dict[str, str | bool]:
    """What the price depends on, as far as one price explains the amounts."""
    moded = cell.agreed("treatment") == "mode_rate"
    found = {
        "ServiceTier": cell.agreed("service_tier"),
        "Band": cell.agreed("band"),
        "Window": cell.agreed("window"),
        "Thinking": cell.thinking if moded else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _details(meter: Metered) -> dict[str, str | bool]:
    offer = meter.cell.offer
    own = {
        "ModelId": offer.model,
        "ModelDeveloper": offer.publisher,
        "TokenDirection": meter.meter.direction,
        "CacheAction": meter.meter.cache,
        "ThinkingTreatment": meter.cell.agreed("treatment"),
    }
    given = {name: value for name, value in own.items() if value}
    return {f"x_{name}": value for name, value in (given | _conditions(meter.cell)).items()}


def _ours(meter: Metered, rate: FxRate) -> Row:
    cell = meter.cell
    tags = json.dumps(cell.labels, ensure_ascii=False) if cell.labels else None
    own: Row = {"Tags": tags, "PublisherName": cell.offer.publisher or cell.sheet.name}
    own |= {f"x_{name.capitalize()}": value for name, value in cell.labels.items()}
    return own | {
        "x_Band": cell.agreed("band"),
        "x_ModelId": cell.offer.model,
        "x_PriceSource": cell.agreed("url"),
        "x_PriceStatus": cell.agreed("status"),
        "x_ReasoningTokens": _reasoning(meter),
        "x_ServiceTier": cell.agreed("service_tier"),
        "x_Thinking": cell.thinking,
        "x_TierUncertain": cell.sum.low_picos != cell.sum.high_picos,
        "x_UnitPriceIsMean": not cell.cards,
        "x_Window": cell.agreed("window"),
        **fx_columns(rate),
    }


def _reasoning(meter: Metered) -> Decimal | None:
    """Reasoning tokens among the output tokens of the row; null where nobody counted them."""
    if meter.meter.direction != "Output" or "reasoning_tokens" not in meter.cell.sum.counts:
        return None
    return Decimal(meter.quantity if meter.kind == "reasoning" else 0)
