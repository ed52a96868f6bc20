"""Mutation testing, `just mutate FILE TESTS...`: change one thing in a module at a time, and see whether tests fail.

Each mutant is the module with one operator, comparison, number, string, condition or returned value changed; it lives
if the tests pass all the same. Survivors are printed with line and change: read them, and add a test or take out the
code. mutmut and cosmic-ray copy or rewrite the tree, which the two packages of this one do not survive; this gives the
changed module to a process of its own for each mutant.
"""

from __future__ import annotations

import argparse
import ast
import copy
import multiprocessing
import os
import signal
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str, ast.Module]]:
    """`(line, change, tree)` of every mutant; annotations, docstrings and messages of errors are let be."""
    tree = ast.parse(source)
    skipped = set(_skipped(tree))
    nodes = [node for node in ast.walk(tree) if id(node) not in skipped]
    for node in nodes:
        for change in _changes(node):
            # the tree is changed, copied and changed back
            undo = change[1]()
            if undo is None:
                continue
            made = copy.deepcopy(tree)
            undo()
            yield getattr(node, "lineno", 0), change[0], made


def _skipped(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        inside: list[ast.AST] = []
        if isinstance(node, ast.AnnAssign):
            inside.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            inside += [one.annotation for one in (*node.args.args, *node.args.kwonlyargs) if one.annotation]
            inside += [*node.decorator_list, *([node.returns] if node.returns else [])]
        elif isinstance(node, ast.ClassDef):
            inside += node.decorator_list
        elif _says_nothing(node):
            inside.append(node)
        for one in inside:
            yield from (id(below) for below in ast.walk(one))


def _says_nothing(node: ast.AST) -> bool:
    """Whether a statement is an error's message, a docstring, or there for those who read types."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) in {"__slots__", "__all__"} or ast.unparse(node.value).startswith(
            "Literal["
        )
    return isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    def swap(target: object, name: str, value: object) -> object:
        def do() -> object:
            before = getattr(target, name)
            setattr(target, name, value)
            return lambda: setattr(target, name, before)

        return do

    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            if type(op) in _COMPARE:
                other = _COMPARE[type(op)]
                ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                yield f"{type(op).__name__} -> {other.__name__} in {ast.unparse(node)[:60]}", swap(node, "ops", ops)
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        other_ = _BINARY[type(node.op)]
        yield f"{type(node.op).__name__} -> {other_.__name__} in {ast.unparse(node)[:60]}", swap(node, "op", other_())
    elif isinstance(node, ast.BoolOp):
        turned = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"and <-> or in {ast.unparse(node)[:60]}", swap(node, "op", turned)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        twice = ast.UnaryOp(ast.Not(), node.operand, lineno=node.lineno, col_offset=0)
        yield f"not dropped in {ast.unparse(node)[:60]}", swap(node, "operand", twice)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield f"{node.value} -> {not node.value}", swap(node, "value", not node.value)
        elif isinstance(node.value, (int, float)):
            yield f"{node.value} -> {node.value + 1}", swap(node, "value", node.value + 1)
        elif isinstance(node.value, str) and node.value:
            yield f"{node.value[:30]!r} -> 'XX'", swap(node, "value", f"XX{node.value}")
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        negated = ast.UnaryOp(ast.Not(), node.test, lineno=node.lineno, col_offset=0)
        yield f"condition turned: {ast.unparse(node.test)[:60]}", swap(node, "test", negated)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield (
            f"return None for {ast.unparse(node.value)[:60]}",
            swap(node, "value", ast.Constant(None, lineno=node.lineno, col_offset=0)),
        )
    elif isinstance(node, (ast.Break, ast.Continue)):
        pass
    elif isinstance(node, ast.AugAssign) and type(node.op) in _BINARY:
        yield f"augmented {ast.unparse(node)[:60]}", swap(node, "op", _BINARY[type(node.op)]())


def _try(module: str, path: str, made: ast.Module, tests: list[str]) -> None:
    """In a process of its own: the tests on a mutant; exits 0 where they pass."""
    if not os.environ.get("SHOW"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    import importlib.abc
    import importlib.util

    code = compile(ast.fix_missing_locations(made), path, "exec")

    class Loader(importlib.abc.InspectLoader):
        def get_source(self, fullname: str) -> None:
            return None

        def get_code(self, fullname: str) -> Any:
            return code

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
            return importlib.util.spec_from_loader(fullname, Loader(), origin=str(path)) if fullname == module else None

    sys.meta_path.insert(0, Finder())
    import pytest

    os._exit(int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests])))


def main() -> int:
    """Try every mutant, or every so manieth, and print the score and who lives."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("file")
    given.add_argument("tests", nargs="+")
    given.add_argument("--every", type=int, default=1, help="every so manieth mutant only")
    given.add_argument("--seconds", type=float, default=60, help="for each mutant; one that takes longer is seen")
    given.add_argument("--total", type=float, default=1e9, help="seconds for all")
    wanted = given.parse_args()
    path = (ROOT / wanted.file).resolve()
    parts = path.relative_to(ROOT / "rules" if "heartlint_rules" in path.parts else ROOT).with_suffix("").parts
    module = ".".join(parts)
    source = path.read_text(encoding="utf-8")
    number = sum(1 for _ in mutants(source))
    import pytest  # noqa: F401 - once, for all that are forked

    context = multiprocessing.get_context("fork")
    lived = tried = 0
    started = time.monotonic()
    unchanged = context.Process(target=_try, args=(module, str(path), ast.parse(source), wanted.tests))
    unchanged.start()
    unchanged.join()
    if unchanged.exitcode != 0:
        print("the tests fail on the module as it is: nothing could be learned")
        return 2
    for line, change, made in islice(mutants(source), 0, None, wanted.every):
        if time.monotonic() - started > wanted.total:
            break
        process = context.Process(target=_try, args=(module, str(path), made, wanted.tests))
        process.start()
        process.join(wanted.seconds)
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
        tried += 1
        if process.exitcode == 0:
            lived += 1
            print(f"{wanted.file}:{line}: {change}", flush=True)
    seen = tried - lived
    print(f"{module}: {seen} of {tried} mutants seen ({100 * seen / max(tried, 1):.1f} %), {number} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
