"""One record of a file as a row of the log, in SQL: its place, counts, money, labels, problems."""

from __future__ import annotations

from calculator.logs import reasons, sql
from calculator.logs.cells import Cells
from calculator.logs.columns import EXTRAS, HINTS, LABELS, OPTIONAL, PARTS, PERSONAL
from calculator.logs.fields import (
    MONEY,
    NONE,
    Value,
    amount_of,
    bounded,
    charge_of,
    condition_of,
    count_of,
    counted_in,
    piece_of,
    text_of,
)
from calculator.logs.format import LogFormat
from calculator.logs.guard import guarded, guarded_name, hashed
from calculator.logs.parts import Long
from calculator.logs.sellers import seller
from calculator.logs.side_by_side import factor
from calculator.logs.sizes import size_of
from calculator.logs.source import Source
from calculator.logs.times import instants_of

_NO_COUNT = Value("CAST(NULL AS BIGINT)")
_SAYS_NOTHING = (_NO_COUNT.sql, "TRY_CAST(NULL AS BOOLEAN)", "0", "1")
"""Not known, none, and a request a row."""


class _Problems:
    """Collects what makes a record unreadable, in the order in which it is told."""

    def __init__(self) -> None:
        self._cases: list[str] = []

    def add(self, condition: str, code: str) -> None:
        if condition != "false":
            self._cases.append(f"WHEN {condition} THEN {sql.text(code)}")

    def expression(self) -> str:
        return f"(CASE {' '.join(self._cases)} END)" if self._cases else "CAST(NULL AS VARCHAR)"


