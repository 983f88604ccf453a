"""A draft sheet loads and compiles, and says what it could not carry over."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from pricing import load_catalog
from pricing.care.check import check_sheets
from pricing.peers.draft import draft_sheet
from pricing.peers.installed import PACKAGES
from pricing.peers.records import Hours, PeerError
from pricing.peers.selection import select
from pricing.sheets.sheet import read_sheet
from tests.peer_records import DAY, installed, peer_of, price, rates, record

USUAL = rates(input="1", cache_read="0.1", output="4")


def draft(*records, provider="acme"):
    return draft_sheet(peer_of(*records), records, provider, DAY)


def read(tmp_path, made, provider="acme"):
    path = tmp_path / f"{provider}.yaml"
    path.write_text(made.text, "utf-8")
    return read_sheet(path)


def test_a_draft_is_community_and_low_and_names_its_source(tmp_path):
    made = draft(
        record("litellm", "acme/a", input="0.28", output="0.42", source="https://acme.io/p")
    )
    sheet = read(tmp_path, made)
    source = sheet.source
    assert (source.status, source.confidence, source.url) == (
        "community",
        "low",
        "https://acme.io/p",
    )
    assert source.note == "Read through litellm 1.0, which states USD per million tokens."
    assert sheet.models["a"].prices[0].input == Decimal("0.28")


def test_a_source_without_dates_leaves_the_day_of_the_draft(tmp_path):
    entry = read(tmp_path, draft(record("litellm", "acme/a", **USUAL))).models["a"].prices[0]
    assert entry.from_ == DAY
    assert entry.note == "the source states no start: from is the day of this draft"


def test_dated_prices_are_entries_and_the_undated_one_before_is_told(tmp_path):
    made = draft(
        record(
            "genai-prices",
            "acme/a",
            price((-1, rates(input="0.14", output="0.28"))),
            price((-1, USUAL), since=date(2026, 8, 17)),
            price((-1, rates(input="2", output="8")), since=date(2027, 1, 1)),
        )
    )
    entries = read(tmp_path, made).models["a"].prices
    assert [(str(e.from_), e.input) for e in entries] == [("2026-08-17", 1), ("2027-01-01", 2)]
    assert "a price before 2026-08-17, from a day not stated: input 0.14, output\n" in made.text


def test_a_service_tier_belongs_to_the_price_in_force_and_not_to_an_announced_one(tmp_path):
    made = draft(
        record(
            "genai-prices",
            "acme/a",
            price((-1, USUAL), since=date(2026, 8, 17)),
            price((-1, rates(input="2", output="8")), since=date(2027, 1, 1)),
            price((-1, rates(input="0.5", output="2")), service_tier="batch"),
        )
    )
    entries = read(tmp_path, made).models["a"].prices
    assert [list(e.service_tiers) for e in entries] == [["batch"], []]


def test_bands_service_tiers_and_hours_are_carried_over(tmp_path):
    catalog = load_catalog_of(
        tmp_path,
        draft(
            record(
                "litellm",
                "acme/banded",
                price((-1, USUAL), (200_000, rates(input="2", output="8"))),
                price((-1, rates(input="0.5", output="2")), service_tier="batch"),
            ),
            record(
                "litellm",
                "acme/hourly",
                price((-1, USUAL)),
                price((-1, rates(input="0.5", output="2")), hours=(Hours(("16:30-00:30",)),)),
            ),
        ),
    )
    bands = catalog.rate_cards("acme/banded")
    assert [(c.band, c.rates["input"]) for c in bands] == [
        ("up to 200,000 input", 1),
        ("over 200,000 input", 2),
    ]
    assert catalog.rate_cards("acme/banded", service_tier="batch")[0].rates["output"] == 2
    by_hour = {c.window: c.rates["input"] for c in catalog.rate_cards("acme/hourly")}
    assert by_hour == {"": 1, "off_peak": Decimal("0.5")}


def load_catalog_of(tmp_path, made):
    path = tmp_path / "acme.yaml"
    path.write_text(made.text, "utf-8")
    return load_catalog(path)


def test_two_spans_of_one_price_are_one_window(tmp_path):
    peak = rates(input="2", output="8")
    spans = [price((-1, peak), hours=(Hours((h,)),)) for h in ("01:00-04:00", "06:00-10:00")]
    made = draft(record("genai-prices", "acme/a", price((-1, USUAL)), *spans))
    windows = read(tmp_path, made).models["a"].prices[0].windows
    assert {name: w.hours for name, w in windows.items()} == {
        "peak": ("01:00-04:00", "06:00-10:00")
    }


def hourly(rate, *hours, **conditions):
    return price((-1, rates(input=rate, output="8")), hours=(Hours(hours, **conditions),))


def test_hours_that_overlap_are_told_and_not_written(tmp_path):
    peak, low = hourly("2", "01:00-04:00"), hourly("0.5", "03:00-06:00", days=(1, 2))
    made = draft(record("litellm", "acme/a", price((-1, USUAL)), peak, low))
    assert made.text.endswith(
        "    # Not carried over: peak 01:00-04:00 UTC+00:00 on days 1, 2, 3, 4, 5, 6, 7: input 2, "
        "output\n    #   8\n"
        "    # Not carried over: off_peak 03:00-06:00 UTC+00:00 on days 1, 2: input 0.5, output 8\n"
    )
    assert made.open_ends == 2
    assert read(tmp_path, made).models["a"].prices[0].windows == {}


def test_hours_beside_bands_of_size_are_told_and_not_written(tmp_path):
    banded = price((-1, USUAL), (200_000, rates(input="2", output="8")))
    made = draft(record("litellm", "acme/a", banded, hourly("0.5", "16:30-00:30")))
    assert made.text.endswith(
        "    # Not carried over: off_peak 16:30-00:30 UTC+00:00 on days 1, 2, 3, 4, 5, 6, 7: "
        "input 0.5,\n    #   output 8\n"
    )
    assert read(tmp_path, made).models["a"].prices[0].windows == {}


@pytest.mark.parametrize(
    ("reasons", "reasoning", "treatment"),
    [
        (False, None, "not_applicable"),
        (True, None, "billed_as_output"),
        (None, None, "billed_as_output"),
        (True, "4", "billed_as_output"),
        (True, "9", "separate_rate"),
    ],
)
def test_thinking_is_read_as_far_as_the_source_says(tmp_path, reasons, reasoning, treatment):
    stated = USUAL | (rates(reasoning=reasoning) if reasoning else {})
    made = draft(record("litellm", "acme/a", reasons=reasons, **stated))
    assert read(tmp_path, made).models["a"].thinking == treatment


def test_a_rate_too_fine_for_a_sheet_is_rounded_and_told():
    made = draft(record("litellm", "acme/a", input="1.14285714286", output="4"))
    assert "        input: 1.142857\n" in made.text
    assert "# Not carried over: from 2026-11-24: input is 1.14285714286, rounded here" in made.text


def test_a_price_of_zero_is_no_price():
    zero = record("litellm", "acme/z", input="0", output="0")
    made = draft(record("litellm", "acme/a", **USUAL), zero)
    assert (made.models, made.open_ends) == (1, 1)
    assert "0 for everything, which may mean unknown or free" in made.text
    with pytest.raises(PeerError, match="none of 1 models has a price that can be written: z: no"):
        draft(zero)


def test_a_retired_model_is_told_and_not_sold(tmp_path):
    gone = record("litellm", "acme/old", retired=date(2026, 5, 1), **USUAL)
    made = draft(record("litellm", "acme/a", retired=date(2027, 5, 1), **USUAL), gone)
    sheet = read(tmp_path, made)
    assert {m: p.prices[0].until for m, p in sheet.models.items()} == {"a": date(2027, 5, 1)}
    assert "retired on 2026-05-01; its last price: input 1, cache_read 0.1, output 4" in made.text


def test_what_the_source_says_beside_prices_is_quoted():
    said = {"note": "converted at 7.0 CNY/USD", "left_out": ("web_searches_kcount 10",)}
    made = draft(record("litellm", "acme/a", **said, **USUAL))
    assert "    # Not carried over: web_searches_kcount 10\n" in made.text
    assert "    # The source says: converted at 7.0 CNY/USD\n" in made.text


def test_yuan_stays_yuan_and_another_currency_is_told(tmp_path):
    yuan = [record("dify", f"acme/{m}", currency="CNY", **USUAL) for m in ("a", "b")]
    made = draft(*yuan, record("dify", "acme/c", **USUAL))
    sheet = read(tmp_path, made)
    assert (sheet.currency, sheet.timezone, list(sheet.models)) == (
        "CNY",
        "Asia/Shanghai",
        ["a", "b"],
    )
    assert "# c: Not carried over: in USD" in made.text


@pytest.mark.parametrize("model", ["NO", "1.5", "a: b", "@cf/qwen", "模型", "x#y", "true"])
def test_odd_ids_and_names_are_written_so_that_they_read_back(tmp_path, model):
    model = model.replace(" ", "")
    made = draft(record("litellm", f"acme/{model}", name='say "hi": #1', **USUAL))
    sheet = read(tmp_path, made)
    assert [(i, m.name) for i, m in sheet.models.items()] == [(model, 'say "hi": #1')]


def test_a_currency_that_no_sheet_is_in_is_told_with_those_there_are():
    with pytest.raises(PeerError) as refused:
        draft(record("dify", "acme/a", currency="THB", **USUAL))
    assert str(refused.value) == (
        "a sheet cannot be in THB: expected CNY, USD, EUR, GBP, JPY, HKD, SGD, KRW, INR"
    )


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("2000000", "at most 1,000,000; got 2000000"),
        ("-1", "at least 0; got -1"),
        ("1e25", "at most 1,000,000; got 10000000000000000000000000"),
    ],
)
def test_a_draft_that_no_sheet_can_hold_is_shown_with_what_is_wrong(rate, said):
    with pytest.raises(PeerError) as refused:
        draft(record("litellm", "acme/a", input=rate, output="1"))
    first, second, *_ = str(refused.value).splitlines()
    assert first == (
        "this draft does not load, which is a fault of the import: "
        f"acme.yaml:27: models.a from 2026-11-24: input: should be {said}"
    )
    assert second == "# yaml-language-server: $schema=../sheet.schema.json"


def test_a_provider_id_must_be_one():
    with pytest.raises(PeerError, match="'Acme Inc' is no provider id: small letters, digits"):
        draft(record("litellm", "acme/a", **USUAL), provider="Acme Inc")


@pytest.mark.parametrize("name", PACKAGES)
def test_every_provider_of_an_installed_peer_makes_a_sheet_without_problems(name, tmp_path):
    peer = installed(name)
    of: dict[str, list] = defaultdict(list)
    for model in peer.models:
        of[re.sub(r"[^a-z0-9]+", "-", model.provider.lower())].append(model)
    written, free = 0, []
    for provider, records in of.items():
        try:
            made = draft_sheet(peer, records, f"d-{provider}", DAY)
        except PeerError as error:
            free.append(str(error))
        else:
            (tmp_path / f"d-{provider}.yaml").write_text(made.text, "utf-8")
            written += made.models
    assert [said for said in free if "has a price that can be written" not in said] == []
    errors = [p for p in check_sheets([tmp_path]) if p.severity == "problem"]
    assert errors == []
    assert written > len(peer.models) * 0.8


def test_models_are_selected_by_id_or_pattern():
    installed("litellm")
    _, found = select("litellm", ["deepseek/*"])
    assert {m.provider for m in found} == {"deepseek"}
    with pytest.raises(PeerError, match=r"has no priced model 'deepseek/deepseek-v4-prp'; did you"):
        select("litellm", ["deepseek/deepseek-v4-prp"])


def test_an_unknown_source_is_told_with_those_there_are():
    with pytest.raises(PeerError, match=r"no source is called 'lite-llm' \(there are genai-prices"):
        select("lite-llm", ["x"])
    with pytest.raises(PeerError, match="dify: say the path of the file or folder first"):
        select("dify", [])
