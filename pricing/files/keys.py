"""Which keys may stand where in a hand-written file, read from its models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from pricing.files.strict_yaml import KeyPath

_SENTENCE_END = re.compile(r"[.:;](?=\s|$)")


def keys_at(kind: Any, place: KeyPath) -> list[str]:
    """The keys that may stand directly below a place.

    >>> from pricing.sheets.sheet import Sheet
    >>> keys_at(Sheet, ("tax",))
    ['name', 'percent', 'included']
    """
    for key in place:
        kind = _below(kind, key)
    return [key for model in _models(kind) for key in _fields(model)]


def meaning_of(kind: Any, place: KeyPath) -> str:
    """The first words of what is said of a key where the format is defined, in brackets.

    >>> from pricing.sheets.sheet import Sheet
    >>> meaning_of(Sheet, ("timezone",))
    ' (Zone in which a `from` date begins)'
    """
    *above, last = place
    for key in above:
        kind = _below(kind, key)
    for model in _models(kind):
        for name, field in model.model_fields.items():
            if (field.alias or name) == last and field.description:
                words = " ".join(field.description.split())
                return f" ({_SENTENCE_END.split(words)[0]})"
    return ""


def owners(kind: type[BaseModel]) -> dict[str, str]:
    """Every key of a file, with the place nearest to its top to which it belongs.

    >>> from pricing.sheets.sheet import Sheet
    >>> owners(Sheet)["cache_ttl"]
    'a model'
    """
    found: dict[str, str] = {}
    waiting: list[tuple[type[BaseModel], str]] = [(kind, "the top of the file")]
    seen = set()
    while waiting:
        model, words = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        for key, annotation in _fields(model).items():
            found.setdefault(key, words)
            waiting += [(below, _called(key)) for below in _all_models(annotation)]
    return found


def _called(key: str) -> str:
    one = {"models": "a model", "prices": "an entry of prices", "tiers": "a tier of tiers"}
    return one.get(key, f"`{key}`")


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _below(kind: Any, key: str | int) -> Any:
    """What may stand at a key: no union has two members with something below them."""
    named = [_fields(model).get(str(key)) for model in _models(kind)]
    return next(iter((*named, *_items(kind))), None)


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that may stand at a place."""
    for part in _parts(kind):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _items(kind: Any) -> Iterator[Any]:
    """The items of the list or mapping that may stand at a place."""
    for part in _parts(kind):
        if get_origin(part) in (dict, tuple):
            yield get_args(part)[1 if get_origin(part) is dict else 0]


def _all_models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that may stand at a place, or be the items of a list or mapping there."""
    yield from _models(kind)
    for item in _items(kind):
        yield from _all_models(item)


def _parts(kind: Any) -> Iterator[Any]:
    """The members of a union, without what annotates them."""
    if get_origin(kind) is Annotated:
        yield from _parts(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _parts(member)
    else:
        yield kind
