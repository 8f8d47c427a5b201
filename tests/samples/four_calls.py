"""Four calls the way the API's documentation makes them in Python: requests, one header for all, a function each."""

import json
import os
import sys
from typing import Any

import requests

BASE_URL = os.environ["TWINTONE_BASE_URL"]
HEADERS = {"x-api-key": os.environ["TWINTONE_API_KEY"]}


def list_replicas() -> Any:
    return requests.get(f"{BASE_URL}/replicas", headers=HEADERS, timeout=60).json()


def film(replica_id: str) -> Any:
    order = {"replica_id": replica_id, "script": "Good morning!", "name": "Morning"}
    return requests.post(f"{BASE_URL}/videos", headers=HEADERS, json=order, timeout=60).json()


def describe_anew(persona_id: str) -> Any:
    changes = {"name": "Teller", "description": "Tells stories."}
    return requests.patch(f"{BASE_URL}/personas/{persona_id}", headers=HEADERS, json=changes, timeout=60).json()


def remove(speech_id: str) -> int:
    return requests.delete(f"{BASE_URL}/speech/{speech_id}", headers=HEADERS, timeout=60).status_code


persona_id, speech_id = sys.argv[1:]
replicas = list_replicas()
video = film(replicas["replicas"][0]["id"])
persona = describe_anew(persona_id)
print(json.dumps({"replicas": replicas, "video": video, "persona": persona, "removed": remove(speech_id)}))
