"""The whole API, by its own description: no fault of the program, no nonsense taken, whatever is asked or sent.

THOIHAN_TEST_API_EXAMPLES is how many requests are made of each route: few in the suite.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from tests.acceptance.web.province import Province, province_at

_EXAMPLES = int(os.environ.get("THOIHAN_TEST_API_EXAMPLES", "1"))
_LISTENS = "/api/v1/changes"


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The province."""
    folder = tmp_path_factory.mktemp("fuzzed")
    with province_at(folder, f"sqlite:///{folder / 'thoihan.db'}") as found:
        yield found


def operations(province: Province, token: str, mode: GenerationMode) -> Iterator[Any]:
    """Each route but the one that listens, as what is good, or is not, is asked of it."""
    config = schemathesis.Config.from_dict({"generation": {"mode": mode.value}})
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", province.web.app, headers={"Authorization": token}, config=config
    )
    for one in schema.get_all_operations():
        operation: Any = one.ok()  # type: ignore[union-attr]  # one that cannot be read is an error
        if operation.path != _LISTENS:
            yield operation


def described(operation: Any) -> set[str]:
    """The kinds of answers that the description says a route gives."""
    responses = operation.definition.raw["responses"]
    return {kind for status, of in responses.items() if status < "300" for kind in of["content"]}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
def test_no_request_is_a_fault_of_the_program(province: Province, mode: GenerationMode) -> None:
    """Every answer is one that is described; a problem is told as one; what breaks the description is not taken."""
    token = province.program("administrator", "vn").headers["Authorization"]
    asked = 0
    for operation in operations(province, token, mode):

        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            found = case.call(headers={"Authorization": token})
            asked_for = f"{case.method} {case.path} {case.query} {str(case.body)[:300]}"
            said = f"{asked_for}: {found.status_code} {found.content[:300]!r}"
            assert found.status_code < 500, said
            kind = found.headers["content-type"][0]
            kinds = described(case.operation) if found.status_code < 400 else {"application/problem+json"}
            assert kind.partition(";")[0] in kinds, said
            asked += 1

        ask()
    assert asked > 60
