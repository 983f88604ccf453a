"""Each reader gives what its peer states: exact, per million, with the peer's own conditions."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from pricing.peers import dify, genai_prices, litellm, models_dev
from pricing.peers.installed import PACKAGES, read_package
from pricing.peers.records import Hours, PeerError, exact
from tests.peer_records import installed, price, rates, record


def second(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())


def litellm_models(tmp_path, entries):
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(entries))
    return {m.id: m for m in litellm.read(path, "litellm", "1.0")}


CHAT = {"litellm_provider": "acme", "mode": "chat"}


def test_a_float_artefact_becomes_the_number_that_was_meant():
    assert exact("4.0000000000000003e-07", 10**6) == Decimal("0.4")
    assert str(exact("2.8e-07", 10**6)) == "0.28"


def test_the_last_price_that_holds_counts():
    flat, later = (
        price((-1, rates(input="1"))),
        price((-1, rates(input="2")), since=date(2026, 8, 1)),
    )
    peak = price((-1, rates(input="3")), hours=(Hours(("01:00-04:00",)),))
    model = record("genai-prices", "acme/a", flat, later, peak)
    assert model.price_at(second(2026, 7, 1, 12)) is flat
    assert model.price_at(second(2026, 8, 1, 12)) is later
    assert model.price_at(second(2026, 8, 1, 2)) is peak
    assert model.price_at(second(2026, 8, 1), "batch") is None


def test_litellm_states_dollars_per_token_in_any_service_tier(tmp_path):
    entry = CHAT | {
        "input_cost_per_token": 2e-06,
        "output_cost_per_token": 1e-05,
        "cache_read_input_token_cost": 2.0000000000000002e-07,
        "cache_creation_input_token_cost": 2.5e-06,
        "cache_creation_input_token_cost_above_1hr": 4e-06,
        "input_cost_per_token_batches": 1e-06,
        "output_cost_per_token_batches": 5e-06,
        "max_input_tokens": 200000,
    }
    [model] = litellm_models(tmp_path, {"acme/a": entry, "sample_spec": CHAT}).values()
    assert model.prices == (
        price(
            (
                -1,
                rates(input="2", output="10", cache_read="0.2", cache_write="2.5")
                | rates(cache_write_long="4"),
            )
        ),
        price((-1, rates(input="1", output="5")), service_tier="batch"),
    )
    assert (model.unit, model.context_window) == ("per token", 200_000)


def test_litellm_writes_size_bands_in_two_ways(tmp_path):
    suffixed = CHAT | {
        "input_cost_per_token": 1e-06,
        "output_cost_per_token": 2e-06,
        "input_cost_per_token_above_200k_tokens": 3e-06,
    }
    ranged = CHAT | {
        "tiered_pricing": [
            {"range": [0, 32000.0], "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
            {
                "range": [32000.0, 1e6],
                "input_cost_per_token": 3e-06,
                "output_cost_per_token": 4e-06,
            },
        ]
    }
    found = litellm_models(tmp_path, {"acme/a": suffixed, "acme/b": ranged})
    assert found["acme/a"].prices[0].rates(200_000) == rates(input="1", output="2")
    assert found["acme/a"].prices[0].rates(200_001) == rates(input="3", output="2")
    assert found["acme/b"].prices[0].rates(32_001) == rates(input="3", output="4")


def test_litellm_counts_weekdays_by_another_clock_than_hours(tmp_path):
    """Friday's off-peak night runs into Saturday; Monday's begins on Sunday evening in UTC."""
    entry = CHAT | {
        "input_cost_per_token": 3e-07,
        "output_cost_per_token": 1.2e-06,
        "off_peak_pricing": {
            "input_cost_per_token": 1.5e-07,
            "output_cost_per_token": 6e-07,
            "weekday_timezone": "Asia/Shanghai",
            "windows": [{"hours_utc": "10:00-00:00", "weekdays": [1, 2, 3, 4, 5]}],
        },
    }
    [model] = litellm_models(tmp_path, {"acme/a": entry}).values()

    def rate(*moment: int) -> Decimal:
        return model.price_at(second(*moment)).rates(1)["input"]

    monday_in_beijing = (2026, 11, 22, 17), (2026, 11, 23, 9), (2026, 11, 23, 11)
    assert [rate(*m) for m in monday_in_beijing] == [Decimal(s) for s in ("0.15", "0.3", "0.15")]
    assert rate(2026, 11, 27, 17) == Decimal("0.3"), "Saturday 01:00 in Beijing"


def test_litellms_free_cache_write_is_a_write_at_the_input_price(tmp_path):
    entry = CHAT | {
        "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06,
        "cache_creation_input_token_cost": 0.0,
    }
    [model] = litellm_models(tmp_path, {"acme/a": entry}).values()
    assert model.prices[0].rates(1) == rates(input="1", output="1")


def test_what_litellm_states_beside_tokens_is_said_to_be_left_out(tmp_path):
    entry = CHAT | {
        "input_cost_per_token": 1e-06,
        "output_cost_per_token": 1e-06,
        "search_context_cost_per_query": {"search_context_size_low": 0.005},
        "metadata": {"comment": "List price checked 2026-10-27: input 7 CNY"},
        "deprecation_date": "2027-01-31",
    }
    [model] = litellm_models(tmp_path, {"acme/a": entry}).values()
    assert model.left_out == ("search_context_cost_per_query search_context_size_low: 0.005",)
    assert (model.checked, model.retired) == (date(2026, 10, 27), date(2027, 1, 31))


def test_images_and_embeddings_are_not_read(tmp_path):
    entry = {"litellm_provider": "acme", "mode": "embedding", "input_cost_per_token": 1e-06}
    assert litellm_models(tmp_path, {"acme/e": entry}) == {}


def test_a_file_that_is_no_price_map_is_told(tmp_path):
    path = tmp_path / "prices.json"
    path.write_text("[1, 2]")
    with pytest.raises(PeerError, match=r"prices\.json is not a LiteLLM price map"):
        list(litellm.read(path, "litellm", "1.0"))


def test_litellms_service_tier_with_a_price_for_large_requests_alone_is_left_out(tmp_path):
    entry = CHAT | {
        "input_cost_per_token": 2e-06,
        "output_cost_per_token": 1e-05,
        "input_cost_per_token_above_200k_tokens_batches": 1e-06,
    }
    model = litellm_models(tmp_path, {"acme/a": entry})["acme/a"]
    assert model.prices == (price((-1, rates(input="2", output="10"))),)


class _Prices(SimpleNamespace):
    pass


def _tiered(base: str, *tiers: tuple[int, str]) -> SimpleNamespace:
    parts = [SimpleNamespace(start=start, price=Decimal(p)) for start, p in tiers]
    return SimpleNamespace(base=Decimal(base), tiers=parts)


def test_genai_prices_keeps_dates_bands_and_variants(monkeypatch):
    import sys

    dated = SimpleNamespace(
        constraint=SimpleNamespace(start_date=date(2026, 8, 17)),
        prices=_Prices(input_mtok=_tiered("2", (200_000, "4")), output_mtok=Decimal("6")),
    )
    first = SimpleNamespace(
        constraint=None,
        prices=_Prices(
            input_mtok=Decimal("1"), cache_read_mtok=Decimal("0"), output_mtok=Decimal("3")
        ),
    )
    batch = SimpleNamespace(
        when={"processing": "batch"},
        constraint=None,
        prices=_Prices(input_mtok=Decimal("1"), output_mtok=Decimal("3")),
    )
    default = SimpleNamespace(when={"service_tier": "default"}, constraint=None, prices=_Prices())
    route = SimpleNamespace(when={"route": "eu"}, constraint=None, prices=_Prices())
    both = SimpleNamespace(
        when={"processing": "batch", "route": "eu"}, constraint=None, prices=_Prices()
    )
    match = SimpleNamespace(or_=[SimpleNamespace(equals="a"), SimpleNamespace(equals="a-latest")])
    model = SimpleNamespace(
        id="a",
        name="A",
        match=match,
        context_window=1000,
        price_comments=None,
        prices=[first, dated],
        price_variants=[default, batch, both, route],
    )
    provider = SimpleNamespace(id="acme", models=[model], pricing_urls=["https://acme.example"])
    data = SimpleNamespace(providers=[provider])
    monkeypatch.setitem(sys.modules, "genai_prices", SimpleNamespace(data=data))
    monkeypatch.setitem(sys.modules, "genai_prices.data", data)
    [read] = genai_prices.read("9.9")
    assert read.prices == (
        price((-1, rates(input="1", cache_read="0", output="3"))),
        price(
            (-1, rates(input="2", output="6")),
            (200_000, rates(input="4", output="6")),
            since=date(2026, 8, 17),
        ),
        price((-1, rates(input="1", output="3")), service_tier="batch"),
    )
    assert read.names == ("a-latest",)
    assert read.left_out == (
        "a price for {'route': 'eu'}",
        "a price for {'processing': 'batch', 'route': 'eu'}",
    )


DUMP = {
    "alibaba-cn": {
        "id": "alibaba-cn",
        "doc": "https://help.example",
        "models": {
            "qwen-plus": {
                "id": "qwen-plus",
                "reasoning": True,
                "cost": {
                    "input": 0.115,
                    "output": 0.287,
                    "reasoning": 1.147,
                    "input_audio": 5,
                    "tiers": [
                        {
                            "tier": {"type": "context", "size": 128000},
                            "input": 0.345,
                            "output": 2.868,
                        }
                    ],
                },
                "limit": {"context": 1000000},
            },
            "unpriced": {"id": "unpriced"},
        },
    }
}


def test_models_dev_is_read_from_its_api_dump(tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(DUMP))
    [model] = models_dev.read(path)
    assert model.prices[0].rates(128_000) == rates(input="0.115", output="0.287", reasoning="1.147")
    assert model.prices[0].rates(128_001) == rates(input="0.345", output="2.868", reasoning="1.147")
    assert (model.id, model.source, model.left_out) == (
        "alibaba-cn/qwen-plus",
        "https://help.example",
        ("input_audio 5",),
    )


def test_models_dev_is_read_from_its_folder_and_links_are_told(tmp_path):
    own = tmp_path / "providers" / "moonshotai" / "models"
    other = tmp_path / "providers" / "moonshotai-cn" / "models"
    own.mkdir(parents=True)
    other.mkdir(parents=True)
    (own.parent / "provider.toml").write_text('doc = "https://platform.example"\n')
    (own / "kimi-k2.5.toml").write_text("name = 'Kimi'\n[cost]\ninput = 0.60\noutput = 2.50\n")
    (other / "kimi-k2.5.toml").symlink_to("../../moonshotai/models/kimi-k2.5.toml")
    found = {m.id: m for m in models_dev.read(tmp_path)}
    assert found["moonshotai/kimi-k2.5"].source == "https://platform.example"
    linked = found["moonshotai-cn/kimi-k2.5"]
    assert linked.prices[0].rates(1) == rates(input="0.6", output="2.5")
    assert linked.note == "the file is a link to ../../moonshotai/models/kimi-k2.5.toml"


@pytest.mark.parametrize("content", ["[]", "{", "[" * 100_000, '{"a": {"models": {"m": []}}}'])
def test_another_json_is_no_models_dev_dump(tmp_path, content):
    path = tmp_path / "api.json"
    path.write_text(content)
    with pytest.raises(PeerError, match=r"api\.json is not an api\.json of models\.dev"):
        list(models_dev.read(path))


def test_a_single_provider_of_models_dev_is_read_with_its_older_key_of_sizes(tmp_path):
    path = tmp_path / "api.json"
    cost = {"input": 1.25, "output": 10, "context_over_200k": {"input": 2.5}}
    path.write_text(json.dumps({"id": "google", "models": {"gemini": {"cost": cost}}}))
    [model] = models_dev.read(path)
    assert model.id == "google/gemini"
    assert model.prices == (
        price((-1, rates(input="1.25", output="10")), (200_000, rates(input="2.5", output="10"))),
    )


@pytest.mark.parametrize(
    ("cost", "why"),
    [
        ('{"input": "x", "output": 2}', "InvalidOperation([<class 'decimal.ConversionSyntax'>])"),
        ('{"input": NaN, "output": 2}', "ValueError('nan is no number')"),
        ('{"input": 1e999999999, "output": 2}', "Overflow([<class 'decimal.Overflow'>])"),
        ('{"input": 1, "output": 2, "tiers": [{}]}', "KeyError('tier')"),
        (
            '{"input": 1, "output": 2, "context_over_200k": 3}',
            "AttributeError(\"'int' object has no attribute 'get'\")",
        ),
    ],
)
def test_a_price_of_models_dev_in_another_form_is_told_by_its_model(tmp_path, cost, why):
    path = tmp_path / "api.json"
    path.write_text(f'{{"id": "acme", "models": {{"m": {{"cost": {cost}}}}}}}')
    with pytest.raises(PeerError) as refused:
        list(models_dev.read(path))
    said = "the price of acme/m is not in the form of models.dev"
    assert str(refused.value) == f"{path}: {said}: {why}"


def toml_of(folder, content):
    path = folder / "acme" / "models" / "m.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x = [", "is not TOML: Invalid value (at end of document)"),
        (b"x = '\xff'", "is not TOML: 'utf-8' codec can't decode byte 0xff in position 5: "),
        (b"x = " + b"[" * 100_000, "is not TOML: "),
        (b"cost = {input = 1, output = 'x'}", ": the price of acme/m is not in the form of mo"),
    ],
    ids=["not toml", "not text", "too deep", "no price"],
)
def test_a_file_of_the_models_dev_folder_that_cannot_be_read_is_named(tmp_path, content, said):
    path = toml_of(tmp_path, content)
    with pytest.raises(PeerError) as refused:
        list(models_dev.read(tmp_path))
    found = str(refused.value).removeprefix(str(path)).strip()
    assert found.startswith(said)


def test_a_folder_without_a_price_is_none_of_models_dev(tmp_path):
    toml_of(tmp_path, b"name = 'M'")
    with pytest.raises(PeerError) as refused:
        list(models_dev.read(tmp_path))
    assert str(refused.value) == f"{tmp_path}: no priced NAME/models/ID.toml in this folder"


@pytest.mark.parametrize("reader", [models_dev, dify])
def test_a_path_with_nothing_there_is_told(tmp_path, reader):
    with pytest.raises(PeerError) as refused:
        list(reader.read(tmp_path / "gone"))
    assert str(refused.value) == f"{tmp_path}/gone: no such file or folder"


DIFY = """\
model: qwen3-max
model_type: llm
model_properties:
  context_size: 262144
