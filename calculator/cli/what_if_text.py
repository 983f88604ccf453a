"""The results of `what_if` as texts and as plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from calculator.report import table_lines
from pricing.changes.side_by_side import percent_words
from pricing.money import Money, show_amount

if TYPE_CHECKING:
    from calculator.forecast.break_even import BreakEven
    from calculator.forecast.events import PriceEvent
    from calculator.forecast.levers import Lever
    from calculator.forecast.shift import ShiftPlan
    from calculator.forecast.thinking import ThinkingCost
    from calculator.forecast.tornado import Tornado
    from calculator.forecast.waterfall import Waterfall

_SHARES = ("cache", "batch", "growth")


def value_words(lever: Lever, value: Fraction) -> str:
    """A value of a lever: `40 %`, `1,600`, `7.1234`."""
    if lever.name in _SHARES:
        return f"{float(value * 100):.4g} %"
    return f"{float(value):.4f}" if lever.name == "fx" else f"{round(value):,}"


def break_even_text(found: BreakEven) -> str:
    first, second = found.offers
    words = [value_words(found.lever, v) for v in (found.now, found.least, found.most)]
    told = [
        f"{first} or {second}, by {found.lever.what}: now {words[0]}, looked at from "
        f"{words[1]} to {words[2]}",
        f"now {found.cheaper_now} is cheaper" if found.cheaper_now else "now both cost the same",
    ]
    for crossing in found.crossings:
        bills = " and ".join(show_amount(bill) for bill in crossing.bills)
        told.append(
            f"from {value_words(found.lever, crossing.value)} on {crossing.cheaper_above} is "
            f"cheaper, below it {crossing.cheaper_below} ({bills} there)"
        )
    if not found.crossings:
        told.append("it never changes in this range" if found.certain else "no crossing was found")
    if not found.certain:
        told.append(
            f"looked at {found.places} values of the range: two crossings between neighbours "
            "would be missing"
        )
    return "\n".join(told)


def break_even_dict(found: BreakEven) -> dict[str, Any]:
    return {
        "lever": found.lever.name,
        "counts": found.lever.what,
        "offers": list(found.offers),
        "range": [_plain(found.least), _plain(found.most)],
        "now": _plain(found.now),
        "cheaper_now": found.cheaper_now,
        "certain": found.certain,
        "places": found.places,
        "crossings": [
            {
                "value": _plain(crossing.value),
                "cheaper_below": crossing.cheaper_below,
                "cheaper_above": crossing.cheaper_above,
                "bills": [_money(bill) for bill in crossing.bills],
            }
            for crossing in found.crossings
        ],
    }


def tornado_text(found: Tornado) -> str:
    from calculator.forecast.levers import lever

    rows = [
        [
            swing.range.lever,
            " – ".join(value_words(lever(swing.range.lever), value) for value in swing.values),
            *(show_amount(bill) for bill in swing.bills),
            show_amount(swing.width),
        ]
        for swing in found.swings
    ]
    head = f"{found.offer.id}: {show_amount(found.bill)} as things stand"
    table = table_lines(["what", "turned", "down", "up", "swing"], rows, right=(2, 3, 4))
    idle = f"without effect: {', '.join(found.without_effect)}" if found.without_effect else ""
    return "\n".join(filter(None, [head, *table, idle]))


def tornado_dict(found: Tornado) -> dict[str, Any]:
    return {
        "offer": found.offer.id,
        "bill": _money(found.bill),
        "swings": [
            {
                "lever": swing.range.lever,
                "values": [_plain(value) for value in swing.values],
                "bills": [_money(bill) for bill in swing.bills],
                "swing": _money(swing.width),
            }
            for swing in found.swings
        ],
        "without_effect": list(found.without_effect),
    }


def waterfall_text(found: Waterfall) -> str:
    start, end = found.before, found.after
    rows = [[f"{start.offer.id}, {start.months[0].month:%Y-%m}", show_amount(start.total)]]
    rows += [[step.cause, _signed(step.money)] for step in found.steps if step.money.amount]
    rows.append([f"{end.offer.id}, {end.months[0].month:%Y-%m}", show_amount(end.total)])
    return "\n".join(table_lines(["from one bill to the other", ""], rows, right=(1,)))


def waterfall_dict(found: Waterfall) -> dict[str, Any]:
    return {
        "before": {"offer": found.before.offer.id, "bill": _money(found.before.total)},
        "steps": [{"cause": step.cause, "adds": _money(step.money)} for step in found.steps],
        "after": {"offer": found.after.offer.id, "bill": _money(found.after.total)},
    }


def thinking_text(found: Iterable[ThinkingCost]) -> str:
    rows, told = [], []
    for each in found:
        levels = each.levels.items()
        bills = [show_amount(bill) if isinstance(bill, Money) else "—" for _, bill in levels]
        parts = (each.answer, each.thinking, each.next_thousand)
        rows.append([each.offer.id, *map(show_amount, parts), *bills])
        told += [f"{level}: {why}" for level, why in levels if isinstance(why, str)]
    head = ["offer", "answers", "thinking", "1,000 more", "off", "low", "normal", "high"]
    return "\n".join([*table_lines(head, rows, right=tuple(range(1, 8))), *told])


def thinking_dict(found: ThinkingCost) -> dict[str, Any]:
    return {
        "offer": found.offer.id,
        "bill": _money(found.bill),
        "answer": _money(found.answer),
        "thinking": _money(found.thinking),
        "thousand_more": _money(found.next_thousand),
        "levels": {
            level: _money(bill) if isinstance(bill, Money) else {"not_served": bill}
            for level, bill in found.levels.items()
        },
    }


def shift_text(plan: ShiftPlan) -> str:
    rows = [
        [
            each.offer.id,
            show_amount(each.before) if each.before else "—",
            show_amount(each.after) if each.after else "—",
            show_amount(each.saving) if each.saving else "—",
            each.why_not,
        ]
        for each in plan.shifts
    ]
    whose = "of all requests to batch" if plan.to == "batch" else "of the dear hours' requests"
    head = f"{float(plan.share * 100):g} % {whose}: it forbids {plan.forbids}"
    return "\n".join(
        [head, *table_lines(["offer", "now", "then", "saves", ""], rows, right=(1, 2, 3))]
    )


def shift_dict(plan: ShiftPlan) -> dict[str, Any]:
    return {
        "to": plan.to,
        "share": _plain(plan.share),
        "forbids": plan.forbids,
        "offers": [
            {
                "offer": each.offer.id,
                "before": _money(each.before) if each.before else None,
                "after": _money(each.after) if each.after else None,
                "saving": _money(each.saving) if each.saving else None,
                "why_not": each.why_not or None,
            }
            for each in plan.shifts
        ],
    }


def events_text(found: Sequence[PriceEvent], start: date, end: date) -> str:
    told = []
    for event in found:
        rises = ", ".join(
            f"{kind} {_span(parts)}"
            for kind, parts in event.rises.items()
            if kind in ("input", "cache_read", "output")
        )
        told.append(f"{event}{f' ({rises})' if rises else ''}")
    return "\n".join(told or [f"nothing is announced between {start} and {end}"])


def event_dict(event: PriceEvent) -> dict[str, Any]:
    return {
        "day": str(event.day),
        "offer": event.offer.id,
        "what": event.what,
        "rises": {kind: [percent_words(p) for p in parts] for kind, parts in event.rises.items()},
        "tiers_gone": list(event.tiers_gone),
        "successor": event.successor.id if event.successor else None,
        "note": event.note,
    }


def _span(parts: tuple[Fraction | None, ...]) -> str:
    return " to ".join(dict.fromkeys(percent_words(part) for part in (parts[0], parts[-1])))


def _signed(money: Money) -> str:
    return ("+" if money.amount > 0 else "") + show_amount(money)


def _money(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currency": money.currency}


def _plain(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value)
