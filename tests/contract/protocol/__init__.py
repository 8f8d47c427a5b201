"""The protocol table: what a server does with requests that few clients send, row by row, always the same."""

from __future__ import annotations

from tests.contract.protocol.bodies import check_bodies
from tests.contract.protocol.ids import check_ids
from tests.contract.protocol.keys import check_keys
from tests.contract.protocol.methods import check_methods
from tests.contract.protocol.names import check_names
from tests.contract.protocol.paths import check_paths
from tests.contract.protocol.query import check_query
from tests.contract.protocol.table import Table
from tests.contract.protocol.texts import check_texts
from tests.contract.protocol.things import Things
from tests.contract.protocol.types import check_types
from tests.contract.session import Session

PARTS = (check_types, check_bodies, check_names, check_texts, check_query, check_ids, check_methods, check_paths)


def run(session: Session, *, cased: bool = True) -> list[str]:
    """Sends all rows, and deletes what they made.

    Args:
        session: where requests are sent and findings are kept.
        cased: whether the API key has letters; if it has none, it is the same in the other case.

    Returns:
        What could not be tested, in sentences.
    """
    table = Table(session)
    things = Things(table)
    notes = list(check_keys(table, things, cased=cased))
    for check in PARTS:
        check(table, things)
    table.clear()
    return notes
