"""Who sold it, where a row names a model that several sell."""

from __future__ import annotations

import pytest

from calculator.logs import read_log
from pricing.catalog import default_catalog

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


def test_one_seller_of_everything_is_whoever_is_said(written):
    path = written(f"{DAY},openai,gpt-5,1,1,1,USD", f"{DAY},,deepseek-chat,1,1,1,CNY")
    assert sold(path, "azure") == [("azure", "gpt-5"), ("azure", "deepseek-chat")]
