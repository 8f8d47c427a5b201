"""What a live run is told, by arguments and by the environment."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts.spec import DEFAULT
from tests.contract.api import Api
from tests.contract.live.guard import LIMIT, RATE

OUT = DEFAULT.parent.parent / "out" / "contract-live"
# What one create may take: to ask about it, to wait for its job, to delete it.
PER_CREATE = 25


class CannotStart(Exception):
    """The run cannot start with these settings. The message is a sentence."""


@dataclass(frozen=True)
class Settings:
    """What a run is told.

    Args:
        address: where the API is.
        key: the API key.
        spend: how many creates are allowed; 0 allows nothing but GET.
        clean: whether only to delete what earlier runs left behind.
        rate: how many requests a minute.
        limit: how many requests in all.
        out: the folder of the report and the journal.
        strict: whether a wrong guess of the spec fails the run as well.
    """

    address: str
    key: str
    spend: int
    clean: bool
    rate: float
    limit: int
    out: Path
    strict: bool


def read_settings(argv: Sequence[str] | None, environment: Mapping[str, str], api: Api) -> Settings:
    """The settings that the arguments and the environment make.

    Raises:
        CannotStart: they make none.
    """
    options = _parser().parse_args(argv)
    key = environment.get("TWINTONE_API_KEY", "")
    if not key:
        raise CannotStart("There is no API key; set TWINTONE_API_KEY to the key of the account to look at.")
    if not key.isascii() or not key.isprintable() or key.strip() != key:
        raise CannotStart("TWINTONE_API_KEY holds what no header can carry; set it to the key alone.")
    spend = options.spend if options.spend is not None else environment.get("SPEND", "")
    if not spend and options.create:
        raise CannotStart("Creates cost money, so --create needs SPEND=n: at most how many there may be.")
    if spend and not (spend.isascii() and spend.isdecimal() and len(spend) < 5):
        raise CannotStart("SPEND has to be a whole number: at most how many creates there may be.")
    if options.create and int(spend) == 0:
        raise CannotStart("SPEND=0 allows no create; --create needs at least 1.")
    count = 0 if options.clean else int(spend or 0)
    if not (math.isfinite(options.rate) and options.rate > 0):
        raise CannotStart("The rate has to be a number of requests a minute above 0.")
    limit = options.max_requests if options.max_requests is not None else LIMIT + PER_CREATE * count
    if limit < 1:
        raise CannotStart("The maximum of requests has to be at least 1.")
    address = _address(environment.get("BASE_URL") or str(api.spec["servers"][0]["url"]))
    strict = environment.get("STRICT", "") not in ("", "0")
    return Settings(address, key, count, options.clean, options.rate, limit, options.out, strict)


def _address(text: str) -> str:
    wrong = CannotStart("BASE_URL is no address of an API; it has to look like https://host/v1.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or set("@?#") & set(text):
        raise wrong
    return text.rstrip("/")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.contract.live",
        description="Compare a TwinTone API that is in use with the spec, sending nothing but GET.",
        epilog="The environment gives TWINTONE_API_KEY, BASE_URL, SPEND and STRICT.",
    )
    parser.add_argument("--spend", metavar="N", help="allow at most N creates in all; they cost money")
    parser.add_argument("--create", action="store_true", help="insist on the part that makes things; needs SPEND")
    parser.add_argument("--clean", action="store_true", help="only delete what earlier runs made and left behind")
    parser.add_argument(
        "--rate", type=float, default=RATE, metavar="N", help=f"requests a minute (default: {RATE:.0f})"
    )
    parser.add_argument(
        "--max-requests",
        type=int,
        metavar="N",
        help=f"requests in all (default: {LIMIT}, and {PER_CREATE} more for each create)",
    )
    parser.add_argument("--out", type=Path, default=OUT, help="the folder of the report and the journal")
    return parser
