"""Who sold it, where a row names a model that several sell."""

from __future__ import annotations

import pytest

from calculator.logs import read_log
from pricing.catalog import data_folder, default_catalog
from tests.compiled import book_of

HEADER = "at,provider,model,input_tokens,output_tokens,billed_amount,currency"
DAY = "2026-02-01T08:00:00Z"


def sold(path, seller=None, **options):
    """Provider and model of each row."""
    with read_log(path, **options) as log:
        log.sold_by(seller or default_catalog())
        return log.relation.project("provider, model").fetchall()


@pytest.fixture
def written(tmp_path):
    def write(*rows, header=HEADER):
        (tmp_path / "log.csv").write_text("\n".join([header, *rows]) + "\n")
        return tmp_path / "log.csv"

    return write


@pytest.mark.parametrize(
    ("provider", "model", "currency", "found"),
    [
        ("", "deepseek-chat", "CNY", ("deepseek-cn", "deepseek-cn/deepseek-chat")),
        ("", "DeepSeek-Chat ", "usd", ("deepseek-intl", "deepseek-intl/deepseek-chat")),
        ("deepseek", "deepseek-chat", "CNY", ("deepseek-cn", "deepseek-cn/deepseek-chat")),
        ("moonshot_ai", "kimi-k2-thinking", "CNY", ("moonshot-cn", "moonshot-cn/kimi-k2-thinking")),
        # nobody is paid in euros, several in yuan, and one is not asked about at all
        ("", "deepseek-chat", "EUR", (None, "deepseek-chat")),
        ("", "deepseek-chat", "", (None, "deepseek-chat")),
        ("", "kimi-k2-thinking", "CNY", (None, "kimi-k2-thinking")),
        ("", "gpt-5", "USD", (None, "gpt-5")),
        # who is named is not asked
        ("deepseek-intl", "deepseek-chat", "CNY", ("deepseek-intl", "deepseek-chat")),
        ("nobody", "deepseek-chat", "CNY", ("nobody", "deepseek-chat")),
    ],
)
def test_the_currency_of_a_row_settles_what_it_can(written, provider, model, currency, found):
    assert sold(written(f"{DAY},{provider},{model},10,10,1,{currency}")) == [found]


def test_a_currency_that_the_user_gives_settles_it_too(written):
    path = written(f"{DAY},deepseek-chat,1,1,1", header="at,model,input_tokens,output_tokens,cost")
    assert sold(path) == [(None, "deepseek-chat")]
    assert sold(path, currency="CNY") == [("deepseek-cn", "deepseek-cn/deepseek-chat")]


def test_dollars_that_a_gateway_writes_down_for_everything_settle_nothing(written):
    header = "created_at,type,model_name,quota,prompt_tokens,completion_tokens,token_name"
    path = written("1770000000,2,deepseek-chat,500000,10,10,k", header=header)
    assert sold(path) == [(None, "deepseek-chat")]


def test_a_book_of_one_seller_settles_nothing(written):
    path = written(f"{DAY},,deepseek-chat,1,1,1,CNY")
    alone = book_of(data_folder() / "prices" / "deepseek-cn.yaml")
    assert sold(path, alone) == [(None, "deepseek-chat")]


@pytest.mark.parametrize(
    ("currency", "provider", "amount"),
    [(None, None, None), ("CNY", "deepseek-cn", "2.000000000000")],
)
def test_a_file_without_the_one_that_names_its_currency_has_amounts_only_in_a_given_one(
    written, currency, provider, amount
):
    header = "user_id,utc_date,model,api_key_name,api_key,type,price,amount"
    path = written(
        "u,20260201,deepseek-chat,k,s,input_cache_miss_tokens,0.000002,1000000", header=header
    )
    with read_log(path, currency=currency) as log:
        asked = "billed_currency, provider, CAST(billed_amount AS VARCHAR), input_tokens"
        assert log.relation.project(asked).fetchall() == [(currency, provider, amount, 1_000_000)]


def test_a_mapping_may_take_the_currency_of_a_file_beside_it(tmp_path):
    (tmp_path / "ours.yaml").write_text(
        "schema: 1\nid: ours\nname: Ours\nkinds: [csv]\nrecognised_by: [day, spent]\n"
        "time: {at: day, period: day}\nmodel: model\ncounts: {input_tokens: i, output_tokens: o}\n"
        "money: {billed: spent}\ncurrency_beside: deepseek-cost\n"
    )
    (tmp_path / "a.csv").write_text("day,model,i,o,spent\n2026-02-01,deepseek-chat,5,6,0.75\n")
    (tmp_path / "b.csv").write_text(
        "utc_date,model,wallet_type,cost,currency\n20260201,deepseek-chat,paid,0.75,CNY\n"
    )
    with read_log(tmp_path / "*.csv", mapping=tmp_path / "ours.yaml") as log:
        asked = "billed_currency, CAST(billed_amount AS VARCHAR)"
        assert log.relation.project(asked).fetchall() == [("CNY", "0.750000000000")]
        told = {one.format: one.convention for one in log.recognised}
    assert told["ours"].endswith("; amounts in the currency of the cost file beside it")


def test_one_seller_of_everything_is_whoever_is_said(written):
    path = written(f"{DAY},openai,gpt-5,1,1,1,USD", f"{DAY},,deepseek-chat,1,1,1,CNY")
    assert sold(path, "azure") == [("azure", "gpt-5"), ("azure", "deepseek-chat")]
