"""Servers on loopback that lists are read from: https of our own, moto's S3, and what can go wrong between."""

import contextlib
import datetime
import http.client
import ipaddress
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Fault = Callable[["Handler", int, bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Answers with a file, or as the server's fault has it."""

    protocol_version = "HTTP/1.1"
    server: "Server"
    passed: dict[str, str]

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        self.passed = {}
        status, body = self.server.source(self)
        fault = self.server.faults.get(self.path.partition("?")[0], self.server.fault)
        with contextlib.suppress(OSError):  # the client may have gone
            fault(self, status, body)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), "ETag": '"e"', **self.passed, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def whole(to: Handler, status: int, body: bytes) -> None:
    to.answer(status, body)


def truncated(to: Handler, status: int, body: bytes) -> None:
    to.close_connection = True
    to.answer(status, body[: len(body) // 2], Content_Length=str(len(body)))


def truncated_once(to: Handler, status: int, body: bytes) -> None:
    (whole if len(to.server.requests) > 1 else truncated)(to, status, body)


def cut_unseen(to: Handler, status: int, body: bytes) -> None:
    to.answer(status, body[: len(body) // 2])


def changed(to: Handler, status: int, body: bytes) -> None:
    to.answer(status, body.replace(b"Ada", b"Eve"))


def slow(to: Handler, status: int, body: bytes) -> None:
    to.answer(status, b"", Content_Length=str(len(body)))
    for byte in body:
        time.sleep(0.1)
        to.wfile.write(bytes([byte]))
        to.wfile.flush()


def silent(to: Handler, status: int, body: bytes) -> None:
    time.sleep(2)


def large(to: Handler, status: int, body: bytes) -> None:
    to.answer(status, body, Content_Length=str(10**10))


def endless(to: Handler, status: int, body: bytes) -> None:
    to.send_response(status)
    to.send_header("Connection", "close")
    to.end_headers()
    to.close_connection = True
    while True:
        to.wfile.write(body * 10_000)


def says(status: int) -> Fault:
    return lambda to, _status, _body: to.answer(status, b"AccessDenied for a-signature")


def redirects(to_url: str) -> Fault:
    return lambda to, _status, _body: to.answer(302, b"", Location=to_url)


class Server(ThreadingHTTPServer):
    """Files by path, each with a fault of its own or the server's; `requests` are the paths that were requested."""

    daemon_threads = True

    def __init__(self, source: Callable[[Handler], tuple[int, bytes]] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.faults: dict[str, Fault] = {}
        self.fault: Fault = whole
        self.requests: list[str] = []
        self.source = source or self._file

    def _file(self, request: Handler) -> tuple[int, bytes]:
        body = self.files.get(request.path.partition("?")[0])
        return (404, b"nothing") if body is None else (200, body)

    def handle_error(self, *_: Any) -> None:
        """Say nothing of a handshake that was refused."""


@contextlib.contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def over_tls(folder: Path) -> Iterator[Server]:
    """Run a server for `localhost` and 127.0.0.1; `folder` gets its certificate."""
    server = Server()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with running(server):
        yield server


def certificate(folder: Path) -> Path:
    """Write a key and a certificate that is its own authority."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "localhost.pem"
    path.write_bytes(secret + built.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class Bucket:
    """A bucket of moto's S3, in a process of its own."""

    port: int
    name: str = "lists"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, key: str = "", body: bytes = b"") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("PUT", f"/{self.name}" + (f"/{key}" if key else ""), body)
        assert connection.getresponse().status == 200
        connection.close()

    def get(self, request: Handler) -> tuple[int, bytes]:
        """Return what S3 answers a request that came to another server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", request.path, headers=dict(request.headers))
        answer = connection.getresponse()
        body = answer.read()
        if within := answer.headers["Content-Range"]:
            request.passed = {"Content_Range": within}
        connection.close()
        return answer.status, body


@contextlib.contextmanager
def s3() -> Iterator[Bucket]:
    """Run moto's server with an empty bucket."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "Running on" in line)
            drain = threading.Thread(target=lambda: [None for _ in process.stderr or ()], daemon=True)
            drain.start()
            bucket = Bucket(int(line.strip().rpartition(":")[2].partition("/")[0]))
            bucket.put()
            yield bucket
        finally:
            process.terminate()
            process.wait()
            drain.join()
