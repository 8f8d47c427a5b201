"""The emulator on a socket of this machine, in a thread of its own."""

import asyncio
import socket
import sys
import threading
from collections.abc import Iterable
from os import PathLike
from types import TracebackType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from twintone.emulator.app import create_app
from twintone.emulator.clock import Clock
from twintone.emulator.errors import EmulatorError
from twintone.emulator.faults import Faults
from twintone.emulator.spec import Json
from twintone.emulator.store import LedgerEntry
from twintone.emulator.world import World

HOST = "127.0.0.1"


class _Protocol(H11Protocol):
    # An application cannot close its connection in ASGI; a lost answer needs just that.
    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            self.ready.set()  # whoever waits for a server that could not start must not wait for ever

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class Emulator:
    """A TwinTone on loopback. Close it, or use it as a context manager.

    Args:
        keys: the API keys to let in; None lets every non-empty key in.
        db: the database file; None keeps everything in memory.
        job_seconds: how long a job takes, in seconds.
        clock: what time it is; None is the machine's clock.
        port: the port to listen on; 0 takes a free one.
        spec: the spec to serve; None is the one that ships with `twintone_api`.
        seed: what ids and media addresses follow from, so that a run can be repeated; None makes them secrets.

    Raises:
        EmulatorError: it cannot start: the port is taken, or the file, the spec or a key cannot be used.
    """

    def __init__(
        self,
        *,
        keys: Iterable[str] | None = None,
        db: str | PathLike[str] | None = None,
        job_seconds: float = 2.0,
        clock: Clock | None = None,
        port: int = 0,
        spec: Json | None = None,
        seed: int | None = None,
    ) -> None:
        self._listener = _listen(port)
        self._port = int(self._listener.getsockname()[1])
        try:
            app = create_app(spec=spec, keys=keys, db=db, job_seconds=job_seconds, clock=clock, seed=seed)
        except EmulatorError:
            self._listener.close()
            raise
        self._world: World = app.state.world
        config = uvicorn.Config(
            app,
            http=_Protocol,
            loop="asyncio",
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            # Longer than a client is likely to pause: a connection closed under a request looks like a lost answer.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],), daemon=True)
        self._thread.start()
        self._server.ready.wait()

    @property
    def base_url(self) -> str:
        """Where the API is, such as http://127.0.0.1:8787/v1."""
        return f"http://{HOST}:{self.port}{self._world.spec.prefix}"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def clock(self) -> Clock:
        """What time the emulator thinks it is."""
        return self._world.clock

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self._world.faults

    @property
    def ledger(self) -> list[LedgerEntry]:
        """What was billed, oldest first."""
        return self._world.store.ledger()

    def close(self) -> None:
        """Stops it; what is in a database file stays there. Closing twice is fine."""
        if not self._thread.is_alive():
            return
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()
        self._world.store.close()

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _listen(port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only where the protocol is named; with it, each answer takes 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows this would let two servers share a port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, sys.platform != "win32")
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        message = f"Cannot listen on port {port}: {reason}. Choose another port, or 0 for a free one."
        raise EmulatorError(message) from error
    return listener
