from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from calculator.dashboard import logs, workloads
from calculator.dashboard.logged.given import lying, uploaded
from calculator.dashboard.logged.written import check, mapping
from calculator.logbook import price_files
from calculator.logbook.asked import Asked
from calculator.logs.format import shipped_formats
from calculator.logs.words import format_name
from pricing.errors import LogError
from tests.dashboard.tables import tables
from tests.logs.make_samples import SECRETS, samples

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:streamlit.*")
OWN = (
    "zeit,welches,rein,raus\n"
    "2026-02-01T08:00:00Z,openai/gpt-5,1000000,100000\n"
    "2026-02-02T08:00:00Z,openai/gpt-5,oops,100000\n"
)
PLAIN = (
    "at,provider,model,input_tokens,output_tokens,reasoning_tokens,billed_amount,billed_currency\n"
    "2026-02-01T08:00:00Z,openai,gpt-5,1000000,100000,60000,2.25,USD\n"
    "2026-02-02T08:00:00Z,openai,gpt-5,1000000,100000,60000,1.13,USD\n"
)


@pytest.fixture
def page():
    """Open the page with files: `page({"usage.csv": "at,model..."}, locale="zh-CN")`."""
    from streamlit.testing.v1 import AppTest

    def opened(files=(), locale="en-US", **link):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.context = {"locale": locale}
        for name, value in link.items():
            app.query_params[name] = value
        app.switch_page(logs.__file__).run()
        if files:
            content = [
                (name, data if isinstance(data, bytes) else data.encode(), "text/csv")
                for name, data in dict(files).items()
            ]
            app.file_uploader(key="log_upload").set_value(content).run()
        assert not app.exception, app.exception
        return app

    return opened


def text(app):
    parts = (app.main.markdown, app.main.caption, app.main.info, app.main.error, app.main.warning)
    return "\n".join(part.value for kind in parts for part in kind).replace("\\", "")


def written(app):
    """Every table of the page as CSV."""
    return "\n".join(table.to_csv(index=False) for table in tables(app))


def chart(app, place=0):
    return json.loads(app.get("plotly_chart")[place].proto.spec)


def ask(app, question):
    app.segmented_control(key="log_question").set_value(question).run()
    assert not app.exception, app.exception


def test_a_log_is_recognised_and_priced_whole(page):
    app = page({"usage.csv": PLAIN}, ccy="USD")
    assert "List cost $4.50: all 2 rows are priced. Every price is certain." in text(app).replace(
        "**", ""
    )
    assert "usage.csv: **Plain table**" in text(app)
    assert "reasoning tokens inside the output" in text(app)


def test_thinking_stands_apart_from_the_answer(page):
    app = page({"usage.csv": PLAIN}, ccy="USD")
    app.segmented_control(key="log_stack").set_value("part").run()
    bars = {trace["name"]: trace["y"] for trace in chart(app)["data"]}
    assert bars["Thinking"] == [0.6, 0.6]
    assert bars["Visible output"] == [0.4, 0.4]


def test_rows_without_a_price_make_the_cost_a_floor(page):
    app = page({"usage.csv": PLAIN + "2026-02-03T08:00:00Z,openai,no-such,1,1,0,,\n"}, ccy="USD")
    assert "at least $4.50: 2 of 3 rows are priced" in text(app).replace("**", "")
    assert "no-such" in written(app)


def test_texts_of_a_file_are_never_markup(page):
    app = page(
        {"usage.csv": PLAIN + "2026-02-03T08:00:00Z,openai,<i>![x](http://e.example/x),1,1,0,,\n"}
    )
    assert any("<i>![x](http://e.example/x)" in cell for cell in tables(app)[0].to_numpy().ravel())


def test_files_are_still_there_after_another_page(page):
    app = page({"usage.csv": PLAIN}, ccy="USD")
    app.switch_page(workloads.__file__).run()
    app.switch_page(logs.__file__).run()
    assert "Still here: usage.csv" in text(app)
    assert "$4.50" in text(app)
    app.button(key="log_forget").click().run()
    assert "$4.50" not in text(app)


def test_everything_is_in_chinese_for_a_chinese_reader(page):
    broken = "2026-02-03T08:00:00Z,openai,gpt-5,oops,1,0,,\n"
    app = page({"usage.csv": PLAIN + broken}, locale="zh-CN", ccy="USD")
    assert "3 行中有 2 行已计价" in text(app)
    assert "input_tokens 不是整数" in written(app)
    assert "usage.csv:4" in written(app)
    assert "**通用表格**" in text(app)
    assert all(format_name(form.name, "zh") != form.name for form in shipped_formats().values())


