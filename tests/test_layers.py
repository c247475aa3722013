"""The shape of the code: imports point down, each library has one owner, and nothing grows out of hand."""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNNER = ROOT / "runner"
PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
FLOORS = (
    {"__main__"},
    {"action"},
    {"cli"},
    {"report"},
    {"apply", "split"},
    {"plan"},
    {"calling_hours"},
    {"contacts"},
    {"config", "state", "api"},
    {"yamlfile", "git", "github", "files"},
    {
        "phone_numbers",
        "jobs",
        "connections",
        "did_you_mean",
        "findings",
        "formatting",
        "installation",
        "timezones",
        "zone_database",
        "zone_names",
        "zone_links",
        "urls",
        "errors",
        "retry",
    },
)
"""The folders of `runner/` from the top; the sandbox stands beside the house."""
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
OWNERS = {
    "phonenumbers": (),
    "yaml": ("yamlfile", "sandbox"),
    "jsonschema": ("config",),
    "jsonschema_rs": ("config",),
    "pendulum": ("config", "timezones"),
    "holidays": ("calling_hours",),
    "httpx": ("api", "connections", "github", "contacts"),
    "obstore": ("contacts",),
    "starlette": ("sandbox",),
    "uvicorn": ("sandbox",),
    "icalendar": ("report",),
    "python_calamine": ("contacts",),
    "tenacity": ("retry",),
    "filelock": ("state",),
    "backports": ("contacts",),
    "compression": ("contacts",),
    "numpy": ("contacts", "phone_numbers", "plan"),
    "rich": ("report", "cli"),
    "dask": (),
    "distributed": ("jobs",),
    "shtab": ("cli",),
}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(RUNNER.rglob("*.py"))
}


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Yield every module that `module` imports, wherever in it the import stands."""
    return imported(tree(module))


def imported(code: ast.AST) -> Iterator[str]:
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module for name in names)


def room(module: str) -> str:
    """Return the part of the program that a module belongs to: a folder of `runner/`, or a module beside them."""
    return module.split(".")[1]


ARROWS = {
    module: {name for name in imports(module) if name.startswith("runner.")} for module in MODULES if module != "runner"
}


def test_imports_point_down() -> None:
    arrows = [(module, name) for module, names in ARROWS.items() for name in names if room(module) != room(name)]

    upward = [
        f"{module} imports {name}"
        for module, name in arrows
        if "sandbox" not in (room(module), room(name)) and FLOOR[room(name)] < FLOOR[room(module)]
    ]

    assert upward == []


def test_imports_go_in_no_circle() -> None:
    rooms: dict[str, set[str]] = {}
    for module, names in ARROWS.items():
        rooms.setdefault(room(module), set()).update({room(name) for name in names} - {room(module)})

    assert circle(ARROWS) == []
    assert circle(rooms) == []


def circle(arrows: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as exc:
        return list(exc.args[1])
    return []


def test_commands_import_nothing_of_each_other() -> None:
    commands = "runner.cli.commands."
    between = [
        f"{module} imports {name}"
        for module, names in ARROWS.items()
        for name in names
        if module.startswith(commands) and name.startswith(commands)
    ]

    assert between == []


def test_the_sandbox_imports_nothing_of_the_rest() -> None:
    outside = {name for module in ARROWS if room(module) == "sandbox" for name in ARROWS[module]}

    assert {name for name in outside if room(name) != "sandbox"} == set()


def test_a_library_has_one_owner() -> None:
    strangers = [
        f"{module} imports {name}"
        for module in ARROWS
        for name in imports(module)
        if (library := name.split(".")[0]) in OWNERS and room(module) not in OWNERS[library]
    ]

    assert strangers == []


def test_no_module_is_called_like_one_of_the_standard_library() -> None:
    names = {path.stem for module, path in MODULES.items() if not module.startswith("runner.cli.commands.")}

    assert names & sys.stdlib_module_names == set()


def test_no_module_is_over_300_lines_and_no_function_over_50() -> None:
    texts = {module: path.read_text(encoding="utf-8") for module, path in MODULES.items()}
    functions = [
        (f"{module}.{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for module, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert [module for module, text in texts.items() if len(text.splitlines()) > 300] == []
    assert [name for name, length in functions if length > 50] == []


def test_a_package_defines_nothing_in_its_init() -> None:
    defining = [
        module
        for module, path in MODULES.items()
        if path.name == "__init__.py" and module != "runner"
        if len(ast.parse(path.read_text(encoding="utf-8")).body) > 1
    ]

    assert defining == []


def test_only_what_the_page_lists_is_imported_in_functions() -> None:
    section = PAGE.partition("## Imported when needed")[2].partition("\n## ")[0]
    listed = {name.removeprefix("runner.") for name in re.findall(r"`([\w.]+)`", section)}

    unlisted = [
        f"{module} imports {name}"
        for module in ARROWS
        for name in imports_in_functions(module)
        if name != "runner"  # its version
        if not any((name.removeprefix("runner.") + ".").startswith(known + ".") for known in listed)
    ]

    assert unlisted == []


def imports_in_functions(module: str) -> Iterator[str]:
    functions = [node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return (name for function in functions for name in imported(function))


def test_the_table_of_folders_says_what_each_folder_says_of_itself() -> None:
    table = dict(re.findall(r"^\| `([\w/]+)/` \| (.+) \|$", PAGE, flags=re.MULTILINE))

    assert table == {
        path.parent.relative_to(RUNNER).as_posix(): (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))
        for path in MODULES.values()
        if path.name == "__init__.py" and path.parent != RUNNER
    }
