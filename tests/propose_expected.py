"""What the description says after each change of the page that `propose_pages` makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCHEMAS = "#/components/schemas"

# The operations that come: name, method of the client, summary, description; what they answer with, and its schema.
FOUND: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "usage": {
        "GET /usage": ("getUsage", "get", "Get the usage", "Returns the usage.", "The usage.", "Usage"),
    },
    "account": {
        "GET /account": ("getAccount", "get", "Get the account", "Returns the account.", "The account.", "Account"),
        "PATCH /account": (
            *("updateAccount", "update", "Update the account"),
            "Changes the fields that are sent and keeps the others.",
            *("The account as it is now.", "AccountUpdated"),
        ),
    },
    "settings": {
        "GET /settings": (
            "getSettings",
            "get",
            "Get the settings",
            "Returns the settings.",
            "The settings.",
            "Settings",
        ),
        "PUT /settings": (
            *("updateSettings", "update", "Update the settings", "Gives the settings new values."),
            *("The settings as they are now.", "SettingsUpdated"),
        ),
    },
    "messages": {
        "GET /conversations/{conversation_id}/messages": (
            *("listConversationMessages", "list_messages", "List the messages of a conversation"),
            "Returns one page of the messages of a conversation.",
            *("One page of the messages of a conversation.", "ConversationMessageList"),
        ),
    },
    "messages without pages": {
        "GET /conversations/{conversation_id}/messages": (
            *("listConversationMessages", "list_messages", "List the messages of a conversation"),
            "Returns the messages of a conversation.",
            *("The messages of a conversation.", "ConversationMessageList"),
        ),
    },
    "one message": {
        "GET /conversations/{conversation_id}/messages": (
            *("listConversationMessages", "list_messages", "List the messages of a conversation"),
            "Returns one page of the messages of a conversation.",
            *("One page of the messages of a conversation.", "ConversationMessageList"),
        ),
        "POST /conversations/{conversation_id}/messages": (
            *("createConversationMessage", "create_message", "Create a message for a conversation"),
            *("Makes a message for a conversation.", "The new message.", "ConversationMessageCreated"),
        ),
        "GET /conversations/{conversation_id}/messages/{message_id}": (
            *("getConversationMessage", "get_message", "Get a message of a conversation"),
            *("Returns one message of a conversation.", "The message.", "ConversationMessage"),
        ),
        "DELETE /conversations/{conversation_id}/messages/{message_id}": (
            *("deleteConversationMessage", "delete_message", "Delete a message of a conversation"),
            *("Deletes a message of a conversation.", "The message is gone.", ""),
        ),
        "POST /conversations/{conversation_id}/messages/{message_id}/flag": (
            *("flagConversationMessage", "flag_message", "Flag a message of a conversation"),
            *("Flags a message of a conversation.", "The message as it is now.", "ConversationMessageFlagged"),
        ),
    },
    "captions": {
        "GET /videos/{video_id}/captions": (
            *("getVideoCaptions", "get_captions", "Get the captions of a video", "Returns the captions of a video."),
            *("The captions of a video.", "VideoCaptions"),
        ),
        "PUT /videos/{video_id}/captions": (
            *("updateVideoCaptions", "update_captions", "Update the captions of a video"),
            "Gives the captions of a video new values.",
            *("The captions as they are now.", "VideoCaptionsUpdated"),
        ),
        "DELETE /videos/{video_id}/captions": (
            *("deleteVideoCaptions", "delete_captions", "Delete the captions of a video"),
            *("Deletes the captions of a video.", "The captions are gone.", ""),
        ),
    },
    "videos of a replica": {
        "GET /replicas/{replica_id}/videos": (
            *("listReplicaVideos", "list_videos", "List the videos of a replica"),
            "Returns one page of the videos of a replica.",
            *("One page of the videos of a replica.", "ReplicaVideoList"),
        ),
    },
    "publish": {
        "POST /videos/{video_id}/publish": (
            *("publishVideo", "publish", "Publish a video", "Publishes a video."),
            *("The video as it is now.", "VideoPublished"),
        ),
    },
    "batch": {
        "POST /videos/batch": (
            *("batchVideos", "batch", "Batch videos", "Batches videos.", "What came of it.", "VideosBatched"),
        ),
    },
    "stats": {
        "GET /videos/stats": (
            *("getVideoStats", "get_stats", "Get the stats of videos", "Returns the stats of videos."),
            *("The stats of videos.", "VideoStats"),
        ),
    },
    "replace": {
        "PUT /personas/{persona_id}": (
            *("replacePersona", "replace", "Replace a persona", "Gives new values to all fields of a persona."),
            *("The persona as it is now.", "PersonaReplaced"),
        ),
    },
    "head": {
        "HEAD /videos/{video_id}": (
            *("headVideo", "head", "Check a video", "Answers as GET does on this path, without a body."),
            *("There is such a thing.", ""),
        ),
        "OPTIONS /videos": (
            *("optionsAllVideos", "options_all", "Get the options of all videos"),
            *("Tells which methods this path allows.", "The header Allow lists the methods.", ""),
        ),
    },
    "all": {
        "DELETE /videos": (
            *("deleteAllVideos", "delete_all", "Delete all videos", "Deletes all videos.", "The videos are gone.", ""),
        ),
        "PATCH /videos": (
            *("updateAllVideos", "update_all", "Update all videos"),
            *("Changes the fields that are sent and keeps the others.", "What came of it.", "VideosUpdated"),
        ),
    },
    "songs of albums": {
        "POST /songs": ("createSong", "create", "Create a song", "Makes a song.", "The new song.", "SongCreated"),
        "GET /songs/{song_id}": ("getSong", "get", "Get a song", "Returns one song.", "The song.", "Song"),
        "POST /albums": (
            "createAlbum",
            "create",
            "Create an album",
            "Makes an album.",
            "The new album.",
            "AlbumCreated",
        ),
        "GET /albums/{album_id}": ("getAlbum", "get", "Get an album", "Returns one album.", "The album.", "Album"),
    },
    "named in the index alone": {
        "GET /usage": ("getUsage", "get", "Get the usage", "Returns the usage.", "The usage.", "Usage"),
        "GET /conversations/{conversation_id}/messages": (
            *("listConversationMessages", "list_messages", "List the messages of a conversation"),
            "Returns one page of the messages of a conversation.",
            *("One page of the messages of a conversation.", "ConversationMessageList"),
        ),
        "POST /videos/{video_id}/publish": (
            *("publishVideo", "publish", "Publish a video", "Publishes a video."),
            *("The video as it is now.", "VideoPublished"),
        ),
    },
}
# What stands in the description then.
WRITTEN: Mapping[str, Mapping[str, Any]] = {
    "account": {
        f"{SCHEMAS}/Account/properties/id": {
            "type": "string",
            "description": "The account's ID.",
            "examples": ["acc_123"],
        },
    },
    "settings": {
        f"{SCHEMAS}/SettingsUpdated/properties/language/description": "The settings' language.",
        f"{SCHEMAS}/SettingsUpdated/properties/saved_at/description": "When the settings were saved.",
    },
    "messages": {
        f"{SCHEMAS}/ConversationMessageListItem/properties/id": {"$ref": f"{SCHEMAS}/ConversationMessageId"},
        f"{SCHEMAS}/ConversationMessageId/examples": ["mes_123"],
        f"{SCHEMAS}/ConversationMessageListItem/properties/text/description": "The message's text.",
        f"{SCHEMAS}/ConversationMessageList/x-page": {
            "items": "messages",
            "page": "/pagination/page",
            "pages": "/pagination/pages",
            "parameter": "page",
            "created": "created_at",
        },
        "#/paths/~1conversations/get/responses/200/links/listMessagesFirst": {
            "$ref": "#/components/links/ListMessagesOfListedConversation"
        },
        "#/components/links/ListMessagesOfListedConversation/description": (
            "List the messages of the first conversation of the page."
        ),
    },
    "one message": {
        "#/paths/~1conversations~1{conversation_id}~1messages~1{message_id}/parameters": [
            {"$ref": "#/components/parameters/ConversationId"},
            {"$ref": "#/components/parameters/ConversationMessageId"},
        ],
        "#/components/links/GetListedConversationMessage": {
            "operationId": "getConversationMessage",
            "description": "Read the first message of the page.",
            "parameters": {
                "conversation_id": "$request.path.conversation_id",
                "message_id": "$response.body#/messages/0/id",
            },
        },
        "#/components/links/FlagConversationMessage/description": "Flag the new message.",
    },
    "captions": {
        f"{SCHEMAS}/VideoCaptions/properties/language/description": "The captions' language.",
        f"{SCHEMAS}/VideoCaptionsUpdated/properties/id/examples": ["cap_123"],
    },
    "videos of a replica": {
        f"{SCHEMAS}/ReplicaVideoListItem/properties/id": {"$ref": f"{SCHEMAS}/VideoId"},
    },
    "publish": {
        f"{SCHEMAS}/VideoPublish/description": "How to publish a video.",
        f"{SCHEMAS}/VideoPublish/properties/persona_id/$ref": f"{SCHEMAS}/PersonaId",
        f"{SCHEMAS}/VideoPublished/properties/id": {"$ref": f"{SCHEMAS}/VideoId"},
    },
    "batch": {
        f"{SCHEMAS}/VideoJob/properties/id": {
            "type": "string",
            "description": "The job's ID.",
            "examples": ["job_123"],
        },
        f"{SCHEMAS}/VideoJob/properties/replica_id/$ref": f"{SCHEMAS}/ReplicaId",
    },
    "songs of albums": {
        f"{SCHEMAS}/SongCreate/properties/album_id/$ref": f"{SCHEMAS}/AlbumId",
        f"{SCHEMAS}/SongAlbum/properties/id": {"$ref": f"{SCHEMAS}/AlbumId"},
        f"{SCHEMAS}/Song/properties/studio_id/examples": ["stu_123"],
        f"{SCHEMAS}/AlbumCover/properties/id/examples": ["cov_123"],
        "#/paths/~1albums/post/responses/201/links/createSong": {"$ref": "#/components/links/CreateSongWithAlbum"},
        "#/paths/~1songs/post/responses/404": {"$ref": "#/components/responses/ReferenceNotFound"},
    },
}
