"""The mutants of a module: its source with one place changed, as mutmut's operators change it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

_NAME_LISTS = ("__all__", "__slots__")
"""What is listed there changes nothing that a program computes."""


class Mutant(NamedTuple):
    """One changed place of a module."""

    path: str
    code: str
    function: str
    """The function or method whose body was changed; empty where it was something else."""
    change: tuple[str, str]
    """The changed lines before and after, by which a survivor is known in the record."""


class _Everywhere(MutationVisitor):
    """mutmut's visitor, with what it leaves out: decorated functions and module constants.

    mutmut keeps all mutants of a function beside it and chooses one when called, which a property
    or a cached function cannot do.
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
    wrapper = cst.MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = _Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
    wrapper.visit(visitor)
    spans = wrapper.resolve(ByteSpanPositionProvider)
    parts, rest = _parts(source)
    seen = {source}
    for mutation in visitor.mutations:
        code = _replaced(wrapper.module, source, spans[mutation.original_node], mutation)
        if code not in seen and code.casefold() != source.casefold():
            seen.add(code)
            after, rest_after = _parts(code)
            changed = [name for name, body in after.items() if body != parts[name]]
            whole = changed[0] if rest_after == rest and len(changed) == 1 else ""
            yield Mutant(path, code, whole, _change(source, code))


def _replaced(module: cst.Module, source: str, span: Any, mutation: Any) -> str:
    """The source with one node written anew, in place of its bytes."""
    text = source.encode()
    new = module.code_for_node(mutation.mutated_node).strip()
    return (text[: span.start] + new.encode() + text[span.start + span.length :]).decode()


def _parts(code: str) -> tuple[dict[str, str], str]:
    """The body of each function of a module and of its classes, and all the rest."""
    tree = ast.parse(code)
    bodies = {}
    for scope in (tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))):
        for node in scope.body:
            if isinstance(node, ast.FunctionDef):
                name = f"{scope.name}.{node.name}" if isinstance(scope, ast.ClassDef) else node.name
                bodies[name] = ast.dump(ast.Module(node.body, []))
                node.body = []
    return bodies, ast.dump(tree)


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
