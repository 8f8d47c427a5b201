"""Handlers: what an operation does. Plain ones follow from the spec; a special one is registered by operationId."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from twintone.emulator.clock import timestamp
from twintone.emulator.errors import EmulatorError, RefusedError
from twintone.emulator.jobs import FAIL_MARK
from twintone.emulator.resources import ID
from twintone.emulator.spec import Operation, is_object
from twintone.emulator.store import Record
from twintone.emulator.world import Call, World

Handler = Callable[[Call], Any]

PAGE_SIZE = 20
_TOTAL = "total"
_TOUCHED = "updated_at"
_VOICE = "voice_settings"

_SPECIAL: dict[str, Handler] = {}
_PLAIN: dict[str, Handler] = {}


def handles(operation_id: str) -> Callable[[Handler], Handler]:
    """Registers the handler of one operation."""

    def register(handler: Handler) -> Handler:
        _SPECIAL[operation_id] = handler
        return handler

    return register


def _plain(handler: Handler) -> Handler:
    # The name of the function is the `x-method` that it serves.
    _PLAIN[handler.__name__.strip("_")] = handler
    return handler


def find_handler(world: World, operation: Operation) -> Handler:
    """The handler of an operation.

    Raises:
        EmulatorError: there is none, or the spec asks of it what it cannot do.
    """
    handler = _SPECIAL.get(operation.id)
    if handler is None and _is_plain(operation):
        handler = _PLAIN[operation.verb]
        if operation.verb == "list":
            _check_list(world, operation)
    if handler is None or operation.place is None:
        where = f"{operation.id} ({operation.method} {operation.path})"
        raise EmulatorError(f"The emulator has no handler for {where}. Register one with @handles.")
    return handler


def _is_plain(operation: Operation) -> bool:
    place = operation.place
    if place is None or place["part"] or operation.verb not in _PLAIN:
        return False
    return bool(place["id"]) == (operation.verb not in ("list", "create"))


def _check_list(world: World, operation: Operation) -> None:
    shape = world.answers[operation.id]
    page = shape.schema.get("x-page") if shape else None
    if page is None:
        raise EmulatorError(f"The answer of {operation.id} has no x-page, so the emulator cannot make its pages.")
    known = {name for shape in world.resource_of(operation).shown for name in shape.fields}
    for parameter in operation.parameters:
        name = parameter["name"]
        if parameter["in"] == "query" and name not in {page["parameter"], page.get("limit"), *known}:
            why = f"The parameter {name} of {operation.id} filters by a field that no answer shows."
            raise EmulatorError(f"{why} Register a handler of its own with @handles.")


@_plain
def _list(call: Call) -> Any:
    rules = call.page_rules
    number, size = rules["parameter"], rules.get("limit", "")
    page, limit = call.query.get(number, 1), call.query.get(size, PAGE_SIZE)
    filters = {name: v for name, v in call.query.items() if name not in (number, size)}
    store, kind, start = call.world.store, call.resource.kind, (page - 1) * limit
    if filters:
        views = [call.view(record) for record in store.newest(call.tenant, kind)]
        views = [view for view in views if all(view.get(name) == value for name, value in filters.items())]
        total, views = len(views), views[start : start + limit]
    else:
        total = store.count(call.tenant, kind)
        records = store.newest(call.tenant, kind, start, min(limit, total)) if start < total else []
        views = [call.view(record) for record in records]
    answer: dict[str, Any] = {rules["items"]: views}
    _point(answer, rules["page"], page)
    _point(answer, rules["pages"], -(-total // limit))
    _point(answer, f"{rules['page'].rpartition('/')[0]}/{_TOTAL}", total)
    return answer


def _point(answer: dict[str, Any], pointer: str, value: int) -> None:
    *parents, last = pointer.strip("/").split("/")
    for name in parents:
        answer = answer.setdefault(name, {})
    answer[last] = value


@_plain
def _create(call: Call) -> Any:
    resource, referred = call.resource, call.referred()
    random = call.world.random
    record = Record(resource.kind, resource.new_id(random), call.tenant, call.now, {})
    if resource.job is not None:
        texts = [str(call.body[name]) for name in resource.spoken if name in call.body]
        voices = [voice for found in referred if is_object(voice := found.fields.get(_VOICE))]
        job: dict[str, Any] = {
            "seconds": call.world.job_seconds,
            "fails": any(FAIL_MARK in text for text in texts),
            "text": "\n".join(texts),
            "voice": voices[0] if voices else {},
        }
        record = record._replace(job=job, token=base64.urlsafe_b64encode(random.randbytes(24)).decode())
    record = _complete(call, record, {ID: record.id} | _accepted(call), age=-1.0)
    call.world.store.add(record, billed=record.job is not None)
    # A job that takes no time at all is still shown as accepted first.
    return call.view(record, age=-1.0)


@_plain
def _get(call: Call) -> Any:
    return call.view(call.record())


@_plain
def _update(call: Call) -> Any:
    record = call.record()
    call.referred()
    return _change(call, record, _accepted(call))


@_plain
def _delete(call: Call) -> Any:
    record = call.record()
    call.world.store.delete(record)
    return call.view(record)


@handles("endConversation")
def end_conversation(call: Call) -> Any:
    """Gives a conversation the values that its answer can only have; a second time that is a 400."""
    record = call.record()
    shape = call.resource.answers[call.operation.verb]
    values = {name: field.only_value for name, field in shape.fields.items() if field.only_value is not None}
    if values.items() <= record.fields.items():
        raise RefusedError(400, "The conversation has already ended.")
    return _change(call, record, values)


def _accepted(call: Call) -> dict[str, Any]:
    """What the body may set: the fields it is documented to have; an open schema takes more, but not the server's."""
    known = call.body_shape.fields
    body: dict[str, Any] = call.body_shape.show(call.body, call.now)
    return {name: value for name, value in body.items() if name in known or name not in call.resource.made_here}


def _change(call: Call, record: Record, changes: Mapping[str, Any]) -> dict[str, Any]:
    touched = {}
    if any(_TOUCHED in shape.fields for shape in call.resource.answers.values()):
        touched[_TOUCHED] = timestamp(call.now)
    record = _complete(call, record, {**record.fields, **changes, **touched})
    call.world.store.save(record)
    return call.view(record)


def _complete(call: Call, record: Record, fields: Mapping[str, Any], age: float | None = None) -> Record:
    """The record with new fields, and with what the server adds to them; what a job tells by itself is not stored."""
    values = call.view(record._replace(fields=dict(fields)), age)
    for shape in call.resource.shown:
        shape.fill(values, call.now)
    rules = call.resource.job
    told = (rules.status, rules.result, rules.reason) if rules else ()
    return record._replace(fields={name: value for name, value in values.items() if name not in told})
