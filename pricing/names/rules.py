"""How a model's name is read: who sells it, and which other spellings may mean the same.

Three tuples, each in order of trust: `SELLER_RULES`, `SPELLING_RULES`, `FOLDS`. A rule says why it
holds in words that reach the user. None may touch a digit that is not a date or a Bedrock version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pricing.names.vendors import BEDROCK_HOME, BEDROCK_PROFILES, PUBLISHERS, SELLERS


class Known(NamedTuple):
    """What a book knows of names: its provider ids by their dashed form, and its publishers."""

    providers: dict[str, str]
    publishers: frozenset[str]


class Claim(NamedTuple):
    """What a name says of its seller, and the model's part of it. `None`: it names no seller."""

    providers: tuple[str, ...] | None
    model: str
    why: str = ""
    loosely: bool = True
    """Whether other spellings of the model may be tried."""

    @property
    def open(self) -> bool:
        """Whether any spelling of the model by any of several providers is as good."""
        return self.loosely and (self.providers is None or len(self.providers) > 1)


class Spelling(NamedTuple):
    """A name with parts left out, and why that is allowed."""

    text: str
    whys: tuple[str, ...] = ()
    undated: bool = False


def dashed(text: str) -> str:
    """Small letters, and dashes for dots, underlines, blanks and a point written p.

    >>> dashed("Claude Sonnet_4.5"), dashed("kimi-k2p6")
    ('claude-sonnet-4-5', 'kimi-k2-6')
    """
    return re.sub(r"(?<=\d)p(?=\d)", "-", re.sub(r"[\s._@-]+", "-", text.casefold()))


def publisher_of(text: str) -> str:
    """The book's name of a publisher, however it is written.

    >>> publisher_of("zai-org")
    'zhipu'
    """
    return PUBLISHERS.get(dashed(text), dashed(text))


def split_publisher(known: Known, text: str) -> tuple[str, str]:
    """The publisher's prefix as written, if there is one, and the rest: `moonshotai/`, `kimi-k3`.

    Bedrock separates them by a dot.
    """
    found = re.match(r"([^/]+)/(.+)|(\w+)\.([a-z].*)", text, re.IGNORECASE)
    if found:
        head, rest = found[1] or found[3], found[2] or found[4]
        if publisher_of(head) in known.publishers:
            return text[: len(head) + 1], rest
    return "", text


def own_id(known: Known, text: str) -> Claim | None:
    """`moonshot-cn/…`: a provider id of this book."""
    head, slash, model = text.partition("/")
    provider = known.providers.get(dashed(head)) if slash else None
    if provider is None:
        return None
    return _in_region(
        Claim((provider,), model, "" if head == provider else f"{head} means {provider}")
    )


def foreign_prefix(known: Known, text: str) -> Claim | None:
    """`moonshot/…`, `azure_ai/…`: what others call the provider, by the table of sellers."""
    parts = text.split("/")
    for length in range(min(3, len(parts) - 1), 0, -1):
        prefix = "/".join(parts[:length])
        seller = SELLERS.get(dashed(prefix))
        if seller:
            model = "/".join(parts[length:])
            why = f"{prefix} means {' or '.join(seller.providers)}, {seller.said}"
            return _in_region(Claim(seller.providers, model, why))
    return None


def bedrock_id(known: Known, text: str) -> Claim | None:
    """`us.anthropic.claude-…-v1:0` and ARNs: only Bedrock writes ids that way."""
    arn = re.fullmatch(r"arn:aws[\w-]*:bedrock:([\w-]+):\d*:[\w-]+/(.+)", text)
    if arn:
        return _in_region(Claim(("aws-bedrock",), f"{arn[1]}/{arn[2]}", "Bedrock ARN"))
    head, _, rest = text.partition(".")
    model = rest if head in BEDROCK_PROFILES else text
    prefix, _ = split_publisher(known, model)
    return Claim(("aws-bedrock",), text, "Bedrock id") if prefix.endswith(".") else None


def _in_region(claim: Claim) -> Claim:
    """Bedrock's region, where one is named, is part of the provider's id."""
    region, _, model = claim.model.partition("/")
    if claim.providers != ("aws-bedrock",) or not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region):
        return claim
    provider = "aws-bedrock" if region == BEDROCK_HOME else f"aws-bedrock-{region}"
    return claim._replace(providers=(provider,), model=model)


