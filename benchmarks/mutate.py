"""Mutation testing, `just mutate FILE [TESTS ...]`: change one thing in a module at a time, and see whether tests fail.

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
import resource
import signal
import sys
import time
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent

_TOKENS = ["tests/read/test_templates.py", "-k", "not grows_with and not searched_for_once"]  # which count steps
TESTS: dict[str, list[str]] = {
    "heartlint/text.py": ["tests/test_text.py", "tests/read/test_directives.py"],
    "heartlint/score.py": ["tests/test_score.py"],
    "heartlint/passes.py": ["tests/test_passes.py"],
    "heartlint/engine.py": ["tests/test_engine.py", "-k", "not load_the_model"],
    "heartlint/read/templates.py": [*_TOKENS[:1], "tests/read/test_mdx.py", "-k", f"{_TOKENS[2]} and not thousands"],
    **{f"heartlint/read/tags/{name}.py": _TOKENS for name in
       ("angle", "base", "copy", "curly", "marks", "patterns", "percent", "square")},
    "heartlint/read/fields.py": _TOKENS,
}  # fmt: skip
"""From a module to the tests that know it best, the quickest first: a mutant is seen by the first that fails."""

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
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield (
            f"return None for {ast.unparse(node.value)[:60]}",
            swap(node, "value", ast.Constant(None, lineno=node.lineno, col_offset=0)),
        )
    elif isinstance(node, (ast.Break, ast.Continue)):
        pass
    elif isinstance(node, ast.AugAssign) and type(node.op) in _BINARY:
        yield f"augmented {ast.unparse(node)[:60]}", swap(node, "op", _BINARY[type(node.op)]())


def _try(module: str, path: str, made: ast.Module, tests: list[str], seconds: int, *, quick: bool) -> None:  # noqa: PLR0913
    """In a process of its own: the tests on a mutant; exits 0 where they pass.

    The quick way puts the code of the mutant into the functions that are there already, which costs no imports; what
    it does not reach (what others made of the module when they were imported, say) looks as if it lived.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))  # its own time: a busy machine sees no mutant
    if not os.environ.get("SHOW"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    code = compile(ast.fix_missing_locations(made), path, "exec")
    if quick:
        _put_into(sys.modules[module], code)
    else:
        for name in [name for name in sys.modules if name.partition(".")[0] in {"heartlint", "heartlint_rules"}]:
            del sys.modules[name]
        sys.meta_path.insert(0, _finder(module, code))
    os._exit(_run(tests))


def _run(tests: list[str]) -> int:
    import pytest

    # what was imported before is not rewritten, and pytest warns of it
    quiet = ["-q", "-x", "-p", "no:cacheprovider", "--no-header", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*quiet, *tests], plugins=[_NoShrinking()]))


class _NoShrinking:
    """That a property does not hold is enough to know; the smallest example of it takes long to find."""

    def pytest_collection_finish(self) -> None:
        from hypothesis import Phase, settings

        own = settings.get_profile("heartlint")
        settings.register_profile("mutate", own, phases=(Phase.explicit, Phase.generate), print_blob=False)
        settings.load_profile("mutate")


def _finder(module: str, code: CodeType) -> Any:
    import importlib.abc
    import importlib.util

    class Loader(importlib.abc.InspectLoader):
        def get_source(self, fullname: str) -> None:
            return None

        def get_code(self, fullname: str) -> Any:
            return code

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
            return importlib.util.spec_from_loader(fullname, Loader(), origin=str(path)) if fullname == module else None

    return Finder()


def _put_into(module: ModuleType, code: CodeType) -> None:
    """Let the functions of a module, and those of its classes, do what the changed code says."""
    made: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(code, made)  # noqa: S102 - our own module, but for one change
    for name, new in made.items():
        old = module.__dict__.get(name)
        if isinstance(old, type) and isinstance(new, type) and old.__module__ == module.__name__:
            for inner, one in vars(new).items():
                _give(vars(old).get(inner), one)
        elif not _give(old, new) and not isinstance(new, type) and not name.startswith("__"):
            module.__dict__[name] = new
    for one in vars(module).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()


def _give(old: Any, new: Any) -> bool:
    """Give an old function a new one's code; whether that could be done."""
    while hasattr(old, "__wrapped__") and hasattr(new, "__wrapped__"):
        old, new = old.__wrapped__, new.__wrapped__
    if isinstance(old, property) and isinstance(new, property):
        old, new = old.fget, new.fget
    if not (isinstance(old, FunctionType) and isinstance(new, FunctionType)):
        return False
    if len(old.__code__.co_freevars) != len(new.__code__.co_freevars):
        return False
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    return True


def main() -> int:
    """Try every mutant, or every so manieth, and print the score and who lives."""
    given = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    given.add_argument("file")
    given.add_argument("tests", nargs="*", help="those of TESTS where none is named")
    given.add_argument("--every", type=int, default=1, help="every so manieth mutant only")
    given.add_argument(
        "--lines", type=lambda text: {int(one) for one in text.split(",")}, help="those on these lines only"
    )
    given.add_argument(
        "--seconds", type=int, default=60, help="of the processor, for each mutant; one that takes longer is seen"
    )
    given.add_argument("--total", type=float, default=1e9, help="seconds for all")
    wanted = given.parse_args()
    tests = wanted.tests or TESTS.get(wanted.file, [])
    if not tests:
        sys.exit(f"say which tests are to see what is changed in {wanted.file}")
    path = (ROOT / wanted.file).resolve()
    parts = path.relative_to(ROOT / "rules" if "heartlint_rules" in path.parts else ROOT).with_suffix("").parts
    module = ".".join(parts)
    source = path.read_text(encoding="utf-8")
    number = sum(1 for _ in mutants(source))
    context = multiprocessing.get_context("fork")
    lived = tried = 0
    started = time.monotonic()
    shown = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    failed = _run(tests)  # here, so that what is imported and read once is there for all
    os.dup2(shown, 1)
    if failed:
        print("the tests fail on the module as it is: nothing could be learned")
        return 2

    def lives(made: ast.Module, *, quick: bool) -> bool:
        asked = (module, str(path), made, tests, wanted.seconds)
        process = context.Process(target=_try, args=asked, kwargs={"quick": quick})
        process.start()
        process.join(40 * wanted.seconds)  # for one that waits
        if process.is_alive():
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
        return process.exitcode == 0

    may_be_quick = lives(ast.parse(source), quick=True)  # what changes nothing must not be seen
    chosen = (one for one in mutants(source) if not wanted.lines or one[0] in wanted.lines)
    for line, change, made in islice(chosen, 0, None, wanted.every):
        if time.monotonic() - started > wanted.total:
            break
        tried += 1
        if (not may_be_quick or lives(made, quick=True)) and lives(made, quick=False):
            lived += 1
            print(f"{wanted.file}:{line}: {change}", flush=True)
    seen = tried - lived
    print(f"{module}: {seen} of {tried} mutants seen ({100 * seen / max(tried, 1):.1f} %), {number} in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
