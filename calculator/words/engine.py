"""Reasons, notes and refusals of the engine in Chinese, by the English sentences they are."""

from __future__ import annotations

import re

_DAY, _COUNT = r"\d{4}-\d\d-\d\d", r"[\d,]+"
_KINDS = {
    "web_search": "联网搜索",
    "request": "请求费",
    "cache_token_hour": "缓存存储",
    "citation_token": "引用",
    "cache_read": "缓存读取",
    "cache_write": "缓存写入",
    "cache_write_long": "长时缓存写入",
}
_OF_OFFERS = (
    (
        rf"(?P<job>.+): (?P<size>{_COUNT}) input tokens exceed its context of (?P<room>{_COUNT})",
        "{job}：{size} 个输入 token 超出其上下文窗口 {room}",
    ),
    (
        r"(?P<offer>\S+) always thinks: thinking cannot be switched off",
        "{offer} 始终思考，无法关闭",
    ),
    (r"(?P<offer>\S+) has no (?P<tier>\S+) service tier", "{offer} 没有 {tier} 服务档"),
    (
        r"(?P<offer>\S+) has no service tier '(?P<tier>\S+)'.*",
        "{offer} 没有 {tier} 服务档",
    ),
    (r"(?P<offer>\S+) has no price for (?P<kind>\w+).*", "{offer} 没有{kind}的价格"),
    (rf"(?P<offer>\S+) has no price before (?P<day>{_DAY})", "{offer} 在 {day} 之前没有价格"),
    (
        rf"(?P<offer>\S+)(?: \((?P<tier>\S+)\))? has no price on (?P<day>{_DAY}): "
        rf"its first known price is from (?P<other>{_DAY})",
        "{offer} 在 {day} 没有价格：已知的最早价格自 {other} 起",
    ),
    (
        rf"(?P<offer>\S+)(?: \((?P<tier>\S+)\))? has no known price on (?P<day>{_DAY}): "
        rf"one ended (?P<end>{_DAY}), the next begins (?P<other>{_DAY})",
        "{offer} 在 {day} 没有已知价格：前一价格至 {end}，后一价格自 {other} 起",
    ),
    (
        rf"(?P<offer>\S+)(?: \((?P<tier>\S+)\))? has no price on (?P<day>{_DAY}): "
        rf"it was last sold on (?P<other>{_DAY})",
        "{offer} 在 {day} 没有价格：最后销售于 {other}",
    ),
    (
        rf"(?P<offer>\S+): retired \(last priced on (?P<day>{_DAY})\)",
        "{offer} 已下线（最后有价格的日期：{day}）",
    ),
    (
        rf"(?P<offer>\S+): no known price in this month \(last priced on (?P<day>{_DAY})\)",
        "{offer} 本月没有已知价格（最后有价格的日期：{day}）",
    ),
    (
        r"(?P<offer>\S+) is priced for only a part of (?P<month>\S+)",
        "{offer} 在 {month} 只有部分日期有价格",
    ),
    (
        r"(?P<offer>\S+) does not think: it cannot have run in thinking mode.*",
        "{offer} 不思考，不可能以思考模式运行",
    ),
    (r"(?P<offer>\S+) costs the same at all hours", "{offer} 各时段同价"),
)
_NOTES = (
    ("does not think: answers only", "不思考：只计回答"),
    ("always thinks: counted as thinking in every request", "始终思考：按每次请求都思考计"),
    (
        "no cached rate is known: cached input at the full input price",
        "没有已知的缓存费率：缓存输入按未缓存输入计",
    ),
    ("tier chosen by the mean size of the requests", "阶梯按请求的平均规模选取"),
    ("claimed price: no source supports it", "传闻价格：没有来源支持"),
    (
        rf"price last checked on (?P<day>{_DAY}), more than (?P<days>\d+) days ago",
        "价格最后核对于 {day}，已超过 {days} 天",
    ),
    (
        r"only the holidays that the law of (?P<country>\S+) fixes are known for (?P<year>\d+)",
        "{year} 年只收录了 {country} 的法定假日，放假安排未知",
    ),
    (
        rf"more input than the known context window of (?P<room>{_COUNT}) tokens",
        "输入超过已知上下文窗口 {room} token",
    ),
)
_BANDS = (
    (rf"up to (?P<n>{_COUNT}) input", "输入至多 {n}"),
    (rf"over (?P<n>{_COUNT}) input", "输入超过 {n}"),
    (rf"(?P<a>{_COUNT}) to (?P<b>{_COUNT}) input", "输入 {a} 至 {b}"),
    (rf"up to (?P<n>{_COUNT}) output", "输出至多 {n}"),
    (rf"over (?P<n>{_COUNT}) output", "输出超过 {n}"),
    (rf"(?P<a>{_COUNT}) to (?P<b>{_COUNT}) output", "输出 {a} 至 {b}"),
)
_OF_FORECASTS = (
    (r"two bills for (?P<month>\S+): add them up", "{month} 有两张账单：请合并"),
    (
        r"a bill for (?P<month>\S+), after the forecast ends in (?P<last>\S+)",
        "{month} 的账单晚于预测的最后一个月 {last}",
    ),
    (
        rf"a bill through (?P<day>{_DAY}), before the forecast begins: start it in .*",
        "截至 {day} 的账单早于预测开始：请填写整月账单",
    ),
    (
        r"the bill of (?P<month>\S+) is missing or not whole: .*",
        "缺少 {month} 的整月账单：需要从首张账单到预测开始的每个月",
    ),
    (
        rf"no request was planned from (?P<day>{_DAY}) to (?P<last>{_DAY})",
        "{day} 至 {last} 没有计划任何请求",
    ),
    (
        r"growth of .* a month, give or take .*, might fall below -100 %: narrow it",
        "按此不确定程度，月增长率可能低于 -100%：请缩小范围",
    ),
    (
        r"the ECB published no (?P<pair>\S+) rate near (?P<day>\S+)",
        "欧洲央行在 {day} 前后没有公布 {pair} 汇率",
    ),
    (r"the ECB publishes no rate for (?P<currency>\S+)", "欧洲央行不公布 {currency} 汇率"),
)
_OF_FILES = (
    (r"the file is larger than (?P<size>\d+) MB", "文件大于 {size} MB"),
    (
        rf"the file needs a column of models, one of scores, and 1 to (?P<most>{_COUNT}) rows",
        "文件需要一列模型、一列分数，以及 1 至 {most} 行",
    ),
)
_PATTERNS = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (*_OF_OFFERS, *_NOTES, *_BANDS, *_OF_FORECASTS, *_OF_FILES)
)


def engine_words(text: str, language: str) -> str:
    """A sentence of the engine in the reader's language; as it is where none is known.

    >>> engine_words("over 200,000 input, up to 4,000 output", "zh")
    '输入超过 200,000，输出至多 4,000'
    """
    if language == "en":
        return text
    whole = _chinese(text)
    if whole is not None:
        return whole
    parts = [_chinese(part) for part in text.split(", ")]
    return "，".join(part for part in parts if part) if all(parts) else text


def _chinese(text: str) -> str | None:
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(text):
            given = found.groupdict()
            if "kind" in given:
                given["kind"] = _KINDS.get(given["kind"], given["kind"])
            return chinese.format(**given)
    return None