pricing:
  input: '0.015'  # 128K-252K
  output: '0.06'
#  input: '0.006'   0-32K
  unit: '0.001'
  currency: RMB
"""


def test_dify_states_yuan_per_thousand_and_hides_bands_in_comments(tmp_path):
    path = tmp_path / "tongyi" / "models" / "llm" / "qwen3-max.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DIFY)
    [model] = dify.read(path)
    assert (model.id, model.currency) == ("tongyi/qwen3-max", "CNY")
    assert model.unit == "RMB per 1,000 tokens"
    assert model.prices[0].rates(1) == rates(input="15", output="60")
    assert model.left_out == (
        "comment: input: '0.015' # 128K-252K",
        "comment: # input: '0.006' 0-32K",
    )


def test_a_folder_of_dify_files_may_hold_others(tmp_path):
    os.mkfifo(tmp_path / "nobody-writes-here.yaml")
    (tmp_path / "chart.yaml").write_text("{{ template }}")
    (tmp_path / "_position.yaml").write_text("- qwen3-max\n")
    (tmp_path / "qwen3-max.yaml").write_text(DIFY)
    assert [m.model for m in dify.read(tmp_path)] == ["qwen3-max"]
    with pytest.raises(PeerError, match="no pricing with input, output, unit and currency here"):
        list(dify.read(tmp_path / "_position.yaml"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  currency: RMB\n", ""),
        ("currency: RMB", "currency: [RMB]"),
        ("'0.015'", "free"),
        ("'0.015'", "Infinity"),
        ("'0.015'", "1e9999999"),
        ("'0.001'", "'0'"),
        ("'0.001'", "NaN"),
        ("'0.001'", "[1]"),
    ],
)
def test_what_is_no_price_of_dify_is_no_model(tmp_path, old, new):
    assert old in DIFY
    (tmp_path / "m.yaml").write_text(DIFY.replace(old, new))
    assert list(dify.read(tmp_path)) == []


@pytest.mark.parametrize(
    ("size", "window"),
    [("262144", 262_144), ("many", None), ("²", None), ("[1]", None), ("9" * 5_000, None)],
)
def test_difys_context_size_is_taken_where_it_is_a_number(tmp_path, size, window):
    (tmp_path / "m.yaml").write_text(DIFY.replace("262144", size), encoding="utf-8")
    [model] = dify.read(tmp_path)
    assert model.context_window == window


def test_a_dify_file_without_an_id_is_named_after_the_file(tmp_path):
    for name, first in (("a", ""), ("b", "model: [b, c]\n")):
        (tmp_path / f"{name}.yaml").write_text(DIFY.replace("model: qwen3-max\n", first))
    assert [m.model for m in dify.read(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"pricing: [", "is not YAML: while parsing a flow node did not find expected node "),
        (b"pricing: \xff", "is not YAML: 'utf-8' codec can't decode byte 0xff in position 9: "),
        (b"pricing:" + b" [" * 900, "is not YAML: "),
        (b"pricing:\n" + b"#" * dify.MAX_BYTES, "is larger than 1,000,000 bytes"),
    ],
    ids=["not yaml", "not text", "too deep", "too large"],
)
def test_a_dify_file_that_cannot_be_read_is_named(tmp_path, content, said):
    path = tmp_path / "m.yaml"
    path.write_bytes(content)
    with pytest.raises(PeerError) as refused:
        list(dify.read(path))
    assert str(refused.value).startswith(f"{path} {said}")


def test_a_package_whose_data_has_another_shape_is_named_with_its_version(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "genai_prices", SimpleNamespace(data=SimpleNamespace()))
    monkeypatch.setitem(sys.modules, "genai_prices.data", SimpleNamespace())
    monkeypatch.setattr("pricing.peers.installed.find_spec", lambda name: name)
    monkeypatch.setattr("pricing.peers.installed.metadata.version", lambda name: "9.9")
    with pytest.raises(PeerError) as refused:
        read_package("genai-prices")
    assert str(refused.value).startswith(
        "the data of genai-prices 9.9 is not of the shape this version of tokenfare knows: "
        "ImportError("
    )


@pytest.mark.parametrize("name", PACKAGES)
def test_an_installed_peer_is_read_without_a_loss_of_exactness(name):
    peer = installed(name)
    found = [r for m in peer.models for p in m.prices for b in p.bands for r in b.rates.values()]
    assert len(found) > 1_000
    assert all(type(rate) is Decimal and rate >= 0 for rate in found)
    assert all(len(rate.as_tuple().digits) <= 14 for rate in found)


def test_a_peer_that_is_not_installed_names_the_command(monkeypatch):
    monkeypatch.setattr("pricing.peers.installed.find_spec", lambda name: None)
    with pytest.raises(
        PeerError, match=r'litellm is not installed: pip install "tokenfare\[peers\]"'
    ):
        read_package("litellm")


def test_litellm_is_read_without_importing_it():
    import subprocess
    import sys

    installed("litellm")
    code = (
        "import sys; from pricing.peers.installed import read_package;"
        "read_package('litellm'); print('litellm' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
