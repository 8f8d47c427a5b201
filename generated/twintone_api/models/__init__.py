"""What the API answers, one class for each shape in the docs. Each module is loaded when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .common import (
        Pagination,
    )
    from .conversations import (
        Conversation,
        ConversationCreated,
        ConversationCreatedStatus,
        ConversationEnded,
        ConversationEndedStatus,
        ConversationList,
        ConversationListItem,
        ConversationStatus,
    )
    from .personas import (
        Persona,
        PersonaCreated,
        PersonaList,
        PersonaListItem,
        PersonaUpdated,
        VoiceSettings,
        VoiceSettingsDict,
    )
    from .replicas import (
        Replica,
        ReplicaList,
    )
    from .speech import (
        Speech,
        SpeechCreated,
        SpeechCreatedStatus,
        SpeechList,
        SpeechListItem,
        SpeechStatus,
        SpeechUpdated,
    )
    from .videos import (
        Video,
        VideoCreated,
        VideoCreatedStatus,
        VideoList,
        VideoListItem,
        VideoStatus,
        VideoUpdated,
    )

_MODULES = {
    "Conversation": "conversations",
    "ConversationCreated": "conversations",
    "ConversationCreatedStatus": "conversations",
    "ConversationEnded": "conversations",
    "ConversationEndedStatus": "conversations",
    "ConversationList": "conversations",
    "ConversationListItem": "conversations",
    "ConversationStatus": "conversations",
    "Persona": "personas",
    "PersonaCreated": "personas",
    "PersonaList": "personas",
    "PersonaListItem": "personas",
    "PersonaUpdated": "personas",
    "VoiceSettings": "personas",
    "VoiceSettingsDict": "personas",
    "Replica": "replicas",
    "ReplicaList": "replicas",
    "Speech": "speech",
    "SpeechCreated": "speech",
    "SpeechCreatedStatus": "speech",
    "SpeechList": "speech",
    "SpeechListItem": "speech",
    "SpeechStatus": "speech",
    "SpeechUpdated": "speech",
    "Video": "videos",
    "VideoCreated": "videos",
    "VideoCreatedStatus": "videos",
    "VideoList": "videos",
    "VideoListItem": "videos",
    "VideoStatus": "videos",
    "VideoUpdated": "videos",
    "Pagination": "common",
}

__all__ = [
    "Conversation",
    "ConversationCreated",
    "ConversationCreatedStatus",
    "ConversationEnded",
    "ConversationEndedStatus",
    "ConversationList",
    "ConversationListItem",
    "ConversationStatus",
    "Pagination",
    "Persona",
    "PersonaCreated",
    "PersonaList",
    "PersonaListItem",
    "PersonaUpdated",
    "Replica",
    "ReplicaList",
    "Speech",
    "SpeechCreated",
    "SpeechCreatedStatus",
    "SpeechList",
    "SpeechListItem",
    "SpeechStatus",
    "SpeechUpdated",
    "Video",
    "VideoCreated",
    "VideoCreatedStatus",
    "VideoList",
    "VideoListItem",
    "VideoStatus",
    "VideoUpdated",
    "VoiceSettings",
    "VoiceSettingsDict",
]


# Hidden from type checkers, so that they flag a name that does not exist.
if not TYPE_CHECKING:

    def __getattr__(name):
        if name in _MODULES:
            return getattr(import_module(f".{_MODULES[name]}", __name__), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        return list(__all__)
