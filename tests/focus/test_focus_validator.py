"""FOCUS files held to FinOps' own validator, which runs in an environment of its own.

`.ci/run` builds it and says where in `TOKENFARE_FOCUS_VALIDATOR`. Version 2.2.1 carries the rules
of FOCUS 1.2 (model 1.2.0.1) and asks the network for nothing when told so.
"""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from calculator.bulk import price_log
from calculator.focus import write_focus
from pricing import load_catalog
from pricing.fx import FxRates
from tests.focus.used import BY, used

VALIDATOR = os.environ.get("TOKENFARE_FOCUS_VALIDATOR", "")
DEMO = Path(__file__).parents[1] / "worked" / "demo.yaml"
SUPPORTED = (
    "MULTIPLE_PRICING_CATEGORIES_SUPPORTED",
    "NEGOTIATED_PRICING_SUPPORTED",
    "PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED",
    "PUBLIC_PRICE_LIST_SUPPORTED",
    "TAGGING_SUPPORTED",
    "UNIT_PRICING_SUPPORTED",
    "USAGE_MEASUREMENT_SUPPORTED",
)
"""What the providers in a log can do, so that the columns for it must be there."""

NOT_BOTH = {"InvoiceId-C-005-C"}
"""Half of an either-or (InvoiceId-C-003-C, which passes): an invoice's id, or null without one."""


@pytest.fixture(scope="module")
def validator():
    if not VALIDATOR:
        assert os.environ.get("CI") != "true", "CI must build the validator: see .ci/run"
        pytest.skip("needs FinOps' focus-validator in an environment of its own: see .ci/run")
    return Path(VALIDATOR)


def failed(validator, path):
    """The rules a file breaks, and how many were checked."""
    report = path.with_suffix(".xml")
    packages = next(validator.glob("lib/python3*/site-packages"))
    options = {
        "--data-file": path,
        "--validate-version": "1.2",
        "--applicability-criteria": ",".join(SUPPORTED),
        "--output-type": "unittest",
        "--output-destination": report,
    }
    said = [part for option in options.items() for part in option]
    done = subprocess.run(
        [validator / "bin" / "focus-validator", "--block-download", *said],
        cwd=packages,  # it opens its list of currencies by a relative path
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stderr[-2_000:]
    cases = ElementTree.parse(report).findall(".//testcase")
    broken = {c.get("name").split(" ")[0] for c in cases if c.find("failure") is not None}
    broken |= {c.get("name").split(" ")[0] for c in cases if c.find("error") is not None}
    return broken, sum(c.find("skipped") is None for c in cases)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("currency", [None, "CNY"])
def test_a_file_keeps_every_rule_of_focus(validator, kind, currency, tmp_path):
    path = tmp_path / f"focus.{kind}"
    priced = price_log(used(), load_catalog(DEMO), by=BY)
    write_focus(priced, path, currency=currency, fx=FxRates.fixed("USD/CNY", "7.1234"))
    broken, checked = failed(validator, path)
    assert broken == NOT_BOTH
    assert checked > 200


def test_the_validator_finds_what_is_no_currency(validator, tmp_path):
    path = tmp_path / "focus.csv"
    write_focus(price_log(used(), load_catalog(DEMO), by=BY), path)
    with path.open(encoding="utf-8", newline="") as file:
        header, first, *rest = csv.reader(file)
    first[header.index("BillingCurrency")] = "RMB"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, first, *rest])
    assert "BillingCurrency-C-006-M" in failed(validator, path)[0]
