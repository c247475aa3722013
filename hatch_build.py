"""What a build adds to a package: the commit that it is built from, and a page with links that work elsewhere."""

import os
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

SOURCE = "CAMPAIGN_RUNNER_SOURCE"
"""The variable with the repository's address, such as `https://github.com/OWNER/REPO`: a release sets it."""
_LINK = re.compile(r"""(\]\(|\b(?:href|src|srcset)=")(?![a-z]+:|#)([^)"]+)""")
_IMAGE = (".png", ".svg")


class CommitHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes `runner/commit.txt`, for `campaigns --version`; nothing without git."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable" or not (root / ".git").exists():
            return
        done = subprocess.run(["git", "-C", root, "rev-parse", "HEAD"], check=False, capture_output=True)
        if done.returncode != 0:
            return
        self._folder = TemporaryDirectory()
        file = Path(self._folder.name, "commit.txt")
        file.write_bytes(done.stdout)
        build_data["force_include"][str(file)] = "runner/commit.txt"

    def finalize(self, *_: object) -> None:
        if folder := getattr(self, "_folder", None):
            folder.cleanup()


class PageHook(MetadataHookInterface):
    """Makes README.md the package's page; where the repository is known, its links are addresses."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        source, tag = os.environ.get(SOURCE, "").rstrip("/"), f"v{metadata['version']}"
        if source:
            text = _LINK.sub(lambda link: link[1] + _address(source, tag, link[2]), text)
            metadata["urls"] = {
                "Source": source,
                "Documentation": f"{source}/blob/{tag}/docs/README.md",
                "Changelog": f"{source}/blob/{tag}/CHANGELOG.md",
                "Issues": f"{source}/issues",
                "Security": f"{source}/blob/{tag}/SECURITY.md",
            }
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def _address(source: str, tag: str, path: str) -> str:
    kind = "raw" if path.endswith(_IMAGE) else "blob"
    return f"{source}/{kind}/{tag}/{path}"
