"""Writes into a package the commit that it is built from, for `campaigns --version`."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface):  # type: ignore[type-arg]
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
