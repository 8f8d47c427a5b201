"""The rules that a server is held to, by name."""

from __future__ import annotations

RULES: dict[str, str] = {
    # Every answer
    "answers": "A request is answered.",
    "no-server-error": "No request makes the server fail.",
    "listed-status": "An operation answers with the statuses that the spec lists for it.",
    "answer-shape": "An answer has the shape that the spec gives it.",
    "json-answer": "An answer with a body is JSON and says so; 204 has no body.",
    "error-body": "An error answer has the documented body, and its status is the HTTP status.",
    # What is accepted
    "key-needed": "A request without a key is answered with 401.",
    "valid-accepted": "A valid request is accepted.",
    "invalid-refused": "A request that the spec does not allow is answered with 400.",
    "reference-exists": "What a body refers to has to exist.",
    "ended-once": "What has ended cannot be ended again.",
    "unknown-not-found": "An unknown id is answered with 404.",
    "known-found": "What was made and not deleted is found.",
    "deleted-gone": "What was deleted is answered with 404 and stands in no list.",
    # What is remembered
    "id-echoed": "The answer about an id carries that id.",
    "ids-unique": "No id is given twice, whatever it stands for.",
    "sent-echoed": "An answer repeats the fields that were sent.",
    "sent-kept": "What was sent and accepted is what is read later, and what was refused changes nothing.",
    "times-fixed": "A time that was told does not change.",
    "times-ordered": "What is later has a later time.",
    "status-forward": "A status only moves forward, and what is over stays over.",
    "results-own": "No two jobs have the same result.",
    # Lists
    "list-known": "A list holds only what was made.",
    "list-complete": "A list leaves nothing out, and its total counts what there is.",
    "list-order": "A list keeps one order, whatever page, limit or filter is asked for.",
    "list-once": "Nothing stands twice in a list.",
    "page-echoed": "A page tells the number that was asked for.",
    "page-count": "The number of pages follows from the total and the limit.",
    "page-size": "A page holds as many items as the limit allows and the total gives.",
    "page-content": "A page holds the items that belong on it.",
    "filter-kept": "A filtered list holds what the filter names, all of it and nothing else.",
}
