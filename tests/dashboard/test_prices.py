from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from calculator.buying import BuyingTerms
from calculator.dashboard import prices, state
from calculator.dashboard.sheets.words import rate
from calculator.parity import list_parity
from calculator.profiles import presets
from calculator.typical import typical_usage
from pricing import default_catalog
from pricing.changes.diff import diff_prices
from pricing.changes.edition import read_edition
from pricing.folders import data_folder
from tests.dashboard.tables import tables

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
SHEET = (data_folder() / "prices" / "moonshot-cn.yaml").read_text("utf-8")


@pytest.fixture
def sheets():
    """Open the page: `sheets("kimi", locale="zh-CN", claims="1")` with something searched for."""
    from streamlit.testing.v1 import AppTest

    def opened(text="", chosen="", locale="en-US", **link):
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        page.context = {"locale": locale}
        for name, value in link.items():
            page.query_params[name] = value
        for name, value in {"s": text, "price": chosen}.items():
            if value:
                page.query_params[name] = value
        page.switch_page(prices.__file__).run()
        assert not page.exception
        return page

    return opened


def table(page):
    return page.main.dataframe[0].value


def offers(page):
    return page.session_state["price_rows"][0]


def figure(page):
    return json.loads(page.get("plotly_chart")[0].proto.spec)


def grid(page, column):
    """The table of the page that has a column of this name."""
    return next(one.value for one in page.main.dataframe if column in one.value)


def test_both_scripts_find_the_same_rows(sheets):
    kimi = sheets("kimi")
    assert len(table(kimi)) > 20
    assert offers(kimi) == offers(sheets("月之暗面"))
    assert offers(kimi) == offers(sheets("kimi", locale="zh-CN"))


def test_all_offers_are_there_at_first_and_no_claimed_one(sheets):
    assert len(table(sheets())) == len(default_catalog().offers())
    assert len(table(sheets(claims="1"))) == len(default_catalog().offers(claimed=True))


def test_claimed_prices_are_marked_in_the_table_and_where_they_are_opened(sheets, shown):
    page = sheets("crazyrouter blog", claims="1")
    assert len(table(page)) > 0
    assert table(page)["notes"].str.contains("claimed").all()
    assert ":violet-badge[claimed]" in shown(page)


def test_prices_are_native_and_a_dash_stands_where_nothing_applies(sheets):
    row = table(sheets("alibaba-cn/qwen-plus", chosen="alibaba-cn/qwen-plus")).iloc[0]
    assert (row["currency"], row["input"], row["output"], row["thinking"]) == ("CNY", 0.8, 2, 8)
    assert (row["treatment"], row["more"]) == ("a dearer mode", "3 sizes")
    plain = table(sheets("moonshot-v1-8k moonshot-cn")).iloc[0]
    assert plain["treatment"] == "not offered"
    assert plain[["cache_read", "thinking"]].isna().all()


def test_what_is_no_longer_sold_stands_last_and_says_since_when(sheets):
    last = table(sheets()).iloc[-1]
    assert re.match(r"not sold since \d{4}-\d\d-\d\d", last["notes"])


def test_a_row_opens_to_its_link_dates_treatment_and_sheet(sheets, shown):
    page = sheets("kimi-k3", chosen="moonshot-cn/kimi-k3")
    offer = default_catalog().offer("moonshot-cn/kimi-k3")
    terms = offer.terms[-1]
    assert page.main.header[0].value == "Kimi K3 · Moonshot AI \\(China\\)"
    assert f"[Price source]({terms.url})" in shown(page)
    assert f"checked {terms.retrieved}" in shown(page)
    assert f"In force since **{terms.since}**" in shown(page)
    assert "Always thinks; thinking is **billed as output**" in shown(page)
    assert f"`{offer.id}` on sheet `{offer.sheet}`" in shown(page)


def test_every_rate_is_told_by_tier_and_size(sheets):
    page = sheets("gpt-6-astra", chosen="openai/gpt-6-astra")
    rates = tables(page)[0]
    assert rates["For"].tolist()[:3] == [
        "standard, up to 272,000 input",
        "standard, over 272,000 input",
        "batch, up to 272,000 input",
    ]
    assert rates["Visible output"].tolist()[:3] == ["$50.00", "$75.00", "$25.00"]


def test_hours_are_said_in_the_readers_words(sheets, captions):
    page = sheets("v4-flash", chosen="deepseek-cn/deepseek-v4-flash", locale="zh-CN")
    assert tables(page)[0]["适用于"].tolist() == ["其他时段", "高峰"]
    assert "高峰：周一至周五 01:00-04:00、06:00-10:00 UTC，公共假日除外" in captions(page)