class Record:
    """One record of a file as a row of the log, before kinds of tokens are laid side by side."""

    def __init__(self, form: LogFormat, source: Source, currency: str | None) -> None:
        self._form, self._currency = form, currency
        self._cells = Cells(form, source)
        self._problems = _Problems()
        self._is_json = source.kind not in ("csv", "parquet")
        if self._is_json:
            self._problems.add("NOT is_record", reasons.NOT_JSON)
        self._fields = self._written()
        self._skips = self._conditions()

    def select(self, *, number: bool = False) -> str:
        fields = self._fields | {"reject": self._problems.expression()}
        fields |= {"record": "record"} if number else {}
        columns = ", ".join(f"{value} AS {sql.name(name)}" for name, value in fields.items())
        records = f"({self._cells.relation(number=number)})"
        kept = " OR ".join(condition for condition, _ in self._skips)
        broken = "NOT is_record OR " if self._is_json else ""
        where = f" WHERE {broken}NOT ({kept})" if kept else ""
        return f"SELECT {columns} FROM {records}{where}"

    def silent(self) -> frozenset[str]:
        """The columns that could as well be missing: the same in every row, and what that means."""
        found = {n for n in OPTIONAL if self._fields.get(n) in _SAYS_NOTHING}
        return frozenset(found if found.issuperset(HINTS) else found.difference(HINTS))

    def skipped(self) -> str:
        if not self._skips:
            return "SELECT '' AS because, 0 AS rows WHERE false"
        cases = " ".join(f"WHEN {c} THEN {sql.text(why)}" for c, why in self._skips)
        whole = " AND is_record" if self._is_json else ""
        why = f"SELECT CASE {cases} END AS because{', is_record' if self._is_json else ''}"
        inner = f"{why} FROM ({self._cells.relation()})"
        where = f"because IS NOT NULL{whole}"
        return f"SELECT because, count(*) AS rows FROM ({inner}) WHERE {where} GROUP BY 1"

    def _conditions(self) -> list[tuple[str, str]]:
        found = [(condition_of(self._cells, skip), skip.because) for skip in self._form.skip]
        if self._form.long and self._form.long.unit:
            unit = self._cells.at(self._form.long.unit.column)
            if unit is not None:
                many = factor(unit.text, self._form.long.unit)
                other = "counts something else than tokens"
                found.append((f"{many} IS NULL AND {unit.given}", other))
        return [(condition, why) for condition, why in found if condition is not None]

    def _written(self) -> dict[str, str]:
        fields = self._place() | self._money()
        if self._form.provider_by_currency:
            fields["provider"] = seller(self._form, fields["billed_currency"])
        if self._form.holds == "bill":
            fields["meter"] = self._safe(text_of(self._cells, self._form.meter))
        elif self._form.long:
            fields |= self._meter(self._form.long)
        else:
            fields |= self._counts()
        return fields | self._labels()

    def _place(self) -> dict[str, str]:
        form, cells = self._form, self._cells
        at, until = instants_of(cells, form.time)
        model = text_of(cells, form.model)
        self._problems.add(f"{at} IS NULL", reasons.NO_TIME)
        if form.holds == "usage":
            self._problems.add(f"{model} IS NULL", reasons.NO_MODEL)
        tier = text_of(cells, form.service_tier)
        batch = condition_of(cells, form.batch_when) if form.batch_when else None
        if batch:
            tier = f"(CASE WHEN {batch} THEN 'batch' ELSE {tier} END)"
        texts = {"provider": text_of(cells, form.provider), "model": model, "service_tier": tier}
        place = {name: self._safe(value) for name, value in texts.items()}
        place |= {"at": at, "until": until}
        if form.holds == "usage":
            place["thinking"] = f"TRY_CAST({text_of(cells, form.thinking)} AS BOOLEAN)"
            over, up_to = size_of(text_of(cells, form.request_size))
            place |= {"input_over": over, "input_up_to": up_to}
            place |= {n: v.sql for n in HINTS if (v := self._count(n)) is not None}
        return place

    def _safe(self, value: str) -> str:
        if value == NONE or value.startswith("'"):
            return f"CAST({value} AS VARCHAR)"
        return guarded_name(self._cells.kept(value))

    def _money(self) -> dict[str, str]:
        money, cells = self._form.money, self._cells
        specs = (money.billed, money.listed) if money else (None, None)
        amounts = {
            name: amount_of(cells, spec) if spec else None
            for name, spec in zip(("billed_amount", "listed_amount"), specs, strict=True)
        }
        said = text_of(cells, money.currency) if money else NONE
        if said == NONE and self._currency:
            said = sql.text(self._currency)
        known = f"(CASE WHEN strlen(trim({said})) = 3 THEN upper(trim({said})) END)"
        currency = "CAST(NULL AS VARCHAR)" if said == NONE else known
        beside = self._form.currency_beside is not None
        fields = {"billed_currency": currency}
        for name, value in amounts.items():
            if value is not None:
                self._problems.add(value.unreadable, reasons.unreadable(name))
            stated = value is not None and (said != NONE or beside)
            fields[name] = value.sql if stated and value else f"CAST(NULL AS {MONEY})"
        return fields

    def _count(self, name: str) -> Value | None:
        spec = self._form.counts.get(name)  # type: ignore[call-overload]
        value = count_of(self._cells, spec) if spec else None
        if value is not None:
            self._problems.add(value.unreadable, reasons.unreadable(name))
        return value

    def _counts(self) -> dict[str, str]:
        counts = {name: self._count(name) for name in (*PARTS, *EXTRAS)}
        fields = {name: f"coalesce({v.sql}, 0)" if v else "0" for name, v in counts.items()}
        inputs, outputs = self._count("input_tokens"), self._count("output_tokens")
        reasoning = self._count("reasoning_tokens") or _NO_COUNT
        for name, value in (("input_tokens", inputs), ("output_tokens", outputs)):
            self._problems.add(f"{(value or _NO_COUNT).sql} IS NULL", reasons.missing(name))
        parts = [counts["cache_read_tokens"], counts["cache_write_tokens"]]
        fields["input_tokens"] = self._with_parts((inputs or _NO_COUNT).sql, parts)
        whole = (outputs or _NO_COUNT).sql
        together = f"({bounded(whole)} + coalesce({bounded(reasoning.sql)}, 0))"
        if self._form.usage.reasoning == "beside_output":
            whole = together
        elif (total := self._stated_total()) is not None:
            adds_up = f"{total} = {bounded((inputs or _NO_COUNT).sql)} + {together}"
            whole = f"(CASE WHEN {adds_up} THEN {together} ELSE {whole} END)"
        fields |= {"output_tokens": whole, "reasoning_tokens": reasoning.sql}
        fields["requests"] = self._requests()
        self._check_total()
        return fields

    def _with_parts(self, inputs: str, parts: list[Value | None]) -> str:
        sums = [bounded(inputs), *(f"coalesce({bounded(p.sql)}, 0)" for p in parts if p)]
        together = f"({' + '.join(sums)})"
        if self._form.usage.cached == "beside_input":
            return together
        when = self._form.beside_when
        condition = condition_of(self._cells, when) if when else None
        return f"(CASE WHEN {condition} THEN {together} ELSE {inputs} END)" if condition else inputs

    def _stated_total(self) -> str | None:
        spec = self._form.beside_by_total
        total = count_of(self._cells, spec) if spec else None
        return total.sql if total else None

    def _requests(self) -> str:
        until = instants_of(self._cells, self._form.time).until
        one = "1" if until.startswith("CAST(NULL") else f"(CASE WHEN {until} IS NULL THEN 1 END)"
        said = self._count("requests")
        return f"coalesce({said.sql}, {one})" if said else one

    def _check_total(self) -> None:
        check = self._form.must_add_up
        total = count_of(self._cells, check.total) if check else None
        if check is None or total is None:
            return
        parts = [count_of(self._cells, part) for part in check.parts]
        summed = " + ".join(f"coalesce({bounded(part.sql)}, 0)" for part in parts if part)
        self._problems.add(f"{total.sql} <> {summed}", reasons.NOT_A_SUM)

    def _meter(self, long: Long) -> dict[str, str]:
        meter = text_of(self._cells, long.meter)
        unit = self._cells.at(long.unit.column) if long.unit else None
        cell = self._cells.first(long.count.paths)
        if unit is not None and cell is not None and long.unit:
            many = counted_in(self._cells, cell, factor(unit.text, long.unit))
        else:
            many = count_of(self._cells, long.count) or _NO_COUNT
        small = f"lower(trim({meter}))"
        cases = [
            f"WHEN {sql.matches(small, word)} THEN {sql.text(count)}"
            for word, count in long.meters.items()
        ]
        counts = f"(CASE {' '.join(cases)} END)"
        self._problems.add(many.unreadable, reasons.unreadable("count"))
        self._problems.add(f"{counts} IS NULL", reasons.UNKNOWN_METER)
        self._problems.add(f"{many.sql} IS NULL", reasons.missing("count"))
        self._problems.add(f"{many.sql} < 0", reasons.NEGATIVE)
        fields = {"counts": counts, "many": bounded(many.sql)}
        price = self._cells.at(long.price) if long.price else None
        if price is not None:
            charge = charge_of(price, bounded(many.sql))
            self._problems.add(charge.unreadable, reasons.unreadable("billed_amount"))
            fields["billed_amount"] = charge.sql
        return fields

    def _labels(self) -> dict[str, str]:
        fields = {}
        for name in LABELS:
            label = self._form.labels.get(name)  # type: ignore[call-overload]
            cell = self._cells.first(label.paths) if label else None
            if label is None or cell is None:
                fields[name] = "CAST(NULL AS VARCHAR)"
            else:
                shown = hashed if name in PERSONAL or label.as_ == "hash" else guarded
                fields[name] = shown(self._cells.kept(piece_of(cell, label)), name)
        return fields
