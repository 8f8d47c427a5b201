"""What people can use of a compiled package: methods, parameters, models, attributes and exceptions.

The synchronous half speaks for both: the asynchronous one is compiled from the same templates.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Namespace:
    """The operations of one resource, such as `client.videos`."""

    doc: str = field(compare=False)
    methods: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True)
class Method:
    """A method such as `client.videos.create`; its parameters are entries of their own."""

    returns: str
    doc: str = field(compare=False)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method or constructor, or a key of a dictionary that is sent.

    Attributes:
        type: Its type.
        required: Whether it must be given; otherwise None leaves it out.
        place: Its number among those that go without a name; -1 if it is a keyword only.
    """

    type: str
    required: bool
    place: int = -1

    @property
    def bare(self) -> str:
        """The type of what is given, when it is not left out."""
        return self.type.removesuffix(" | None")


@dataclass(frozen=True)
class Class:
    """A model, a type or an exception; `note` says what an exception is raised for."""

    noun: str
    note: str = field(default="", compare=False)


@dataclass(frozen=True)
class Attribute:
    """An attribute of a model or an exception."""

    type: str


@dataclass(frozen=True)
class Values:
    """A type that stands for certain texts; `sent` tells whether an argument has it."""

    values: frozenset[str]
    sent: bool = field(default=False, compare=False)


Entry = Namespace | Method | Parameter | Class | Attribute | Values


def read_surface(package: Mapping[str, str]) -> dict[str, Entry]:
    """Return all that a compiled package offers, by subjects such as `client.videos.create(name)` and `Video.url`.

    Args:
        package: Its files, by their names.
    """
    entries = dict(_client(package))
    for path in package:
        if path.startswith("models/"):
            entries.update(_classes(ast.parse(package[path]), "model"))
    errors = ast.parse(package["errors.py"])
    entries.update(_classes(errors, "exception"))
    for name, status in _statuses(errors).items():
        entries[name] = Class("exception", f", for the status {status}")
    words = {
        word for entry in entries.values() if isinstance(entry, Parameter) for word in re.findall(r"\w+", entry.type)
    }
    return {
        name: replace(entry, sent=name in words) if isinstance(entry, Values) else entry
        for name, entry in entries.items()
    }


def _client(package: Mapping[str, str]) -> Iterator[tuple[str, Entry]]:
    module = ast.parse(package["workflows/__init__.py"])
    imports = {
        alias.name: str(node.module)
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for resource in _functions(_class(module, "Workflows")).values():
        name = ast.unparse(resource.returns) if resource.returns else ""
        layers = [
            _class(ast.parse(package[f"{layer}/{imports[name]}.py"]), name) for layer in ("resources", "workflows")
        ]
        methods = {method: node for layer in layers for method, node in _functions(layer).items()}
        subject = f"client.{resource.name}"
        yield subject, Namespace(ast.get_docstring(resource) or "", tuple(methods))
        for method, node in methods.items():
            returns = ast.unparse(node.returns) if node.returns else "None"
            yield f"{subject}.{method}", Method(returns, (ast.get_docstring(node) or "").partition("\n")[0])
            for parameter, entry in _parameters(node.args):
                yield f"{subject}.{method}({parameter})", entry


def _class(module: ast.Module, name: str) -> ast.ClassDef:
    return next(node for node in module.body if isinstance(node, ast.ClassDef) and node.name == name)


def _functions(node: ast.ClassDef) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the public methods; of one that is overloaded the last, which stands for all."""
    found = (item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef))
    return {item.name: item for item in found if not item.name.startswith("_")}


def _parameters(arguments: ast.arguments) -> Iterator[tuple[str, Parameter]]:
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(plain) - len(arguments.defaults)), *arguments.defaults]
    for place, (node, default) in list(enumerate(zip(plain, defaults, strict=True)))[1:]:
        yield node.arg, _parameter(node.annotation, default, place)
    for node, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield node.arg, _parameter(node.annotation, default)
    if rest := arguments.kwarg:
        yield f"**{rest.arg}", Parameter(_written(rest.annotation), required=False)


def _parameter(annotation: ast.expr | None, default: ast.expr | None, place: int = -1) -> Parameter:
    return Parameter(_written(annotation), default is None, place)


def _written(annotation: ast.expr | None) -> str:
    return ast.unparse(annotation) if annotation else "Any"


def _classes(module: ast.Module, noun: str) -> Iterator[tuple[str, Entry]]:
    for node in module.body:
        match node:
            case ast.ClassDef(name=name, bases=[ast.Name(id="TypedDict")]):
                yield name, Class("type")
                for attribute, item in _attributes(node):
                    written = _written(item.annotation)
                    inner = written.removeprefix("NotRequired[")
                    yield (
                        f"{name}({attribute})",
                        Parameter(written if inner == written else inner.removesuffix("]"), inner == written),
                    )
            case ast.ClassDef(name=name):
                yield name, Class(noun)
                is_sent = "to_dict" in _functions(node)
                for place, (attribute, item) in enumerate(_attributes(node), 1):
                    yield f"{name}.{attribute}", Attribute(_written(item.annotation))
                    # What is filled by a function is for the model itself to fill.
                    if is_sent and not isinstance(item.value, ast.Call):
                        yield f"{name}({attribute})", _parameter(item.annotation, item.value, place)
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id="Literal"), slice=values)
            ):
                constants = (item for item in ast.walk(values) if isinstance(item, ast.Constant))
                yield name, Values(frozenset(str(item.value) for item in constants))


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, ast.AnnAssign]]:
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            yield item.target.id, item


def _statuses(errors: ast.Module) -> dict[str, str]:
    """Return which exception stands for which status."""
    table = next(
        node.value for node in errors.body if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)
    )
    pairs = zip(table.keys, table.values, strict=True)
    return {ast.unparse(name): ast.unparse(status) for status, name in pairs if status}
