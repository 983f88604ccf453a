"""The columns of a FOCUS file, in their order, and what each holds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

VERSION = "1.2"

Cell = str | Decimal | datetime | bool | None
Row = dict[str, Cell]
"""Values by column; a column that is left out is null."""

COLUMNS = {
    "BilledCost": Decimal,
    "BillingAccountId": str,
    "BillingAccountName": str,
    "BillingCurrency": str,
    "BillingPeriodEnd": datetime,
    "BillingPeriodStart": datetime,
    "ChargeCategory": str,
    "ChargeClass": str,
    "ChargeDescription": str,
    "ChargeFrequency": str,
    "ChargePeriodEnd": datetime,
    "ChargePeriodStart": datetime,
    "CommitmentDiscountStatus": str,
    "ConsumedQuantity": Decimal,
    "ConsumedUnit": str,
    "ContractedCost": Decimal,
    "ContractedUnitPrice": Decimal,
    "EffectiveCost": Decimal,
    "InvoiceId": str,
    "InvoiceIssuerName": str,
    "ListCost": Decimal,
    "ListUnitPrice": Decimal,
    "PricingCategory": str,
    "PricingCurrency": str,
    "PricingCurrencyContractedUnitPrice": Decimal,
    "PricingCurrencyEffectiveCost": Decimal,
    "PricingCurrencyListUnitPrice": Decimal,
    "PricingQuantity": Decimal,
    "PricingUnit": str,
    "ProviderName": str,
    "PublisherName": str,
    "ServiceCategory": str,
    "ServiceName": str,
    "ServiceSubcategory": str,
    "SkuId": str,
    "SkuMeter": str,
    "SkuPriceDetails": str,
    "SkuPriceId": str,
    "Tags": str,
    "x_Band": str,
    "x_BookId": str,
    "x_FxDay": str,
    "x_FxRate": Decimal,
    "x_FxSource": str,
    "x_Key": str,
    "x_ModelId": str,
    "x_PriceSource": str,
    "x_PriceStatus": str,
    "x_Provider": str,
    "x_ReasoningTokens": Decimal,
    "x_ServiceTier": str,
    "x_Sheet": str,
    "x_Tag": str,
    "x_TaxIncluded": str,
    "x_Thinking": bool,
    "x_TierUncertain": bool,
    "x_UnitPriceIsMean": bool,
    "x_User": str,
    "x_Window": str,
}
"""FOCUS's own columns first, then ours (`x_`), with the type of their values."""
