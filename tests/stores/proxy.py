"""A connection to a store that can be cut."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator

CUT_ONCE = 1
CUT_ALWAYS = 100
"""More often than anything tries."""
_PIECE = 65536


class Proxy(socketserver.ThreadingTCPServer):
    """Passes bytes on to a port of this machine and back.

    The next `cuts` connections end once `after` bytes of the store came back; `when_cut` is called before each ends.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.port: int = self.server_address[1]
        self._store = port
        self.reset()

    def reset(self) -> None:
        self.cuts = self.after = self.connections = 0
        self.when_cut: Callable[[], None] = lambda: None

    def finish_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self.connections += 1
        left = self.after if self.cuts else None
        self.cuts = max(self.cuts - 1, 0)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._store)) as store:
            threading.Thread(target=_pass_on, args=(request, store), daemon=True).start()
            while piece := store.recv(_PIECE):
                if left is not None:
                    if len(piece) > left:
                        self.when_cut()
                        return
                    left -= len(piece)
                request.sendall(piece)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(_PIECE):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    """Run a proxy before a port."""
    with Proxy(port) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