def test_a_file_that_nobody_knows_is_mapped_in_the_page(page):
    app = page({"own.csv": OWN}, ccy="USD")
    assert "no format is known by these columns" in text(app)
    wanted = {"at": "zeit", "model": "welches", "input_tokens": "rein", "output_tokens": "raus"}
    for field, column in wanted.items():
        app.selectbox(key=f"log_map_{field}").set_value(column)
    app.run()
    assert "input_tokens: rein" in app.main.code[0].value
    app.button(key="log_map_use").click().run()
    assert not app.exception
    assert "at least $2.25: 1 of 2 rows are priced" in text(app).replace("**", "")


def test_a_file_with_a_row_for_each_kind_of_token_is_mapped_in_the_page(page):
    app = page(
        {
            "own.csv": "zeit,welches,was,wieviel\n"
            "2026-02-01T08:00:00Z,openai/gpt-5,rein,1000000\n"
            "2026-02-01T08:00:00Z,openai/gpt-5,output,100000\n"
        },
        ccy="USD",
    )
    app.checkbox(key="log_map_long").check().run()
    wanted = {"at": "zeit", "model": "welches", "meter": "was", "count": "wieviel"}
    for field, column in wanted.items():
        app.selectbox(key=f"log_map_{field}").set_value(column)
    app.run()
    assert app.selectbox(key="log_map_meter_output").value == "output_tokens"
    assert "Still to choose: Input tokens" in text(app)
    app.selectbox(key="log_map_meter_rein").set_value("input_tokens").run()
    app.button(key="log_map_use").click().run()
    assert not app.exception
    # a million tokens at 1.25 dollars, and 100,000 at 10
    assert "List cost $2.25: all 1 rows are priced" in text(app).replace("**", "")


def test_who_sold_a_bare_name_is_told_by_the_currency_or_chosen(page):
    header = "at,model,input_tokens,output_tokens,cost,currency\n"
    row = "2026-02-01T08:00:00Z,deepseek-chat,1000000,0,2,"
    app = page({"usage.csv": f"{header}{row}CNY\n"}, ccy="CNY")
    assert "taken as deepseek-cn/deepseek-chat because billed in CNY" in text(app)
    assert "List cost CN¥2.00" in text(app).replace("**", "")
    app = page({"usage.csv": f"{header}{row}\n"}, ccy="USD")
    assert "None of the 1 rows has a price." in text(app)
    app.selectbox(key="log_seller").set_value("deepseek-intl").run()
    assert "List cost $0.28" in text(app).replace("**", "")


def test_a_mapping_of_the_page_is_read_by_the_command_too(tmp_path):
    text = mapping(
        "csv",
        {"at": "t", "model": "m", "input_tokens": "i", "output_tokens": "o", "key": "k"},
        period="day",
        zone="Asia/Shanghai",
        beside=("cached",),
        times=1000,
    )
    check(text)
    assert "times: 1000" in text
    assert "as: hash" in text


def test_the_log_as_it_ran_stands_among_other_offers(page):
    app = page({"usage.csv": PLAIN}, ccy="USD")
    ask(app, "moved")
    assert len(app.get("plotly_chart")) == 0
    app.button(key="FormSubmitter:log_switch-Price it there").click().run()
    assert not app.exception, app.exception
    names = chart(app)["layout"]["yaxis"]["ticktext"]
    assert any("as it ran" in name for name in names)
    assert "reasoning tokens as in the log" in text(app)


def open_panel(app, panel):
    app.session_state[panel] = True
    app.run()
    assert not app.exception, app.exception
    return written(app)


def test_each_month_and_model_has_its_row_behind_the_chart(page):
    rows = open_panel(page({"usage.csv": PLAIN}, ccy="USD"), "log_months")
    assert '2026-02,openai,gpt-5,2,"2,000,000","200,000",$4.50,—\n' in rows


