"""The shape of the code: imports point down, each library has one owner, and nothing grows out of hand."""

import ast
from pathlib import Path

import pytest

RUNNER = Path(__file__).parent.parent / "runner"
OWNERS = {
    "phonenumbers": set(),
    "yaml": {"yamlfile", "sandbox"},
    "jsonschema": {"config"},
    "jsonschema_rs": {"config"},
    "pendulum": {"config"},
    "holidays": {"calling_hours"},
    "httpx": {"api", "github", "contacts"},
    "obstore": {"contacts"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "tenacity": {"api", "github"},
    "filelock": {"state"},
    "backports": {"contacts"},
    "compression": {"contacts"},
    "numpy": {"contacts", "phone_numbers", "plan"},
    "rich": {"report", "cli"},
    "shtab": {"cli"},
}
MODULES = sorted(RUNNER.rglob("*.py"))


def unit(path: Path) -> str:
    """The part of the program that a file belongs to: its module, or its package."""
    return path.relative_to(RUNNER).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, `runner.x` for `from runner import x`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"runner.{alias.name}" for alias in node.names} if node.module == "runner" else {node.module}
            found.update(names)
    return found


def test_the_sandbox_imports_nothing_of_the_rest() -> None:
    ours = {name for path in RUNNER.glob("sandbox/*.py") for name in imports(path) if name.startswith("runner")}

    assert {name for name in ours if not name.startswith("runner.sandbox")} == set()


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_has_one_owner(library: str) -> None:
    users = {unit(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}

    assert users <= OWNERS[library]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(RUNNER)))
def test_no_module_is_over_300_lines_and_no_function_over_50(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert len(text.splitlines()) <= 300
    assert [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= 50] == []