def test_a_price_that_moved_is_drawn_in_its_currency_up_to_today(sheets):
    drawn = figure(sheets("v4-flash", chosen="deepseek-cn/deepseek-v4-flash"))
    assert [trace["name"] for trace in drawn["data"]] == ["input", "cache_read", "output"]
    output = drawn["data"][2]
    assert output["line"]["shape"] == "hv"
    assert output["x"][-1] == str(state.today())
    assert drawn["layout"]["yaxis"]["ticktext"][-1].startswith("CN¥")


def test_the_steps_of_a_price_are_a_table_too(sheets):
    page = sheets("v4-flash", chosen="deepseek-cn/deepseek-v4-flash")
    page.session_state["price_steps_panel"] = True
    page.run()
    assert not page.exception
    rows = tables(page)[0].to_csv(index=False).splitlines()
    assert rows[:4] == [
        "Rate,Days,Price,Change",
        "Fresh input,2026-04-24 until 2026-08-17,CN¥1.00,",
        "Fresh input,2026-08-17 until 2026-09-10,CN¥1.50,+50%",
        "Fresh input,from 2026-09-10,CN¥1.00,-33.3%",
    ]


def test_offers_that_are_new_between_two_days_are_listed(sheets, shown):
    page = sheets()
    page.date_input(key="diff_from").set_value(date(2026, 8, 1))
    page.date_input(key="diff_to").set_value(date(2026, 11, 1)).run()
    page.session_state["changes_added"] = True
    page.run()
    found = diff_prices(read_edition("2026-08-01"), read_edition("2026-11-01"))
    said = shown(page)
    assert found.added
    assert all(offer.name in said for offer in found.added)


def test_peak_hours_are_followed_when_chosen(sheets):
    page = sheets("v4-flash", chosen="deepseek-cn/deepseek-v4-flash")
    usual = figure(page)["data"][2]["y"][-1]
    page.main.selectbox[0].select_index(1).run()
    assert not page.exception
    assert figure(page)["data"][2]["y"][-1] == 2 * usual


def test_a_price_that_never_moved_says_so_without_a_chart(sheets, shown):
    page = sheets("kimi-k3", chosen="moonshot-cn/kimi-k3")
    assert "The same price since 2026-07-16; no change is known." in shown(page)
    assert len(page.get("plotly_chart")) == 0


def test_an_unknown_name_is_answered_with_near_ones(sheets):
    assert sheets("kimi-k2-thinkin-g-5").main.info[0].value.startswith("Nothing is called")
    assert "moonshot" in sheets("moonshot-cn/kimi-k33").main.info[0].value


def test_the_name_that_others_give_a_model_finds_it(sheets):
    assert offers(sheets("bedrock/moonshotai.kimi-k2.5"))[0].startswith("aws-bedrock/")


def test_changes_between_two_days_are_those_of_the_engine(sheets, shown):
    page = sheets()
    page.date_input(key="diff_from").set_value(date(2026, 8, 1))
    page.date_input(key="diff_to").set_value(date(2026, 11, 1)).run()
    found = diff_prices(read_edition("2026-08-01"), read_edition("2026-11-01"))
    rows = grid(page, "Δ%")
    assert rows["Offer"].tolist() == [change.offer.name for change in found.rates]
    rises = [change.rise for change in found.rates if change.rise is not None]
    assert rows["Δ%"].dropna().tolist() == pytest.approx([float(rise) * 100 for rise in rises])
    assert rows["Old"].iloc[0] == rate(found.rates[0].old.amount, "CNY", "en")
    assert f"{len(found.added)} offers are new, {len(found.removed)} are gone" in shown(page)


def test_days_in_the_wrong_order_are_asked_for_again(sheets):
    page = sheets()
    page.date_input(key="diff_from").set_value(date(2026, 11, 2))
    page.date_input(key="diff_to").set_value(date(2026, 11, 1)).run()
    assert "Choose an earlier day first" in page.main.info[0].value


def upload(page, content, name="mine (1).yaml"):
    page.segmented_control(key="diff_kind").set_value("sheet").run()
    page.file_uploader(key="diff_sheet").upload(name, content.encode(), "text/yaml").run()
    assert not page.exception
    return page


def test_a_sheet_of_ones_own_is_set_beside_the_books(sheets):
    dearer = SHEET.replace(
        "        input: 20\n        cache_read: 2", "        input: 25\n        cache_read: 2"
    )
    assert dearer != SHEET
    rows = grid(upload(sheets(), dearer), "Δ%")
    assert rows[["Offer", "How", "Rate", "Old", "New", "Δ%"]].iloc[0].tolist() == [
        "Kimi K3",
        "edited",
        "Fresh input",
        "CN¥20.00",
        "CN¥25.00",
        25.0,
    ]