def test_places_are_a_table_with_the_change_against_now(page):
    link = {"ccy": "USD", "in": "chosen", "o": "alibaba-cn/qwen-plus,moonshot-cn/kimi-k3"}
    app = page({"usage.csv": PLAIN}, **link)
    ask(app, "moved")
    app.button(key="FormSubmitter:log_switch-Price it there").click().run()
    header, cheap, ran = open_panel(app, "log_moved_table").splitlines()
    assert header == 'Offer,Notes,Bill,× cheapest,Against now,"List cost, certainly"'
    assert re.fullmatch(
        r"Qwen Plus · Alibaba Cloud Model Studio \(China\),—,\$3\.\d\d,×1\.0,-2\d\.\d%,—", cheap
    )
    assert ran.startswith("as it ran,—,$4.50,×1.4,—")
    assert "Kimi K3: moonshot-cn/kimi-k3 has no price on 2026-02-01" in text(app)


def test_without_an_offer_nothing_is_priced_there(page):
    app = page({"usage.csv": PLAIN}, **{"in": "chosen", "o": "openai/gpt-5", "no": "openai"})
    ask(app, "moved")
    app.button(key="FormSubmitter:log_switch-Price it there").click().run()
    assert "Choose offers in the sidebar" in text(app)


def test_the_bill_is_explained_step_by_step(page):
    app = page({"usage.csv": PLAIN}, ccy="USD")
    ask(app, "billed")
    app.button(key="log_reconcile").click().run()
    assert "Billed $3.38, $1.12 less" in text(app).replace("**", "")
    assert sum(chart(app)["data"][0]["x"][:-1]) == pytest.approx(3.38)


def test_a_log_without_amounts_says_that_there_is_no_bill(page):
    lines = [",".join(line.split(",")[:6]) for line in PLAIN.splitlines()]
    app = page({"usage.csv": "\n".join(lines)}, locale="zh-CN")
    ask(app, "billed")
    app.button(key="log_reconcile").click().run()
    assert "没有写明实付金额" in text(app)


def test_downloads_hold_the_same_total(page):
    from calculator.dashboard.logged.asked import How
    from calculator.dashboard.logged.saved import _focus, _rows

    app = page({"usage.csv": PLAIN}, ccy="USD")
    ask(app, "saved")
    assert len(app.get("download_button")) == 6
    given = uploaded([("usage.csv", PLAIN.encode())])
    found = price_files([_written(given)], Asked(by=("day",), currency="USD"))
    assert _rows(found, given, How(), "rows.csv").decode().count("2.25") >= 2
    assert b"BilledCost" in _focus(found, given, How())


def _written(given):
    import tempfile

    path = Path(tempfile.mkdtemp()) / "usage.csv"
    path.write_bytes(given.uploaded[0][1])
    return path


@pytest.mark.parametrize("name", ["openai-usage", "deepseek", "litellm-spend", "otel-spans"])
def test_exports_of_vendors_are_read_and_no_secret_is_shown(page, name):
    sample = next(s for s in samples() if s.format == name)
    app = page(sample.files)
    shown = text(app) + written(app)
    assert "List cost" in shown
    assert not any(secret in shown for secret in SECRETS)


def test_only_files_of_the_open_folder_can_be_named(tmp_path):
    inside, outside = tmp_path / "logs", tmp_path / "other"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "usage.csv").write_text(PLAIN)
    (inside / "link.csv").symlink_to(outside / "usage.csv")
    assert lying(inside, "usage.csv").lying == (inside / "usage.csv",)
    assert lying(inside, "*.csv").lying == (inside / "usage.csv",)
    assert lying(inside, ".").lying == (inside / "usage.csv",)
    for path in ("../other/usage.csv", str(outside / "usage.csv"), "link.csv", "none.csv"):
        with pytest.raises(LogError, match="folder of logs"):
            lying(inside, path)


def test_a_large_file_is_read_where_it_lies(page, tmp_path, monkeypatch):
    (tmp_path / "usage.csv").write_text(PLAIN)
    monkeypatch.setenv("TOKENFARE_LOGS", str(tmp_path))
    app = page(ccy="USD")
    app.text_input(key="log_path").set_value("usage.csv").run()
    assert "$4.50" in text(app)
    assert str(tmp_path) not in text(app) + written(app)


def test_without_an_open_folder_no_path_can_be_given(page, monkeypatch):
    monkeypatch.delenv("TOKENFARE_LOGS", raising=False)
    assert not [box for box in page().text_input if box.key == "log_path"]


def test_files_beyond_the_limit_are_refused():
    with pytest.raises(LogError, match="20 MB"):
        uploaded([("a.csv", b"0" * 15_000_000), ("b.csv", b"0" * 6_000_000)])
