"""One record of a peer as the lines of a model in a draft price sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from textwrap import shorten

from pricing.lines import TOKEN_RATES
from pricing.money import EXACT
from pricing.peers import yaml_text
from pricing.peers.records import Hours, PeerBand, PeerModel, PeerPrice, plain
from pricing.sheets.windows import overlapping

NOTE = 600
"""How much of a peer's own comment is quoted, in characters."""
FINEST = Decimal("0.000001")
"""The finest price per million tokens that a sheet can hold."""
UNSTATED = "the source states no start: from is the day of this draft"
_MAIN = {"input", "output"}
Rates = Mapping[str, Decimal]


@dataclass(slots=True)
class ModelDraft:
    """Lines of a model below its id, and what a person must know that they do not say."""

    record: PeerModel
    today: date
    page: str
    """The sheet's page; a model of another one says so."""
    left_out: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The lines, indented as below `models:`; comments alone where nothing can be written."""
        entries = list(self._entries())
        body = [line for since, price in entries for line in self._entry(since, price, entries)]
        head = list(self._head()) if body else []
        name = yaml_text.key(self.record.model)
        told = [
            line
            for said in (*self.left_out, *self.record.left_out)
            for line in yaml_text.comment(f"Not carried over: {said}", 4)
        ]
        if self.record.note:
            told += yaml_text.comment(f"The source says: {shorten(self.record.note, NOTE)}", 4)
        if not body:
            return [*yaml_text.comment(f"{name}: no price can be written", 2), *told]
        return [f"  {name}:", *head, "    prices:", *body, *told]

    @property
    def treatment(self) -> str:
        """How thinking is billed, as far as the source says."""
        if self._reasoning_differs:
            return "separate_rate"
        return "not_applicable" if self.record.reasons is False else "billed_as_output"

    @property
    def _reasoning_differs(self) -> bool:
        bands = [band.rates for price in self.record.prices for band in price.bands]
        return any("reasoning" in r and r["reasoning"] != r.get("output") for r in bands)

    def _head(self) -> Iterator[str]:
        record = self.record
        facts: dict[str, str | int] = {}
        if record.name and record.name != record.model:
            facts["name"] = record.name
        if record.context_window:
            facts["context_window"] = record.context_window
        yield from yaml_text.pairs(facts, 4)
        if self._reasoning_differs:
            said = "check: mode_rate, where thinking gives the whole answer another price"
        elif record.reasons is None:
            said = "check: the source does not say whether the model thinks"
        else:
            said = ""
        yield f"    thinking: {self.treatment}" + (f"  # {said}" if said else "")
        yield from self._source()

    def _source(self) -> Iterator[str]:
        source: dict[str, str | date] = {}
        if self.record.source != self.page and yaml_text.is_url(self.record.source):
            source["url"] = self.record.source
        if self.record.checked:
            source["retrieved"] = self.record.checked
        if source:
            yield "    source:"
            yield from yaml_text.pairs(source, 6)

    def _entries(self) -> Iterator[tuple[date, PeerPrice]]:
        """Standard prices with their first day; earlier ones of an unknown day are left out."""
        record, today = self.record, self.today
        prices = [p for p in record.prices if p.service_tier == "standard" and not p.hours]
        dated = {p.since: p for p in prices if p.since}
        begun = any(since <= today for since in dated)
        if record.retired and record.retired <= today and not begun:
            self.left_out.append(f"retired on {record.retired}; its last price: {_told(prices)}")
            return
        for price in prices:
            if price.since is None and begun:
                said = f"a price before {min(dated)}, from a day not stated: {_told([price])}"
                self.left_out.append(said)
            elif price.since is None:
                yield today, price
        yield from sorted(dated.items(), key=lambda pair: pair[0])

    def _entry(
        self, since: date, price: PeerPrice, entries: list[tuple[date, PeerPrice]]
    ) -> Iterator[str]:
        rates = list(self._rate_lines(price.bands, 8, f"from {since}"))
        if not rates:
            return
        begun = [start for start, _ in entries if start <= self.today]
        yield f"      - from: {since}"
        if since == entries[-1][0] and self.record.retired and self.record.retired > since:
            yield f"        until: {self.record.retired}"
        yield from rates
        if since == max(begun, default=entries[-1][0]):
            yield from self._service_tiers(since)
            yield from self._windows(price)
        if price.since is None:
            yield from yaml_text.note(UNSTATED, 8)

    def _rate_lines(self, bands: Iterable[PeerBand], indent: int, where: str) -> Iterator[str]:
        """Rates, or tiers of them; nothing where they cannot be a price."""
        listed = list(bands)
        if not all(set(band.rates) >= _MAIN for band in listed):
            self.left_out.append(f"{where}: no input and output price: {_told_bands(listed)}")
            return
        if not any(rate for band in listed for rate in band.rates.values()):
            self.left_out.append(f"{where}: 0 for everything, which may mean unknown or free")
            return
        space = " " * indent
        if len(listed) == 1:
            yield from yaml_text.pairs(self._fitting(listed[0].rates, where), indent)
            return
        yield f"{space}tiers:"
        ends = [following.over for following in listed[1:]]
        for band, end in zip(listed, [*ends, None], strict=True):
            values = dict(self._fitting(band.rates, where))
            bound: dict[str, int | Decimal] = {} if end is None else {"up_to": end}
            first, *rest = yaml_text.pairs({**bound, **values}, 0)
            yield f"{space}  - {first}"
            yield from (f"{space}    {line}" for line in rest)

    def _fitting(self, rates: Rates, where: str) -> dict[str, Decimal]:
        """Rates in the order of the sheets, no finer than these can hold."""
        stated = dict(rates)
        if self.treatment == "separate_rate":
            stated.setdefault("reasoning", stated["output"])
        else:
            stated.pop("reasoning", None)
        found = {}
        for kind in TOKEN_RATES:
            if kind in stated:
                found[kind] = plain(stated[kind].quantize(FINEST, context=EXACT))
                if found[kind] != stated[kind]:
                    self.left_out.append(f"{where}: {kind} is {stated[kind]}, rounded here")
        return found

    def _service_tiers(self, since: date) -> Iterator[str]:
        tiers = [p for p in self.record.prices if p.service_tier != "standard" and not p.hours]
        told: list[str] = []
        for price in {p.service_tier: p for p in tiers}.values():
            rates = list(self._rate_lines(price.bands, 12, price.service_tier))
            if rates:
                told += [f"          {yaml_text.key(price.service_tier)}:", *rates]
                if price.since and price.since > since:
                    told += yaml_text.note(f"from {price.since} on, says the source", 12)
        if told:
            yield "        service_tiers:"
            yield from told

    def _windows(self, standard: PeerPrice) -> Iterator[str]:
        windows = _windows([p for p in self.record.prices if p.hours], standard)
        if not windows:
            return
        spans = {name: hours.spans() for name, (hours, _) in windows.items()}
        if len(standard.bands) > 1 or overlapping(spans):
            for name, (hours, rates) in windows.items():
                self.left_out.append(f"{name} {_when(hours)}: {_told_rates(rates)}")
            return
        yield "        windows:"
        for name, (hours, rates) in windows.items():
            yield f"          {name}:"
            told = ", ".join(f'"{span}"' for span in hours.hours)
            yield f"            hours: [{told}]"
            yield f'            utc_offset: "{hours.utc_offset}"'
            yield f"            days: [{', '.join(map(str, hours.days))}]"
            yield "            rates:"
            yield from yaml_text.pairs(self._fitting(rates, name), 14)


def _windows(prices: list[PeerPrice], standard: PeerPrice) -> dict[str, tuple[Hours, Rates]]:
    """Hours with rates of their own by name; those of one price and the same days are joined."""
    joined: list[tuple[Hours, Rates]] = []
    for price in prices:
        for hours in price.hours:
            rates = price.bands[0].rates
            alike = [
                place
                for place, (other, theirs) in enumerate(joined)
                if (other.days, other.utc_offset, theirs) == (hours.days, hours.utc_offset, rates)
            ]
            if alike:
                other, _ = joined[alike[0]]
                joined[alike[0]] = replace(other, hours=(*other.hours, *hours.hours)), rates
            else:
                joined.append((hours, rates))
    usual = standard.bands[0].rates.get("input", Decimal(0))
    named: dict[str, tuple[Hours, Rates]] = {}
    for hours, rates in joined:
        name = "peak" if rates.get("input", usual) > usual else "off_peak"
        count = sum(other.startswith(name) for other in named)
        named[f"{name}_{count + 1}" if count else name] = hours, rates
    return named


def _told(prices: Iterable[PeerPrice]) -> str:
    return "; ".join(_told_bands(price.bands) for price in prices)


def _told_bands(bands: Iterable[PeerBand]) -> str:
    return "; ".join(
        (f"over {band.over:,} input: " if band.over > 0 else "") + _told_rates(band.rates)
        for band in bands
    )


def _told_rates(rates: Rates) -> str:
    return ", ".join(f"{kind} {rates[kind]:f}" for kind in TOKEN_RATES if kind in rates)


def _when(hours: Hours) -> str:
    days = ", ".join(map(str, hours.days))
    return f"{', '.join(hours.hours)} UTC{hours.utc_offset} on days {days}"
