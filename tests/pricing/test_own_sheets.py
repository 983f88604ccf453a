"""Sheets of one's own, laid over the packaged ones."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from calculator.cost import price
from calculator.usage import Usage
from pricing import default_catalog, load_catalog
from pricing.book import sheet_files
from pricing.errors import SheetError

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


def write(folder: Path, provider: str, model: str, output: int) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{provider}.yaml"
    path.write_text(
        f"""schema: 1
provider: {provider}
name: Ours
revision: 2026-03-01
currency: CNY
timezone: Asia/Shanghai
source: {{status: official, url: "https://example.org/contract", retrieved: 2026-03-01}}
models:
  {model}:
    thinking: billed_as_output
    prices:
      - {{from: 2026-01-01, input: 1, output: {output}}}
"""
    )
    return path


@pytest.fixture
def environment(monkeypatch):
    def name(*paths: Path) -> None:
        monkeypatch.setenv("TOKENFARE_SHEETS", os.pathsep.join(map(str, paths)))
        default_catalog.cache_clear()

    yield name
    default_catalog.cache_clear()


def test_a_model_is_replaced_whole_and_the_others_of_its_provider_stay(tmp_path):
    book = load_catalog(write(tmp_path, "moonshot-cn", "kimi-k2-thinking", 9))
    cost = price(Usage(0, 1_000_000), "moonshot-cn/kimi-k2-thinking", at=MARCH, catalog=book)
    assert str(cost.list_cost.amount) == "9.000000000000"
    assert book.offer("moonshot-cn/kimi-k2-thinking").aliases == ()
    assert book.offer("moonshot-cn/kimi-k2.5").sheet.path == ""


def test_a_result_says_that_its_price_is_yours_and_the_offer_where_it_stands(tmp_path):
    path = write(tmp_path, "moonshot-cn", "kimi-k2-thinking", 9)
    cost = price(
        Usage(1, 1), "moonshot-cn/kimi-k2-thinking", at=MARCH, catalog=load_catalog(tmp_path)
    )
    assert cost.to_dict()["sheet"] == "moonshot-cn@2026-03-01 (yours)"
    assert "moonshot-cn@2026-03-01 (yours), official" in str(cost)
    assert cost.offer.sheet.path == str(path)


def test_the_environment_names_sheets_for_everything(tmp_path, environment):
    environment(write(tmp_path / "one", "own-one", "m", 2), tmp_path / "two")
    write(tmp_path / "two", "own-two", "m", 3)
    assert default_catalog().offer("own-one/m").sheet.path
    assert default_catalog().offer("own-two/m").currency == "CNY"
    environment()
    assert "own-one" not in {offer.provider for offer in default_catalog()}


def test_sheets_given_at_the_call_lie_over_those_of_the_environment(tmp_path, environment):
    environment(write(tmp_path / "one", "own", "m", 2))
    path = write(tmp_path / "two", "own", "m", 3)
    cost = price(Usage(0, 1_000_000), "own/m", at=MARCH, catalog=load_catalog(path))
    assert str(cost.list_cost.amount) == "3.000000000000"


def test_the_book_is_named_after_its_content_not_after_where_it_lies(tmp_path):
    one = load_catalog(write(tmp_path / "one", "own", "m", 2))
    two = load_catalog(write(tmp_path / "two", "own", "m", 2))
    assert one.book_id == two.book_id != load_catalog().book_id
    assert (one.offer("own/m").sheet.path, two.offer("own/m").sheet.path) == (
        str(tmp_path / "one" / "own.yaml"),
        str(tmp_path / "two" / "own.yaml"),
    )


def test_a_path_that_does_not_exist_is_told(tmp_path, environment):
    environment(tmp_path / "nowhere")
    with pytest.raises(SheetError, match="nowhere:1: TOKENFARE_SHEETS names it; there is none"):
        default_catalog()


def test_a_sheet_that_would_be_overlooked_is_told(tmp_path):
    (tmp_path / "own.yml").write_text("schema: 1")
    with pytest.raises(SheetError, match=r"own.yml:1: .*ends in .yaml"):
        sheet_files([tmp_path])


def test_an_empty_folder_is_no_price_list(tmp_path):
    with pytest.raises(SheetError, match="no price sheet"):
        sheet_files([tmp_path])


def test_a_folder_of_something_else_is_refused(tmp_path):
    for number in range(1_001):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(SheetError, match="more than 1,000 price sheets"):
        sheet_files([tmp_path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "own.yaml")
    with pytest.raises(SheetError, match=r"own.yaml:1: not a file"):
        load_catalog(tmp_path)


def test_a_vast_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "own.yaml").open("wb") as stream:
        stream.truncate(10**12)
    with pytest.raises(SheetError, match=r"1,000,000,000,000 bytes are too many"):
        load_catalog(tmp_path)
