"""The house: what `import maskkit` costs, what it exports, and how large its parts may grow."""

from __future__ import annotations

import ast
import importlib
import statistics
import subprocess
import sys
from pathlib import Path

import maskkit

PACKAGE = Path(maskkit.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

HEAVY = ("cv2", "onnxruntime", "torch", "mitsuba", "fastapi", "dbos", "sqlalchemy", "skimage", "requests", "PIL")


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The length of a function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_importing_maskkit_loads_nothing_heavy_and_prints_nothing() -> None:
    done = run_python(f"import sys, maskkit; print([name for name in {HEAVY} if name in sys.modules])")
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_importing_maskkit_configures_no_logging() -> None:
    done = run_python("import logging, maskkit; maskkit.Mask; print(logging.getLogger().handlers)")
    assert done.stdout.strip() == "[]"


def test_every_exported_name_is_there() -> None:
    for name in maskkit.__all__:
        assert getattr(maskkit, name) is not None
    assert dir(maskkit) == sorted(maskkit.__all__)


def test_every_module_can_be_imported_by_itself_and_says_what_it_is_for() -> None:
    for path in MODULES:
        if path.name == "__main__.py":
            continue
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        assert importlib.import_module(name).__doc__, f"{name} has no docstring"


def test_modules_stay_small() -> None:
    lines = {path: len(path.read_text().splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > 400} == {}
    assert statistics.median(lines.values()) <= 150


def test_functions_stay_small() -> None:
    bodies = {
        f"{path.relative_to(PACKAGE)}:{function.name}": body_lines(function)
        for path in MODULES
        for function in functions(ast.parse(path.read_text()))
    }
    assert {name: count for name, count in bodies.items() if count > 60} == {}
    assert statistics.median(bodies.values()) <= 8


def test_no_name_says_nothing() -> None:
    assert [path for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc"}] == []
    classes = [
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name in classes if name.endswith(("Manager", "Helper", "Handler"))] == []


def test_only_images_speaks_of_other_channel_orders() -> None:
    """RGB everywhere: the letters BGR appear in one package only."""
    outside = [
        path for path in MODULES if "images" not in path.relative_to(PACKAGE).parts and "BGR" in path.read_text()
    ]
    assert outside == []


def test_only_images_decodes_and_encodes_with_opencv() -> None:
    calls = ("cv2.imread", "cv2.imwrite", "cv2.imdecode", "cv2.imencode")
    outside = [
        path
        for path in MODULES
        if "images" not in path.relative_to(PACKAGE).parts and any(call in path.read_text() for call in calls)
    ]
    assert outside == []
