"""Replicas: each operation, and its request as a value. Nothing is sent here."""

from __future__ import annotations

from typing import Any

from .. import arguments
from ..models.replicas import Replica, ReplicaList
from ..operation import Operation, Page, Request

LIST_REPLICAS: Operation[ReplicaList] = Operation(
    id="listReplicas",
    resource="replicas",
    method="GET",
    path="/replicas",
    repeatable=True,
    decode=ReplicaList.from_dict,
    query_checks={
        "page": arguments.optional(arguments.at_least(1)),
        "limit": arguments.optional(arguments.at_least(1)),
    },
    page=Page(
        items="replicas",
        page=("pagination", "page"),
        pages=("pagination", "pages"),
        parameter="page",
        limit="limit",
        created=None,
    ),
)
CREATE_REPLICA: Operation[Replica] = Operation(
    id="createReplica",
    resource="replicas",
    method="POST",
    path="/replicas",
    repeatable=False,
    decode=Replica.from_dict,
    body_checks={"name": arguments.text},
    open_body=True,
)
GET_REPLICA: Operation[Replica] = Operation(
    id="getReplica",
    resource="replicas",
    method="GET",
    path="/replicas/{replica_id}",
    repeatable=True,
    decode=Replica.from_dict,
    path_checks={"replica_id": arguments.identifier},
)
UPDATE_REPLICA: Operation[Replica] = Operation(
    id="updateReplica",
    resource="replicas",
    method="PATCH",
    path="/replicas/{replica_id}",
    repeatable=True,
    decode=Replica.from_dict,
    path_checks={"replica_id": arguments.identifier},
    body_checks={"name": arguments.text},
)
DELETE_REPLICA: Operation[None] = Operation(
    id="deleteReplica",
    resource="replicas",
    method="DELETE",
    path="/replicas/{replica_id}",
    repeatable=True,
    path_checks={"replica_id": arguments.identifier},
)


def list_replicas(*, page: int | None = None, limit: int | None = None) -> Request[ReplicaList]:
    """Makes the request for ``GET /replicas``."""
    return LIST_REPLICAS.request(query={"page": page, "limit": limit})


def create_replica(*, name: str, **fields: Any) -> Request[Replica]:
    """Makes the request for ``POST /replicas``."""
    return CREATE_REPLICA.request(body={"name": name, **fields})


def get_replica(replica_id: str) -> Request[Replica]:
    """Makes the request for ``GET /replicas/{replica_id}``."""
    return GET_REPLICA.request(path={"replica_id": replica_id})


def update_replica(replica_id: str, *, name: str) -> Request[Replica]:
    """Makes the request for ``PATCH /replicas/{replica_id}``."""
    return UPDATE_REPLICA.request(path={"replica_id": replica_id}, body={"name": name})


def delete_replica(replica_id: str) -> Request[None]:
    """Makes the request for ``DELETE /replicas/{replica_id}``."""
    return DELETE_REPLICA.request(path={"replica_id": replica_id})
