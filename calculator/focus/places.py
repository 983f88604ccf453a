"""Columns that every row has: who, when, and in which currencies."""

from __future__ import annotations

from datetime import date

from calculator.focus.columns import Row
from calculator.focus.metered import midnight, month_after
from pricing.fx import FxRate
from pricing.offers import SheetFacts


def place_columns(sheet: SheetFacts, start: date, end: date, rate: FxRate) -> Row:
    """Provider, periods and currencies."""
    tax = sheet.tax
    included = f"{tax.name} {tax.percent} %" if tax and tax.included else None
    return {
        "BillingCurrency": rate.quote,
        "PricingCurrency": rate.base,
        "BillingPeriodStart": midnight(start.replace(day=1)),
        "BillingPeriodEnd": midnight(month_after(start)),
        "ChargePeriodStart": midnight(start),
        "ChargePeriodEnd": midnight(end),
        "InvoiceIssuerName": sheet.name,
        "ProviderName": sheet.name,
        "PublisherName": sheet.name,
        "ServiceCategory": "AI and Machine Learning",
        "ServiceName": sheet.name,
        "ServiceSubcategory": "Generative AI",
        "x_Provider": sheet.provider,
        "x_Sheet": str(sheet),
        "x_TaxIncluded": included,
    }
