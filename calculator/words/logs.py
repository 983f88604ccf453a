"""What readers of logs and their prices say, in Chinese, by the English sentences they are."""

from __future__ import annotations

import re

from calculator.words.engine import engine_words

_N = r"[\d,]+"
_CONVENTION = (
    ("a row is a request, or sums up the day or month it is dated",
     "每行一次请求，或汇总所写的一日或一月"),
    ("a row sums up a period", "每行汇总一段时间"),
    ("a row is a request", "每行一次请求"),
    ("a row sums up an hour", "每行汇总一小时"),
    ("a row sums up a day", "每行汇总一日"),
    ("a row sums up a week", "每行汇总一周"),
    ("a row sums up a month", "每行汇总一月"),
    (r"cached tokens from hashes of (?P<n>\d+)-token blocks seen earlier",
     "缓存 token 由先前出现过的 {n} token 块的哈希得出"),
    ("cached tokens not told", "未说明缓存 token"),
    ("cached tokens beside the input, in some rows beside it", "缓存 token 在输入之外"),
    ("cached tokens inside the input, in some rows beside it",
     "缓存 token 含在输入之内，部分行在输入之外"),
    ("cached tokens beside the input", "缓存 token 在输入之外"),
    ("cached tokens inside the input", "缓存 token 含在输入之内"),
    ("reasoning tokens not told", "未说明思考 token"),
    ("reasoning tokens inside the output, or beside it where only that adds up",
     "思考 token 含在输出之内；仅在另计才能对上总数时视为在输出之外"),
    ("reasoning tokens beside the output", "思考 token 在输出之外"),
    ("reasoning tokens inside the output", "思考 token 含在输出之内"),
    ("times count from the start of the log", "时间自日志开始起算"),
    (r"times in (?P<zone>\S+) where they name no offset", "未写时区的时间按 {zone}"),
    ("no amounts", "没有金额"),
    ("amounts: price × count", "金额：单价 × 数量"),
    ("amounts in the currency of the cost file beside it", "金额币种见旁边的费用文件"),
    ("amounts in a currency that the file does not name", "金额的币种文件未写明"),
    ("amounts in the currency of each row", "金额币种按各行所写"),
    (r"amounts in (?P<currency>\S+)", "金额币种为 {currency}"),
)  # fmt: skip
_ROWS = (
    ("the line is not JSON: it is cut off or damaged", "该行不是 JSON：被截断或损坏"),
    ("no time that can be read", "没有可读的时间"),
    ("no model is named", "未写模型"),
    ("the row counts something that the format does not name", "该行计的是此格式未列的东西"),
    ("the row counts less than nothing", "该行的数量为负"),
    ("the parts do not add up to the total that the row states", "各部分之和与该行所写总数不符"),
    ("the line has fewer cells than the header: it is cut off", "该行单元格少于表头：被截断"),
    ("the line has more cells than the header", "该行单元格多于表头"),
    ("the line is longer than any usage record", "该行过长，不可能是用量记录"),
    ("the line is not UTF-8 text", "该行不是 UTF-8 文本"),
    ("a quotation mark is not closed where its cell ends: the line is damaged",
     "引号未在单元格末尾闭合：该行已损坏"),
    (r"(?P<field>\w+) is empty", "{field} 为空"),
    (r"(?P<field>\w+) is not an amount", "{field} 不是金额"),
    (r"(?P<field>\w+) is not a whole number", "{field} 不是整数"),
    ("no time, or one before 2015 or more than two years ahead",
     "没有时间，或早于 2015 年，或晚于两年之后"),
    ("a period that ends before it begins", "时段的结束早于开始"),
    ("a token count is missing or negative", "token 数缺失或为负"),
    (rf"a count is larger than (?P<n>{_N})", "数量大于 {n}"),
    (rf"requests must be from 1 to (?P<n>{_N})", "请求数须在 1 至 {n} 之间"),
    ("more tokens than any request can have: requests must be set",
     "token 多于任何一次请求所能有：须写明请求数"),
    ("cache reads and writes exceed the input tokens that contain them",
     "缓存读写超过包含它们的输入 token"),
    ("long cache writes exceed the cache writes that contain them",
     "长时缓存写入超过包含它们的缓存写入"),
    ("reasoning tokens exceed the output tokens that contain them",
     "思考 token 超过包含它们的输出 token"),
    ("reasoning tokens, though the request is said not to have thought",
     "写明未思考，却有思考 token"),
    ("bounds of the size of its requests that contradict each other", "请求规模的上下限相互矛盾"),
    (r"no offer is called '(?P<name>.*?)'; did you mean (?P<near>.+)\?",
     "没有名为“{name}”的报价；是否指 {near}？"),
    (r"no offer is called '(?P<name>.*?)'.*", "没有名为“{name}”的报价"),
    (r"(?P<who>\S+) has no offer called '(?P<name>.*?)'.*; did you mean (?P<near>.+)\?",
     "{who} 没有名为“{name}”的报价；是否指 {near}？"),
    (r"(?P<who>\S+) has no offer called '(?P<name>.*?)'.*", "{who} 没有名为“{name}”的报价"),
    (r"'(?P<name>.*?)' has several prices: say (?P<near>.+)",
     "“{name}”有多种价格：请写明是 {near}"),
    (r"'(?P<name>.*?)' is sold by (?P<n>\d+) providers: say (?P<near>.+)",
     "“{name}”有 {n} 家出售：请写明是 {near}"),
    (r"no model is called '(?P<name>.*?)'.*", "没有名为“{name}”的模型"),
)  # fmt: skip
_NOTES = (
    (rf"(?P<n>{_N}) of (?P<all>{_N}) rows are not priced: the total is a floor",
     "{all} 行中有 {n} 行未计价：合计为下限"),
    (rf"(?P<n>{_N}) rows sum up a period: priced at the mean of the prices in force, weighted by "
     "time", "{n} 行汇总一段时间：按当时有效价格的时间加权平均计价"),
    (rf"(?P<n>{_N}) rows reach beyond the dates of known prices: the known ones count",
     "{n} 行超出已知价格的日期：按已知价格计"),
    (rf"(?P<n>{_N}) rows sum up requests of unknown sizes: the tier of their mean size counts",
     "{n} 行汇总规模不明的请求：按平均规模所在阶梯计"),
    (rf"(?P<n>{_N}) rows do not say how many requests they sum up: the lowest tier counts",
     "{n} 行未写明汇总了多少请求：按最低阶梯计"),
    (rf"(?P<n>{_N}) rows do not tell reasoning tokens: taken as not thinking",
     "{n} 行未写思考 token：按不思考计"),
    (rf"(?P<n>{_N}) rows do not tell the thinking mode: taken as on where there are reasoning "
     "tokens", "{n} 行未写思考模式：有思考 token 的按开启计"),
    (r"requests of more input tokens than the known context window: (?P<x>.+)",
     "输入超过已知上下文窗口的请求：{x}"),
    (r"claimed prices, which no source supports: (?P<x>.+)", "没有来源支持的传闻价格：{x}"),
    (r"prices last checked more than 90 days before (?P<day>\S+): (?P<x>.+)",
     "最后核对早于 {day} 前 90 天的价格：{x}"),
    (r"names that are not an offer's own: (?P<x>.+)", "并非报价本名、按别名识别的名称：{x}"),
    (r"'(?P<name>.+)' taken as (?P<offer>\S+) because billed in (?P<currency>[A-Z]{3})",
     "“{name}”按 {currency} 计费，故视为 {offer}"),
    (r"days after (?P<day>.+) are converted at its exchange rate, which is assumed.*",
     "{day} 之后的日子按该日汇率折算，属假定"),
)  # fmt: skip
_MOVED = (
    ("token counts as in the log, though tokenizers differ",
     "token 数与日志相同（各家分词器其实不同）"),
    (r"input tokens × (?P<a>\S+), output tokens × (?P<b>\S+)",
     "输入 token × {a}，输出 token × {b}"),
    ("reasoning tokens as in the log", "思考 token 与日志相同"),
    (r"reasoning tokens × (?P<n>\S+)", "思考 token × {n}"),
    (r"(?P<n>\S+) reasoning tokens for each token of the answer",
     "每个回答 token 对应 {n} 个思考 token"),
    ("thinking switched off: answers only", "关闭思考：只计回答"),
    ("cached tokens as in the log", "缓存 token 与日志相同"),
    (r"(?P<n>\S+) % of the input is read from a cache", "输入的 {n}% 读自缓存"),
    ("service tiers as in the log", "服务档与日志相同"),
    (r"every request in the service tier (?P<tier>\S+)", "所有请求用 {tier} 服务档"),
    ("always thinks: requests that did not are counted without reasoning tokens",
     "始终思考：原本不思考的请求按无思考 token 计"),
    (r"has no service tier (?P<tier>.+): counted as standard", "没有 {tier} 服务档：按标准档计"),
    (r"(?P<what>.+) left out: it has no price for that", "未计 {what}：没有其价格"),
    (r"(?P<n>\S+) % of the requests exceed its context of (?P<room>\S+) tokens",
     "{n}% 的请求超出其上下文窗口 {room} token"),
    (r"(?P<offer>\S+): (?P<n>\S+) % of the requests exceed its context of (?P<room>\S+) tokens",
     "{offer}：{n}% 的请求超出其上下文窗口 {room} token"),
    ("a part of the time has no known price: the known one counts",
     "部分时间没有已知价格：按已知价格计"),
    ("the log does not tell reasoning tokens: taken as not thinking",
     "日志未写思考 token：按不思考计"),
    ("sizes of summed requests are not known: the tier of their mean counts",
     "汇总的请求规模不明：按平均规模所在阶梯计"),
    ("rows sum up a period: priced at the mean of its prices",
     "行汇总一段时间：按该时段的平均价格计"),
    (r"its own assumptions: (?P<inner>.+)", "另行假定：{inner}"),
    (r"(?P<n>\S+) % of the requests: (?P<inner>.+)", "{n}% 的请求：{inner}"),
)  # fmt: skip
_BILLED = (
    (rf"(?P<n>{_N}) rows do not say what was charged, and no bill beside them does",
     "{n} 行未写实付金额，旁边的账单也没有"),
    (rf"(?P<n>{_N}) amounts of a bill are left out: the usage states its own",
     "账单中的 {n} 笔金额未计：用量已写明自己的金额"),
    ("alike rows are compared together: where rules differ among them, it is unexplained",
     "相同的行一并比较：规则不同之处列为未能解释"),
    (r"at (?P<n>\S+) % of the list price", "按目录价的 {n}% 计"),
    (r"converted at (?P<n>\S+) (?P<a>\S+) for 1 (?P<b>\S+)", "按 1 {b} = {n} {a} 折算"),
    (r"amounts in steps of (?P<n>\S+)", "金额精确到 {n}"),
    (r"billed at (?P<a>.+) instead of (?P<b>.+)", "按 {a} 而非 {b} 计费"),
    ("no alternative comes to the amount", "没有任何其他计法能得出该金额"),
    ("billed as thinking", "按思考计费"),
    ("billed as not thinking", "按不思考计费"),
    ("billed as outside its hours", "按时段之外计费"),
    ("billed as of any size", "不分规模计费"),
    (r"billed as (?P<x>.+)", "按 {x} 计费"),
    ("listed, and billed at nothing", "有目录价，实付为零"),
    ("list price and bill as the source states them", "目录价与账单均如来源所写"),
    ("within what is possible: the log does not tell how large each request was",
     "在可能范围内：日志未写各请求的规模"),
    ("within what is possible: the log does not tell at which hours of the period",
     "在可能范围内：日志未写时段内的钟点"),
    ("within what is possible: the log does not tell whether it was thinking",
     "在可能范围内：日志未写是否思考"),
)  # fmt: skip
_FILES = (
    (r"(?P<f>.+?): no format is known by these columns\. (?P<kind>Columns|Keys) found: "
     r"(?P<x>.+?)\.(?: .*)?", "{f}：无法按这些列认出格式。找到的列：{x}。"),
    (r"(?P<f>.+?): this may be (?P<x>.+): say which with --as", "{f}：可能是 {x}：请指定格式"),
    (r"(?P<f>.+?): the file is empty", "{f}：文件为空"),
    (r"(?P<f>.+?): not a text file: .+", "{f}：不是文本文件：请导出为 CSV、JSON 或 Parquet"),
    (r"(?P<f>.+?): the Parquet file is damaged or cut off", "{f}：Parquet 文件损坏或被截断"),
    (r"(?P<f>.+?): the gzip file is damaged or cut off.*", "{f}：gzip 文件损坏或被截断"),
    (r"(?P<f>.+?): the archive is damaged or has a password.*", "{f}：压缩包损坏或有密码"),
    (r"(?P<f>.+?): an archive inside an archive.*", "{f}：压缩包内还有压缩包，请先解压"),
    (r"(?P<f>.+?): unpacks to more than .*", "{f}：解压后过大，若可信请自行解压"),
    (r"(?P<f>.+?): cannot be read as (?P<id>\S+) \((?P<name>.+)\): it lacks (?P<x>.+?)\. .*",
     "{f}：不能按 {name} 读取：缺少 {x}"),
    (r"(?P<f>.*?): no such file in the folder of logs", "{f}：日志文件夹中没有此文件"),
    (r"(?P<f>.*?): name a file, folder or pattern inside the folder of logs",
     "{f}：请写日志文件夹之内的文件、文件夹或通配符"),
    (r"the files are larger than (?P<n>\d+) MB together", "文件合计大于 {n} MB"),
    (rf"more than (?P<n>{_N}) files are there: .*", "该处文件多于 {n} 个：请写更下层的文件夹"),
    (rf"(?P<f>.+?): more than (?P<n>{_N}) columns: .*", "{f}：列数多于 {n}：请只保留说明用量的列"),
    (rf"(?P<f>.+?): the first line is no header: .* (?P<n>{_N}) characters",
     "{f}：首行不是表头：其中有长于 {n} 个字符的列名"),
    (rf"this takes longer than (?P<n>{_N}) seconds: .*",
     "耗时超过 {n} 秒：请减少或缩小文件，或在自己的电脑上用 tokenfare log 计算"),
    (r"times in this file \((?P<x>.+)\) count from its start: .*",
     "此文件（{x}）的时间自开始起算：请写明日志的开始时间"),
    (r"there is no log file: .*", "没有日志文件：请给出 CSV、JSON、Parquet 文件或其压缩包"),
    (r"'(?P<x>.*)' is not a time such as .*", "“{x}”不是如 2026-11-20T09:00+08:00 的时间"),
    (r"'(?P<x>.*)' is not a time zone such as .*", "“{x}”不是如 Asia/Shanghai 的时区"),
    (r"'(?P<x>.*)' is not a currency such as .*", "“{x}”不是如 CNY 或 USD 的币种"),
    (r"the log does not say what was charged: .*",
     "这些文件没有写明实付金额，无法对账"),
)  # fmt: skip
_PATTERNS = tuple(
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (*_ROWS, *_NOTES, *_MOVED, *_BILLED, *_FILES)
)
_MORE = re.compile(r" or (\d+) more, see `tokenfare models`")
_CLAUSES = tuple((re.compile(pattern), chinese) for pattern, chinese in _CONVENTION)


