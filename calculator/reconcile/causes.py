"""The causes that part an estimate from a bill, in the order in which they are told."""

from __future__ import annotations

CAUSES = (
    "unpriced",
    "band",
    "hours",
    "cache",
    "thinking",
    "service_tier",
    "free",
    "discount",
    "fx",
    "tax",
    "rounding",
    "unexplained",
)

WORDS = {
    "en": {
        "estimate": "estimate at list price",
        "unpriced": "rows without a price",
        "band": "another band of size",
        "hours": "peak hours",
        "cache": "cache",
        "thinking": "thinking mode",
        "service_tier": "batch and service tier",
        "free": "free quota and vouchers",
        "discount": "discount or surcharge",
        "fx": "exchange rate",
        "tax": "tax",
        "rounding": "rounding",
        "unexplained": "unexplained",
        "billed": "billed",
    },
    "zh": {
        "estimate": "按目录价估算",
        "unpriced": "无价格的行",
        "band": "计费档位不同",
        "hours": "高峰时段",
        "cache": "缓存",
        "thinking": "思考模式",
        "service_tier": "批量与服务等级",
        "free": "免费额度与代金券",
        "discount": "折扣或加价",
        "fx": "汇率",
        "tax": "税费",
        "rounding": "取整",
        "unexplained": "未能解释",
        "billed": "账单金额",
    },
}
"""Names of the causes and of the two ends, by language."""