def test_a_sheet_that_changes_the_past_is_warned_of(sheets):
    page = upload(sheets(), SHEET.replace("        input: 20\n", "        input: 25\n"))
    assert "rewrite history" in page.main.warning[0].value


def test_a_sheet_like_the_books_differs_in_nothing(sheets, shown):
    assert "Nothing differs: 15 offers are the same." in shown(upload(sheets(), SHEET))


def test_a_broken_sheet_is_told_with_file_and_line(sheets):
    page = upload(sheets(), SHEET.replace("currency: CNY", "currency: RMB"))
    told = page.main.error[0].value.replace("\\", "")
    assert "This price sheet cannot be used as written" in told
    assert "mine (1).yaml:" in told
    assert "RMB" in told


def test_two_lists_are_decided_by_the_workload_of_the_sidebar(sheets, captions):
    page = sheets(w="rag")
    mix = typical_usage(presets()["rag"].workload(), thinks=False)
    result = list_parity(mix=mix)
    told = [model for model in result.models if model.rates]
    rows = grid(page, "Saves")
    assert rows["Model"].tolist() == [model.yuan.name for model in told]
    assert rows["Saves"].dropna().tolist() == pytest.approx(
        [float(model.signing.saving) * 100 for model in told if model.signing]
    )
    assert f"{mix.input_tokens:,} input tokens" in captions(page)


def test_vat_counts_as_chosen(sheets):
    page = sheets()
    mix = typical_usage(presets()["support-bot-thinking"].workload(), thinks=False)
    for chosen, terms in (
        ("recoverable", BuyingTerms("recoverable")),
        ("cost", BuyingTerms("cost", Decimal(13))),
    ):
        page.segmented_control(key="parity_vat").set_value(chosen).run()
        if chosen == "cost":
            page.number_input(key="parity_owed").set_value(13.0).run()
        expected = [m for m in list_parity(mix=mix, terms=terms).models if m.signing]
        assert grid(page, "Saves")["Saves"].dropna().tolist() == pytest.approx(
            [float(model.signing.saving) * 100 for model in expected]
        )


def test_one_model_is_compared_rate_by_rate(sheets, shown):
    page = sheets()
    page.selectbox(key="parity_model").set_value("moonshot-cn/kimi-k3 moonshot-intl/kimi-k3").run()
    rows = tables(page)[-1]
    assert rows["Rate"].tolist() == ["Fresh input", "Cache read", "Visible output"]
    assert rows["1 USD in CNY"].tolist() == ["6.67", "6.67", "6.67"]
    assert "sign the" in shown(page)


def test_the_choice_survives_another_page_and_another_language(sheets):
    page = sheets("kimi-k3", chosen="moonshot-cn/kimi-k3")
    page.segmented_control(key="language").set_value("zh").run()
    assert page.main.header[0].value == "Kimi K3 · 月之暗面（中国）"
    assert page.text_input(key="price_search").value == "kimi-k3"


def labels(page):
    """Everything that names a part of the page: titles, controls, columns."""
    named = [part.value for part in (*page.main.title, *page.main.header[1:], *page.main.subheader)]
    controls = (*page.main.text_input, *page.main.selectbox, *page.main.date_input)
    named += [control.label for control in (*controls, *page.main.segmented_control)]
    config = json.loads(page.main.dataframe[0].proto.columns)
    named += [column["label"] for column in config.values() if column.get("label")]
    for frame in (*(grid.value for grid in page.main.dataframe[1:]), *tables(page)):
        named += [name for name in frame.columns if name != "Δ%"]
    return named


def test_a_chinese_page_is_chinese_throughout(sheets, captions):
    page = sheets("v4-flash", chosen="deepseek-cn/deepseek-v4-flash", locale="zh-CN")
    assert len(labels(page)) > 40
    assert [name for name in labels(page) if not re.search(r"[\u4e00-\u9fff]", name)] == []
    told = table(page)[["treatment", "notes", "more"]].to_numpy().ravel()
    assert [words for words in told if re.search(r"[a-z]{3}", words)] == []
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in captions(page).splitlines())


def test_what_is_looked_up_is_in_the_address_and_opens_again(sheets, shown):
    page = sheets("kimi", chosen="moonshot-cn/kimi-k3", lang="zh")
    assert offers(page) == offers(sheets("月之暗面"))
    page.text_input(key="price_search").set_value("月之暗面").run()
    assert "".join(page.query_params["s"]) == "月之暗面"
    assert "".join(page.query_params["price"]) == "moonshot-cn/kimi-k3"
    assert "moonshot-cn/kimi-k3" in shown(page)
