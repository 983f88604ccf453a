"""Names of the world for the providers and publishers of the book: one line each, add yours.

Keys are written with dashes (`moonshot_ai`, `aws.bedrock` and `Moonshot AI` are found too).
"""

from __future__ import annotations

from typing import NamedTuple


class Seller(NamedTuple):
    """The provider ids a prefix stands for, and who says so. Two ids: it does not say which."""

    providers: tuple[str, ...]
    said: str


LITELLM_BEDROCK = "LiteLLM's prefix for Amazon Bedrock, us-east-1 where no region is named"

SELLERS = {
    # LiteLLM's prefixes, by the endpoint its 1.110.2 calls when none is configured.
    "azure-ai": Seller(("azure",), "LiteLLM's prefix for Azure AI Foundry"),
    "bedrock": Seller(("aws-bedrock",), LITELLM_BEDROCK),
    "bedrock-converse": Seller(("aws-bedrock",), LITELLM_BEDROCK),
    "bedrock-mantle": Seller(("aws-bedrock",), LITELLM_BEDROCK),
    "bedrock/converse": Seller(("aws-bedrock",), LITELLM_BEDROCK),
    "bedrock/invoke": Seller(("aws-bedrock",), LITELLM_BEDROCK),
    "bigmodel": Seller(("zhipu-cn",), "LiteLLM's prefix for open.bigmodel.cn"),
    "dashscope": Seller(("alibaba-intl",), "LiteLLM's prefix for dashscope-intl.aliyuncs.com"),
    "deepseek": Seller(("deepseek-intl", "deepseek-cn"), "one endpoint with two price lists"),
    "fireworks-ai": Seller(("fireworks",), "LiteLLM's prefix for Fireworks"),
    "gemini": Seller(("google",), "LiteLLM's prefix for the Gemini API"),
    "minimax": Seller(("minimax-intl",), "LiteLLM's prefix for api.minimax.io"),
    "moonshot": Seller(("moonshot-intl",), "LiteLLM's prefix for api.moonshot.ai"),
    "qwen-ai-platform": Seller(("alibaba-cn",), "LiteLLM's prefix for dashscope.aliyuncs.com"),
    "qwencloud": Seller(("alibaba-intl",), "LiteLLM's prefix for dashscope-intl.aliyuncs.com"),
    "tencent": Seller(("tencent-intl",), "LiteLLM's prefix for tokenhub-intl.tencentcloudmaas.com"),
    "together-ai": Seller(("together",), "LiteLLM's prefix for Together"),
    "vertex-ai": Seller(("vertex",), "LiteLLM's prefix for Vertex AI"),
    "xiaomi-mimo": Seller(("xiaomi-intl", "xiaomi-cn"), "one endpoint with two price lists"),
    # OpenTelemetry's gen_ai.provider.name, where it is not one of the above or our own id.
    "azure-ai-inference": Seller(("azure",), "OpenTelemetry's name of Azure AI"),
    "azure-ai-openai": Seller(("azure",), "OpenTelemetry's name of Azure OpenAI"),
    "gcp-gemini": Seller(("google",), "OpenTelemetry's name of the Gemini API"),
    "gcp-gen-ai": Seller(("google", "vertex"), "OpenTelemetry's name of any Google endpoint"),
    "gcp-vertex-ai": Seller(("vertex",), "OpenTelemetry's name of Vertex AI"),
    "mistral-ai": Seller(("mistral",), "OpenTelemetry's name of Mistral AI"),
    "moonshot-ai": Seller(("moonshot-intl", "moonshot-cn"), "a name of both platforms"),
    "x-ai": Seller(("xai",), "OpenTelemetry's name of xAI"),
    # models.dev and genai-prices, where they differ again.
    "alibaba": Seller(("alibaba-intl",), "models.dev's id of dashscope-intl.aliyuncs.com"),
    "amazon-bedrock": Seller(("aws-bedrock",), "models.dev's id of Amazon Bedrock"),
    "aws": Seller(("aws-bedrock",), "genai-prices' id of Amazon Bedrock"),
    "google-vertex": Seller(("vertex",), "models.dev's id of Vertex AI"),
    "moonshotai-cn": Seller(("moonshot-cn",), "models.dev's id of api.moonshot.cn"),
    "novita-ai": Seller(("novita",), "models.dev's id of Novita"),
    "togetherai": Seller(("together",), "models.dev's id of Together"),
    "zhipuai": Seller(("zhipu-cn",), "models.dev's id of open.bigmodel.cn"),
    # The long names that a vendor itself gives its models.
    "accounts/fireworks/models": Seller(("fireworks",), "Fireworks' own long name"),
    "accounts/fireworks/routers": Seller(("fireworks",), "Fireworks' own long name"),
}

PUBLISHERS = {
    "bytedance-seed": "bytedance",
    "deepseek-ai": "deepseek",
    "minimaxai": "minimax",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "moonshot-ai": "moonshotai",
    "qwen": "alibaba",
    "stepfun-ai": "stepfun",
    "thudm": "zhipu",
    "x-ai": "xai",
    "xiaomimimo": "xiaomi",
    "z-ai": "zhipu",
    "zai": "zhipu",
    "zai-org": "zhipu",
    "zhipuai": "zhipu",
}
"""How model hubs write who made a model, and the publisher's name in the book."""

VARIANTS = {
    ":batch": "is a service tier and no model: ask for {} with service tier batch",
    "-batch": "is a service tier and no model: ask for {} with service tier batch",
    ":thinking": "is a mode and no model: ask for {} in thinking mode",
    ":free": "is another price than {}, and not in the book",
    ":extended": "is another price than {}, and not in the book",
    ":online": "adds a fee for searches: ask for {} and count the searches",
    ":exacto": "leaves the price to OpenRouter's routing: {} may cost something else",
    ":floor": "leaves the price to OpenRouter's routing: {} may cost something else",
    ":nitro": "leaves the price to OpenRouter's routing: {} may cost something else",
}
"""Endings that ask for another price, and what to do instead; never dropped silently.

What OpenRouter's mean: https://openrouter.ai/docs/guides/routing/model-variants/overview
"""

BEDROCK_HOME = "us-east-1"
"""The region whose list prices stand in `aws-bedrock`; others are `aws-bedrock-<region>`."""

BEDROCK_PROFILES = ("us", "us-gov", "eu", "apac", "jp", "au", "ca", "global")
"""First part of a cross-region profile's id; each is a price of its own and never left out.

https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
"""
