"""Reports as PDF and picture: printed here, from our own page, and refused with the reason."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from calculator import compare
from calculator.adjust import Adjustments, adjusted_offer
from calculator.profiles import presets
from calculator.reports import as_html, as_pdf, as_picture, as_png, report_of
from calculator.reports.printed import VARIABLE, browser
from pricing import default_catalog
from pricing.errors import PricingError

OFFERS = ("openai/gpt-5", "deepseek-cn/deepseek-v4-pro")
JOB = presets()["coding-agent-thinking"].workload()


@pytest.fixture(scope="module")
def result():
    return compare(JOB, OFFERS, start=date(2026, 12, 1))


@pytest.fixture
def printing():
    if browser() is None:
        pytest.skip("no chromium on this machine")


def test_without_a_browser_the_reason_and_the_way_out_are_told(result, monkeypatch):
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    assert browser() is None
    with pytest.raises(PricingError, match=rf"no Chromium.*{VARIABLE}.*HTML prints"):
        as_pdf(as_html(report_of(result)))


def test_a_browser_that_prints_nothing_is_told(result, monkeypatch):
    monkeypatch.setenv(VARIABLE, "false")
    with pytest.raises(PricingError, match="did not print the report"):
        as_pdf(as_html(report_of(result)))


def test_nothing_is_looked_up_while_printing_and_the_folder_is_gone(result, monkeypatch):
    asked = []

    def run(command, **options):
        asked.append(command)
        out = next(part for part in command if part.startswith("--print-to-pdf="))
        Path(out.partition("=")[2]).write_bytes(b"%PDF")

    monkeypatch.setattr("calculator.reports.printed.subprocess.run", run)
    monkeypatch.setattr("calculator.reports.printed.browser", lambda: "/bin/chromium")
    assert as_pdf("<p>page</p>") == b"%PDF"
    (command,) = asked
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in command
    assert command[-1].startswith("file://")
    assert not Path(urlsplit(command[-1]).path).exists()


@pytest.mark.browser
def test_the_pdf_is_a_pdf_of_several_pages(result, printing):
    pdf = as_pdf(as_html(report_of(result, "zh")))
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) >= 2


@pytest.mark.browser
def test_the_picture_has_twice_the_size_of_its_page(result, printing):
    page, width, height = as_picture(report_of(result))
    png = as_png(page, width, height)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)


def test_the_picture_says_answer_bills_and_where_the_prices_are_from(result):
    report = report_of(result)
    page, _, height = as_picture(report)
    for text in (*report.answer, *(bar.label for bar in report.bars), result.book_id):
        assert text in page
    taller = as_picture(replace(report, bars=report.bars * 2))[2]
    assert taller - height == 30 * len(report.bars)


def test_the_page_forbids_its_own_reader_to_fetch_anything(result):
    for page in (as_html(report_of(result)), as_picture(report_of(result))[0]):
        assert "default-src 'none'; style-src 'unsafe-inline'" in page


def test_a_discount_shortens_the_bars_of_the_report():
    off = Adjustments(discount=Decimal(50))
    offers = [adjusted_offer(default_catalog().offer(name), off) for name in OFFERS]
    for bar in report_of(compare(JOB, offers, start=date(2026, 12, 1))).bars:
        assert all(part.amount >= 0 for part in bar.parts.values())
        drawn = sum(part.amount for part in bar.parts.values())
        assert abs(drawn - bar.bill.amount) < Decimal("1E-9")


def test_own_terms_and_the_link_stand_among_what_is_taken_for_granted(result):
    report = report_of(result, also=[("Link", "https://example.org/?v=1"), ("Own terms", "6% VAT")])
    page = as_html(report)
    assert '<a href="https://example.org/?v=1">' in page
    assert "<td>6% VAT</td>" in page