def log_words(text: str, language: str) -> str:
    """A sentence about a log in the reader's language; as it is where none is known.

    >>> log_words("a token count is missing or negative", "zh")
    'token 数缺失或为负'
    >>> log_words("openai has no offer called 'gpt-55'; did you mean openai/gpt-5 or b/c?", "zh")
    'openai 没有名为“gpt-55”的报价；是否指 openai/gpt-5 或 b/c？'
    >>> log_words("'k' has several prices: say a/k or b/k or 3 more, see `tokenfare models`", "zh")
    '“k”有多种价格：请写明是 a/k 或 b/k 或另外 3 个'
    """
    if language == "en":
        return text
    for pattern, chinese in _PATTERNS:
        if found := pattern.fullmatch(text):
            words = found.groupdict()
            if "inner" in words:
                inner = words["inner"].split("; ")
                words["inner"] = "；".join(log_words(each, language) for each in inner)
            if "near" in words:
                words["near"] = _MORE.sub(r" 或另外 \1 个", words["near"]).replace(" or ", " 或 ")
            return chinese.format(**words)
    return engine_words(text, language)


def convention_words(text: str, language: str) -> str:
    """What the counts, amounts and times of a format mean, clause by clause.

    >>> convention_words("a row is a request; no amounts", "zh")
    '每行一次请求；没有金额'
    """
    if language == "en":
        return text
    return "；".join(_clause(part) for part in text.split("; "))


def _clause(text: str) -> str:
    for pattern, chinese in _CLAUSES:
        if found := pattern.fullmatch(text):
            return chinese.format(**found.groupdict())
    return text
