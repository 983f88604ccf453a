"""Usage from raw provider responses: cached and reasoning tokens put where ours are counted.

Each format is one row of a table: how to know it, and how its counts become a `Usage`. Where a
vendor counts reasoning beside the output (Gemini, xAI, Perplexity) it is added to it; where cached
tokens stand beside the input (Anthropic) they are added to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from calculator.usage import Usage
from pricing.errors import UsageError, did_you_mean

Counts = Mapping[str, Any]


def _count(part: Counts, *names: str) -> int:
    """A count that may be absent or null for none."""
    for name in names:
        value = part.get(name)
        if value is not None:
            return _whole(name, value)
    return 0


def _needed(part: Counts, *names: str) -> int:
    for name in names:
        if part.get(name) is not None:
            return _whole(name, part[name])
    raise UsageError(
        f"the usage has no {names[0]}; it has {', '.join(map(str, part)) or 'nothing'}"
    )


def _whole(name: str, value: Any) -> int:
    if type(value) is not int:
        raise UsageError(f"{name} must be a whole number, got {value!r}")
    return value


def _part(usage: Counts, *names: str) -> Counts:
    """A block of details that may be absent or null."""
    for name in names:
        if usage.get(name) is not None:
            return _mapping(name, usage[name])
    return {}


def _mapping(name: str, value: Any) -> Counts:
    value = _dumped(value)
    if not isinstance(value, Mapping):
        raise UsageError(f"{name} must be a block of counts, got {value!r}")
    return value


def _dumped(reported: Any) -> Any:
    """An SDK's object as the mapping it was parsed from; anything else as it is."""
    for method in ("model_dump", "to_dict"):
        if not isinstance(reported, Mapping) and hasattr(reported, method):
            reported = getattr(reported, method)()
    return reported


def _openai_chat(usage: Counts) -> Usage:
    inputs = _part(usage, "prompt_tokens_details")
    outputs = _part(usage, "completion_tokens_details")
    return Usage(
        _needed(usage, "prompt_tokens"),
        _needed(usage, "completion_tokens"),
        cache_read_tokens=_count(inputs, "cached_tokens"),
        cache_write_tokens=_count(inputs, "cache_write_tokens"),
        # SGLang, a server of this format, reports it one level up
        reasoning_tokens=_count(outputs, "reasoning_tokens") or _count(usage, "reasoning_tokens"),
    )


def _openai_responses(usage: Counts) -> Usage:
    inputs, outputs = _part(usage, "input_tokens_details"), _part(usage, "output_tokens_details")
    return Usage(
        _needed(usage, "input_tokens"),
        _needed(usage, "output_tokens"),
        cache_read_tokens=_count(inputs, "cached_tokens"),
        cache_write_tokens=_count(inputs, "cache_write_tokens"),
        cache_write_long_tokens=_count(
            _part(inputs, "cache_write_tokens_details"), "ttl_12h_tokens"
        ),
        reasoning_tokens=_count(outputs, "reasoning_tokens"),
    )


def _anthropic(usage: Counts) -> Usage:
    read = _count(usage, "cache_read_input_tokens")
    written = _count(usage, "cache_creation_input_tokens")
    lifetimes, tools = _part(usage, "cache_creation"), _part(usage, "server_tool_use")
    return Usage(
        _needed(usage, "input_tokens") + read + written,
        _needed(usage, "output_tokens"),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_long_tokens=_count(lifetimes, "ephemeral_1h_input_tokens"),
        reasoning_tokens=_count(_part(usage, "output_tokens_details"), "thinking_tokens"),
        web_searches=_count(tools, "web_search_requests"),
    )


def _gemini(usage: Counts) -> Usage:
    thoughts = _count(usage, "thoughtsTokenCount", "thoughts_token_count")
    tools = _count(usage, "toolUsePromptTokenCount", "tool_use_prompt_token_count")
    return Usage(
        _needed(usage, "promptTokenCount", "prompt_token_count") + tools,
        _count(usage, "candidatesTokenCount", "candidates_token_count") + thoughts,
        cache_read_tokens=_count(usage, "cachedContentTokenCount", "cached_content_token_count"),
        reasoning_tokens=thoughts,
    )


