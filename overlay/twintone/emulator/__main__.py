"""The command `python -m twintone.emulator`: a TwinTone on this machine until it is interrupted."""

import argparse
import importlib
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from twintone.emulator.errors import EmulatorError

_EPILOG = """A job whose text or script contains [fail] fails; all others succeed after --job-seconds.
Ctrl-C stops the emulator. It listens on 127.0.0.1 only."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the emulator until SIGINT or SIGTERM.

    Args:
        argv: the arguments; None takes those of the process.

    Returns:
        The exit code: 0 after a signal, 2 when it cannot start.
    """
    options = _parser().parse_args(argv)
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, _interrupt) for number in numbers]
    try:
        _serve(options)
    except KeyboardInterrupt:
        return 0
    except EmulatorError as error:
        sys.stderr.write(f"{error}\n")
    except ModuleNotFoundError as error:
        sys.stderr.write(f"The emulator needs {error.name}. Install it with: pip install 'twintone[emulator]'\n")
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
    return 2


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _serve(options: argparse.Namespace) -> None:
    # The server's libraries are an extra; without them the command still explains itself.
    server = importlib.import_module("twintone.emulator.server")
    start = {"keys": options.key, "db": options.db, "job_seconds": options.job_seconds, "port": options.port}
    with server.Emulator(**start, seed=options.seed) as emulator:
        sys.stdout.write(f"TwinTone emulator on {emulator.base_url}\n")
        sys.stdout.flush()
        while True:  # in short steps, because not every platform interrupts a long one
            threading.Event().wait(timeout=1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="twintone emulator",
        description="Runs a local TwinTone that keeps state, makes jobs, and costs nothing.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8787, help="port to listen on, 0 for a free one (default: 8787)")
    parser.add_argument("--key", action="append", help="API key to let in; repeatable (default: every non-empty key)")
    parser.add_argument("--db", metavar="FILE", help="keep state in FILE across restarts (default: in memory)")
    parser.add_argument("--job-seconds", type=float, default=2.0, metavar="S", help="how long a job takes (default: 2)")
    parser.add_argument("--seed", type=int, metavar="N", help="make ids follow from N, to repeat a run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
