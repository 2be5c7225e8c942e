"""How `cargo xtask fuzz` asks: signed in, with the demo's widget where visitors ask, and a part of what there is too much of."""

import json
import os
import urllib.error
import urllib.request
import zlib

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

BASE = os.environ["PORTICO_FUZZ_BASE"]
# A list has conditions on all its fields, each with its bounds: of their combinations one in so many is asked.
ONE_OF = 50
# A host refuses longer addresses before anything of the product sees them.
LONGEST_QUERY = 8000
# A token of the widget lasts half an hour, one of a user ten minutes.
RENEWED_AFTER_SECONDS = 300


def answer(path, headers, body=None):
    data = json.dumps(body).encode() if body else None
    headers = {"Content-Type": "application/json", **headers}
    with urllib.request.urlopen(urllib.request.Request(BASE + path, data, headers), timeout=30) as response:
        return json.load(response)


def is_wrong(case, place):
    """Whether this part of a case is made to be refused, and must stay as it is."""
    component = case.meta.components.get(place) if case.meta else None
    return component is not None and component.mode == GenerationMode.NEGATIVE


@schemathesis.auth(refresh_interval=RENEWED_AFTER_SECONDS).apply_to(path_regex=r"^/embed/\{key\}")
class Visitor:
    """Somebody on the website of the demo's salon. Before the user: the first that fits signs in."""

    def get(self, case, context):
        origin = os.environ["PORTICO_FUZZ_ORIGIN"]
        try:
            configuration = answer(f"/embed/{os.environ['PORTICO_FUZZ_WIDGET']}", {"Origin": origin})
        except urllib.error.HTTPError:
            # By then another request may have taken the widget, its key or its domain away. What is left are refusals.
            configuration = {"token": "gone"}
        return {"Origin": origin, "X-Portico-Token": configuration["token"]}

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers.update(data)


@schemathesis.auth(refresh_interval=RENEWED_AFTER_SECONDS)
class User:
    """Whoever may do the most within an agency."""

    def get(self, case, context):
        credentials = {name: os.environ[f"PORTICO_FUZZ_{name.upper()}"] for name in ("email", "password")}
        return answer("/api/auth/sign-in", {}, credentials)["access_token"]

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def filter_case(context, case):
    query = case.query if isinstance(case.query, dict) else {}
    text = repr(sorted(query.items(), key=repr))
    if len(text) > LONGEST_QUERY:
        return False
    is_bound = case.meta is not None and case.meta.phase.name.value == "coverage"
    if not is_bound or len(query) < 2:
        return True
    return zlib.crc32(f"{case.operation.label} {text}".encode()) % ONE_OF == 0


@schemathesis.hook
def map_case(context, case):
    """Under a widget's key that is none, everything is a 404 and nothing is tried."""
    if "key" in (case.path_parameters or {}) and not is_wrong(case, ParameterLocation.PATH):
        case.path_parameters["key"] = os.environ["PORTICO_FUZZ_WIDGET"]
    return case