def _deepseek(usage: Counts) -> Usage:
    hit, prompt = _count(usage, "prompt_cache_hit_tokens"), _needed(usage, "prompt_tokens")
    miss = _count(usage, "prompt_cache_miss_tokens")
    if usage.get("prompt_cache_miss_tokens") is not None and hit + miss != prompt:
        raise UsageError(
            f"cache hits ({hit:,}) + misses ({miss:,}) are not {prompt:,} prompt tokens"
        )
    return replace(_openai_chat(usage), cache_read_tokens=hit)


def _moonshot(usage: Counts) -> Usage:
    chat = _openai_chat(usage)
    return replace(chat, cache_read_tokens=_count(usage, "cached_tokens") or chat.cache_read_tokens)


def _xai(usage: Counts) -> Usage:
    reasoning = _count(_part(usage, "completion_tokens_details"), "reasoning_tokens")
    completion = _needed(usage, "completion_tokens") + reasoning
    return _openai_chat({**usage, "completion_tokens": completion})


def _perplexity(usage: Counts) -> Usage:
    reasoning = _count(usage, "reasoning_tokens")
    return Usage(
        _needed(usage, "prompt_tokens"),
        _needed(usage, "completion_tokens") + reasoning,
        reasoning_tokens=reasoning,
        web_searches=_count(usage, "num_search_queries"),
        citation_tokens=_count(usage, "citation_tokens"),
    )


def _is_xai(usage: Counts) -> bool:
    """Its total counts the reasoning once more than prompt and completion do."""
    reasoning = _count(_part(usage, "completion_tokens_details"), "reasoning_tokens")
    counted = _count(usage, "prompt_tokens") + _count(usage, "completion_tokens")
    return reasoning > 0 and _count(usage, "total_tokens") == counted + reasoning


def _has(*names: str) -> Callable[[Counts], bool]:
    return lambda usage: any(name in usage for name in names)


class _Format(NamedTuple):
    name: str
    fits: Callable[[Counts], bool]
    read: Callable[[Counts], Usage]


_FORMATS = (
    _Format("gemini", _has("promptTokenCount", "prompt_token_count"), _gemini),
    _Format(
        "anthropic",
        _has(
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "cache_creation",
            "server_tool_use",
        ),
        _anthropic,
    ),
    _Format("openai-responses", _has("input_tokens"), _openai_responses),
    _Format("deepseek", _has("prompt_cache_hit_tokens", "prompt_cache_miss_tokens"), _deepseek),
    _Format(
        "perplexity",
        _has("citation_tokens", "num_search_queries", "search_context_size"),
        _perplexity,
    ),
    _Format("xai", _is_xai, _xai),
    _Format("moonshot", _has("cached_tokens"), _moonshot),
    _Format("openai-chat", _has("prompt_tokens"), _openai_chat),
)


def read_usage(reported: object, convention: str | None = None) -> Usage:
    """Read the token counts of a provider's response.

    Args:
        reported: the response, or its usage part: parsed JSON, or an SDK object with
            `model_dump` or `to_dict`.
        convention: force a format: `openai-chat`, `openai-responses`, `anthropic`, `gemini`,
            `deepseek`, `moonshot`, `xai`, `perplexity`. Recognised by its keys where left out.

    Raises:
        UsageError: no usage in it, an unknown format, or counts that contradict each other.

    >>> read_usage({"usage": {"prompt_tokens": 33, "completion_tokens": 7, "reasoning_tokens": 73,
    ...     "citation_tokens": 20, "num_search_queries": 1}}).output_tokens
    80
    """
    usage = _usage_part(reported)
    known = {form.name: form for form in _FORMATS}
    if convention is not None:
        if convention not in known:
            names = ", ".join(known)
            hint = did_you_mean(convention, known)
            raise UsageError(f"no usage format {convention!r} (there are {names}){hint}")
        return known[convention].read(usage)
    for form in _FORMATS:
        if form.fits(usage):
            return form.read(usage)
    raise UsageError(
        f"no known usage format has the keys {', '.join(map(str, usage)) or '(none)'}; "
        f"known are {', '.join(known)}: name one as convention="
    )


def _usage_part(reported: object) -> Counts:
    reported = _dumped(reported)
    if not isinstance(reported, Mapping):
        raise UsageError(f"a response is a mapping or an SDK object, not {type(reported).__name__}")
    for name in ("usage", "usageMetadata", "usage_metadata"):
        if name in reported:
            if reported[name] is None:
                raise UsageError("the response has no usage: ask the provider to include it")
            return _mapping(name, reported[name])
    return reported
