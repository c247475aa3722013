"""Write `tests/github_schemas`: what the tests need of GitHub's published schemas.

Sources: the description of the REST API that GitHub publishes, and the schema of its GraphQL API, from the npm packages
@octokit/openapi and @octokit/graphql-schema. A request that the extracts don't have is added to OPERATIONS or FIELDS.
Run it as

    python -m tools.github_schemas node_modules/@octokit/openapi node_modules/@octokit/graphql-schema
"""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from graphql import GraphQLObjectType, GraphQLSchema, build_schema, lexicographic_sort_schema, print_schema

TARGET = Path(__file__).parent.parent / "tests" / "github_schemas"
REPOSITORY = "/repos/{owner}/{repo}"
OPERATIONS = (
    "GET /user",
    f"GET {REPOSITORY}",
    f"GET {REPOSITORY}/actions/runs",
    f"GET {REPOSITORY}/actions/runs/{{run_id}}/approvals",
    f"GET {REPOSITORY}/commits",
    f"GET {REPOSITORY}/commits/{{commit_sha}}/pulls",
    f"GET {REPOSITORY}/compare/{{basehead}}",
    f"GET {REPOSITORY}/contents/{{path}}",
    f"GET {REPOSITORY}/git/commits/{{commit_sha}}",
    f"GET {REPOSITORY}/git/matching-refs/{{ref}}",
    f"GET {REPOSITORY}/git/ref/{{ref}}",
    f"GET {REPOSITORY}/git/trees/{{tree_sha}}",
    f"GET {REPOSITORY}/issues",
    f"GET {REPOSITORY}/issues/{{issue_number}}/comments",
    f"GET {REPOSITORY}/pulls/{{pull_number}}",
    f"GET {REPOSITORY}/pulls/{{pull_number}}/files",
    f"GET {REPOSITORY}/pulls/{{pull_number}}/reviews",
    f"PATCH {REPOSITORY}/issues/comments/{{comment_id}}",
    f"PATCH {REPOSITORY}/issues/{{issue_number}}",
    f"POST {REPOSITORY}/git/commits",
    f"POST {REPOSITORY}/git/refs",
    f"POST {REPOSITORY}/git/trees",
    f"POST {REPOSITORY}/issues",
    f"POST {REPOSITORY}/issues/{{issue_number}}/comments",
)
ERROR = "#/components/schemas/basic-error"
FIELDS = {
    "Query": ("viewer",),
    "Mutation": ("createCommitOnBranch",),
    "User": ("databaseId", "login"),
    "CreateCommitOnBranchPayload": ("commit",),
    "Commit": ("oid",),
}
"""The fields of GraphQL's objects that are kept; arguments are kept whole."""
WORDS = ("description", "example", "examples", "externalDocs", "summary", "tags", "title")
"""What a schema says to people."""
LICENSES = {"openapi": "LICENSE", "graphql-schema": "LICENSE.md"}


def rest(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the operations, and what they refer to; of their answers, those of a success and the form of an error."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        method, path = operation.split()
        whole = document["paths"][path][method.lower()]
        kept = {key: whole[key] for key in ("parameters", "requestBody") if key in whole}
        kept["responses"] = {status: answer for status, answer in whole["responses"].items() if status.startswith("2")}
        paths.setdefault(path, {})[method.lower()] = _without_words(kept)
    components: dict[str, dict[str, Any]] = {}
    pending = [ERROR, *_references(paths)]
    while pending:
        _, _, kind, name = pending.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = _without_words(document["components"][kind][name])
            pending += _references(components[kind][name])
    ordered = {kind: dict(sorted(named.items())) for kind, named in sorted(components.items())}
    return {"openapi": document["openapi"], "info": document["info"], "paths": paths, "components": ordered}


def _without_words(value: Any, *, names: bool = False) -> Any:
    """Return a schema without what it says to people; with `names` the keys of a mapping are names of properties."""
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_words(each, names=key == "properties" and not names)
        for key, each in value.items()
        if names or (key not in WORDS and not key.startswith("x-"))
    }


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref" and isinstance(each, str):
                yield each
            else:
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def graphql(text: str) -> str:
    """Return the fields of FIELDS, and every type that their arguments and values have."""
    whole = build_schema(text, assume_valid=True)
    for name, kept in FIELDS.items():
        node = cast("GraphQLObjectType", whole.type_map[name])
        node.interfaces = ()
        node.fields = {field: node.fields[field] for field in kept}
    lines = print_schema(lexicographic_sort_schema(GraphQLSchema(whole.query_type, whole.mutation_type))).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def main(openapi: Path, schema: Path) -> None:
    document = rest(json.loads((openapi / "generated" / "api.github.com.json").read_text("utf-8")))
    (TARGET / "openapi.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    text = graphql((schema / "schema.graphql").read_text("utf-8"))
    (TARGET / "schema.graphql").write_text(text, "utf-8")
    packages = {"openapi": openapi, "graphql-schema": schema}
    versions = {
        name: json.loads((folder / "package.json").read_text("utf-8"))["version"] for name, folder in packages.items()
    }
    (TARGET / "versions.json").write_text(json.dumps(versions) + "\n", "utf-8")
    for name, folder in packages.items():
        shutil.copyfile(folder / LICENSES[name], TARGET / f"LICENSE.{name}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
