"""Videos: each operation, and its request as a value. Nothing is sent here."""

from __future__ import annotations

from .. import arguments
from ..models.videos import Video, VideoCreated, VideoList, VideoStatus, VideoUpdated
from ..operation import Job, Operation, Page, Request

LIST_VIDEOS: Operation[VideoList] = Operation(
    id="listVideos",
    resource="videos",
    method="GET",
    path="/videos",
    repeatable=True,
    decode=VideoList.from_dict,
    query_checks={
        "page": arguments.optional(arguments.at_least(1)),
        "limit": arguments.optional(arguments.at_least(1)),
        "status": arguments.optional(arguments.text),
    },
    page=Page(
        items="videos",
        page=("pagination", "page"),
        pages=("pagination", "pages"),
        parameter="page",
        limit="limit",
        created="created_at",
    ),
)
CREATE_VIDEO: Operation[VideoCreated] = Operation(
    id="createVideo",
    resource="videos",
    method="POST",
    path="/videos",
    repeatable=False,
    decode=VideoCreated.from_dict,
    body_checks={
        "replica_id": arguments.identifier,
        "script": arguments.text,
        "name": arguments.optional(arguments.text),
    },
)
GET_VIDEO: Operation[Video] = Operation(
    id="getVideo",
    resource="videos",
    method="GET",
    path="/videos/{video_id}",
    repeatable=True,
    decode=Video.from_dict,
    path_checks={"video_id": arguments.identifier},
    job=Job(
        status="status",
        working=frozenset({"processing"}),
        succeeded=frozenset({"ready"}),
        failed=frozenset({"failed"}),
        result="url",
        reason="error",
    ),
)
UPDATE_VIDEO: Operation[VideoUpdated] = Operation(
    id="updateVideo",
    resource="videos",
    method="PATCH",
    path="/videos/{video_id}",
    repeatable=True,
    decode=VideoUpdated.from_dict,
    path_checks={"video_id": arguments.identifier},
    body_checks={"name": arguments.text},
)
DELETE_VIDEO: Operation[None] = Operation(
    id="deleteVideo",
    resource="videos",
    method="DELETE",
    path="/videos/{video_id}",
    repeatable=True,
    path_checks={"video_id": arguments.identifier},
)


def list_videos(
    *, page: int | None = None, limit: int | None = None, status: VideoStatus | None = None
) -> Request[VideoList]:
    """Makes the request for ``GET /videos``."""
    return LIST_VIDEOS.request(query={"page": page, "limit": limit, "status": status})


def create_video(*, replica_id: str, script: str, name: str | None = None) -> Request[VideoCreated]:
    """Makes the request for ``POST /videos``."""
    return CREATE_VIDEO.request(body={"replica_id": replica_id, "script": script, "name": name})


def get_video(video_id: str) -> Request[Video]:
    """Makes the request for ``GET /videos/{video_id}``."""
    return GET_VIDEO.request(path={"video_id": video_id})


def update_video(video_id: str, *, name: str) -> Request[VideoUpdated]:
    """Makes the request for ``PATCH /videos/{video_id}``."""
    return UPDATE_VIDEO.request(path={"video_id": video_id}, body={"name": name})


def delete_video(video_id: str) -> Request[None]:
    """Makes the request for ``DELETE /videos/{video_id}``."""
    return DELETE_VIDEO.request(path={"video_id": video_id})
