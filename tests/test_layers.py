"""The shape of the code: imports point down, each library has one owner, and nothing grows out of hand."""

import ast
from pathlib import Path

import pytest

RUNNER = Path(__file__).parent.parent / "runner"
RANKS = [
    ("errors", "findings", "forecast", "outcome", "draft", "ground"),
    ("text", "numbers"),
    ("nodes", "words"),
    ("github", "plain"),
    ("syntax",),
    ("source",),
    ("advice",),
    ("complaints",),
    ("schema", "campaign", "pin"),
    ("contacts", "schedule"),
    ("state", "hours"),
    ("answer", "stores", "memory"),
    ("settings", "verdict"),
    ("remote", "caller"),
    ("desired", "api", "interrupt", "ledger"),
    ("drift",),
    ("lease",),
    ("change", "work"),
    ("notes", "policy"),
    ("calling", "overlap", "public", "suppression"),
    ("plan", "settle", "split"),
    ("apply", "online"),
    ("report", "terminal"),
    ("context", "arguments"),
    ("commands",),
    ("cli",),
    ("__main__", "action"),
]
RANK = {name: rank for rank, names in enumerate(RANKS) for name in names}
OWNERS = {
    "phonenumbers": set(),
    "yaml": {"source", "plain", "syntax", "sandbox"},
    "jsonschema": {"schema"},
    "jsonschema_rs": {"schema"},
    "pendulum": {"schedule"},
    "holidays": {"hours"},
    "httpx": {"api", "github", "remote"},
    "obstore": {"remote"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "tenacity": {"api", "github"},
    "filelock": {"stores"},
    "backports": {"contacts"},
    "compression": {"contacts"},
    "numpy": {"contacts", "numbers", "overlap", "suppression"},
    "rich": {"report", "terminal"},
    "shtab": {"commands"},
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(RUNNER)))
def test_imports_point_down(path: Path) -> None:
    if unit(path) in ("sandbox", "__init__"):
        return
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("runner.")}

    upward = {name for name in ours - {unit(path), "sandbox", "__version__"} if RANK[name] >= RANK[unit(path)]}

    assert not upward, f"{path.name} imports {upward}, which stand above or beside it in RANKS"


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