SELLER_RULES: tuple[Callable[[Known, str], Claim | None], ...] = (
    own_id,
    foreign_prefix,
    bedrock_id,
)


def first_claim(known: Known, text: str) -> Claim | None:
    """What the most trusted rule says of the seller, with repetitions taken off."""
    found = next(filter(None, (rule(known, text) for rule in SELLER_RULES)), None)
    return narrowed(known, found) if found else None


def narrowed(known: Known, claim: Claim) -> Claim:
    """Take off what says the seller again: `fireworks_ai/accounts/fireworks/models/kimi-k3`."""
    for rule in SELLER_RULES:
        inner = rule(known, claim.model)
        if inner and inner.model != claim.model:
            shared = tuple(p for p in inner.providers or () if _within(p, claim.providers or ()))
            if shared:
                return narrowed(known, Claim(shared, inner.model, claim.why or inner.why))
    return claim


def _within(provider: str, wider: tuple[str, ...]) -> bool:
    return provider in wider or (wider == ("aws-bedrock",) and provider.startswith("aws-bedrock-"))


DATE = re.compile(r"[-@](20\d\d-?|2\d)(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])$")
"""-20250929, -2025-09-29, -251104. A date without its year, as in kimi-k2-0905, is a version."""


def without_bedrock_version(text: str) -> Spelling | None:
    """`…-v1:0`; Bedrock's own count, not the model's."""
    rest = re.sub(r"-v\d+:\d+(:\d+k)?$", "", text)
    if rest == text and re.match(r"[a-z]\w*\.[a-z]", text):
        rest = re.sub(r"-v\d+$", "", text)
    return Spelling(rest, ("without Bedrock's version",)) if rest != text else None


def without_date(text: str) -> Spelling | None:
    """`kimi-k2-thinking-251104`: a snapshot is billed as its model unless the book says else."""
    rest = DATE.sub("", text)
    return Spelling(rest, (f"dated id: {text} without its date",), True) if rest != text else None


def without_latest(text: str) -> Spelling | None:
    """`…-latest`, and Vertex's `…@default`: the model itself, if its version is said."""
    found = re.search(r"[-@:](latest|default)$", text)
    stem = text[: found.start()] if found else ""
    return Spelling(stem, (f"without {text[len(stem) :]}",)) if re.search(r"\d", stem) else None


def with_latest(text: str) -> Spelling | None:
    """The book has it only as `…-latest`. `mistral-large` alone has been several models."""
    named = re.search(r"\d", text) and not text.endswith("-latest")
    return Spelling(f"{text}-latest", ("the book has it as -latest",)) if named else None


SPELLING_RULES: tuple[Callable[[str], Spelling | None], ...] = (
    without_bedrock_version,
    without_date,
    without_latest,
    with_latest,
)


def spellings(text: str) -> Iterator[Spelling]:
    """The name itself, then with ever more of the rules applied; none twice.

    >>> [spelling.text for spelling in spellings("grok-4-latest")]
    ['grok-4-latest', 'grok-4']
    """
    queue, seen = [Spelling(text)], {text}
    for spelling in queue:
        yield spelling
        for rule in SPELLING_RULES:
            step = rule(spelling.text)
            if step and step.text and step.text not in seen:
                seen.add(step.text)
                undated = spelling.undated or step.undated
                queue.append(Spelling(step.text, spelling.whys + step.whys, undated))


class Fold(NamedTuple):
    """A way of writing under which two names are the same, and what it is called."""

    key: Callable[[Known, str], str]
    why: str


FOLDS = (
    Fold(lambda known, text: text, ""),
    Fold(lambda known, text: text.casefold(), "letter case"),
    Fold(lambda known, text: dashed(text), "dots and dashes"),
    Fold(lambda known, text: dashed(split_publisher(known, text)[1]), "vendor prefix"),
)


def known_names(providers: Iterable[str], publishers: Iterable[str]) -> Known:
    """What a book with these providers and publishers can recognise."""
    return Known(
        {dashed(provider): provider for provider in providers},
        frozenset(publisher_of(name) for name in (*publishers, *PUBLISHERS)),
    )
