"""A compiled plan as strict JSON, and back: what was compiled once need not be compiled by every process.

Each value has the shape that its type says: a value of a class is an object of its fields, but for those that have
their defaults; one of several classes names its own under "is". What does not fit is an error; nothing is evaluated.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from rules.plan import Plan

COMPILER = 2
"""Raised whenever the same text may compile to another plan, or its JSON has another shape.

A step of the schema goes with it, as with the version of the counting.
"""


class PlanJsonError(ValueError):
    """The text is no plan of this version of the compiler."""


def plan_to_json(plan: Plan) -> str:
    """The plan as one line of JSON."""
    return json.dumps(_codec(Plan).encode(plan), ensure_ascii=False, separators=(",", ":"))


def plan_from_json(text: str) -> Plan:
    """The plan that `plan_to_json` wrote. Raises PlanJsonError."""
    try:
        found: Plan = _codec(Plan).decode(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PlanJsonError(str(error)) from error
    return found


class _Codec(NamedTuple):
    """The way to JSON of the values of a type, and the way back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


@cache
def _codec(kind: Any) -> _Codec:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _of_choice([part for part in parts if part is not NoneType], optional=NoneType in parts)
    if origin is tuple:
        return _of_tuple(_codec(parts[0]))
    if origin is Mapping:
        return _of_mapping(*map(_codec, parts), keyed_by_text=parts[0] is str)
    if is_dataclass(kind):
        return _of_class(kind)
    if issubclass(kind, Enum):
        return _Codec(lambda one: one.value, kind)
    if kind is date:
        return _Codec(date.isoformat, date.fromisoformat)
    return _Codec(_same, _checked(kind))


def _same(value: Any) -> Any:
    return value


def _checked(kind: type) -> Callable[[Any], Any]:
    def decode(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return value

    return decode


def _of_tuple(of: _Codec) -> _Codec:
    encode, decode = of
    return _Codec(lambda many: [encode(one) for one in many], lambda many: tuple([decode(one) for one in many]))


def _of_mapping(key: _Codec, of: _Codec, *, keyed_by_text: bool) -> _Codec:
    def encode(many: Mapping[Any, Any]) -> Any:
        pairs = [(key.encode(name), of.encode(one)) for name, one in many.items()]
        return dict(pairs) if keyed_by_text else pairs

    def decode(many: Any) -> Any:
        pairs = many.items() if keyed_by_text else many
        return MappingProxyType({key.decode(name): of.decode(one) for name, one in pairs})

    return _Codec(encode, decode)


def _of_choice(kinds: list[Any], *, optional: bool) -> _Codec:
    """The values of one of several classes, which say of which; or of one type, or none."""
    if len(kinds) == 1:
        encode, decode = _codec(kinds[0])
        return _Codec(
            lambda one: None if one is None else encode(one), lambda one: None if one is None else decode(one)
        )
    codecs = {kind.__name__: _codec(kind) for kind in kinds}

    def encode_as(one: Any) -> Any:
        name = type(one).__name__
        return {"is": name, **codecs[name].encode(one)}

    def decode_as(one: Any) -> Any:
        return codecs[one.pop("is")].decode(one)

    if optional:
        raise TypeError(f"one of {codecs} or none has no codec")
    return _Codec(encode_as, decode_as)


def _of_class(kind: Any) -> _Codec:
    hints = get_type_hints(kind)
    usual = {one.name: _usual(one) for one in fields(kind)}
    codecs = dict[str, _Codec]()

    def parts() -> dict[str, _Codec]:
        if not codecs:  # not before: a class may have parts of its own kind
            codecs.update({name: _codec(hints[name]) for name in usual})
        return codecs

    def encode(one: Any) -> Any:
        said = ((name, of, getattr(one, name)) for name, of in parts().items())
        return {name: of.encode(value) for name, of, value in said if value != usual[name]}

    def decode(one: Any) -> Any:
        of = parts()
        return kind(**{name: of[name].decode(value) for name, value in one.items()})

    return _Codec(encode, decode)


_NONE_USUAL = object()


def _usual(one: "Field[Any]") -> Any:
    """The default of a field, and what equals nothing where it has none."""
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else _NONE_USUAL
