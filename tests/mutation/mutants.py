"""The mutants of a module: its source with one place changed, as mutmut's operators change it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

import libcst as cst
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

_NAME_LISTS = ("__all__", "__slots__")
"""What is listed there changes nothing that a program computes."""


class Mutant(NamedTuple):
    """One changed place of a module."""

    path: str
    code: str
    change: tuple[str, str]
    """The changed lines before and after, by which a survivor is known in the record."""


class _Everywhere(MutationVisitor):
    """mutmut's visitor, with what it leaves out: decorated functions and module constants.

    mutmut keeps all mutants of a function beside it and chooses one when called, which a property
    or a cached function cannot do. Here each mutant is a file of its own.
    """

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Decorator):
            return True
        if isinstance(node, cst.Assign):
            target = node.targets[0].target
            return isinstance(target, cst.Name) and target.value in _NAME_LISTS
        if isinstance(node, cst.FunctionDef):
            return False
        return bool(super()._skip_node_and_children(node))


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module that differs from it and is still Python."""
    wrapper = cst.MetadataWrapper(cst.parse_module(source))
    visitor = _Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
    module = wrapper.visit(visitor)
    seen = {source}
    for mutation in visitor.mutations:
        changed = _replaced(module, mutation)
        if changed not in seen and not _only_louder(source, changed):
            seen.add(changed)
            yield Mutant(path, changed, _change(source, changed))


def _only_louder(source: str, changed: str) -> bool:
    """Whether a text was put in capitals: what notices `XXtextXX` notices that too."""
    return changed.casefold() == source.casefold()


def _replaced(module: cst.Module, mutation: Any) -> str:
    changed = module.deep_replace(mutation.original_node, mutation.mutated_node)
    return changed.code if isinstance(changed, cst.Module) else ""


def _change(source: str, changed: str) -> tuple[str, str]:
    before, after = source.splitlines(), changed.splitlines()
    same = sum(1 for _ in takewhile(_alike, zip(before, after, strict=False)))
    before, after = before[same:], after[same:]
    same = sum(1 for _ in takewhile(_alike, zip(before[::-1], after[::-1], strict=False)))
    return _one_line(before[: len(before) - same]), _one_line(after[: len(after) - same])


def _alike(lines: tuple[str, str]) -> bool:
    return lines[0] == lines[1]


def _one_line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
