"""Reads our calendar files with `icalendar`, compares every field, and writes them and some of its own for us to read.

Every zone that Python knows, and every change of each from 2020 to 2037 that Python finds by itself, has to be in them.
"""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from multiprocessing import Pool
from zoneinfo import ZoneInfo, available_timezones, reset_tzpath

from icalendar import Calendar, Event, Timezone
from icalendar.parser import unescape_backslash


# The zones of the package `tzdata`, which is as old as ours, and not those of this machine.
reset_tzpath(to=[])

DAY = 86_400
BEGIN, END = (int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) for year in (2020, 2038))


def seconds(moment):
    return int(moment.astimezone(timezone.utc).timestamp())


def person(value):
    return {"name": str(value.params.get("CN", "")), "email": str(value).removeprefix("mailto:")}


def compare(case):
    text, expected = case["ics"], case["expected"]
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75, f"a line of {len(line)} octets: {line!r}"
    calendar = Calendar.from_ical(text)
    assert not calendar.errors, calendar.errors
    assert str(calendar["METHOD"]) == expected["method"]
    # `icalendar` does not know the type of this property, which is text, and leaves it as it is written.
    assert unescape_backslash(calendar.get("NAME", "")) == expected["name"], calendar.get("NAME")
    events = calendar.walk("VEVENT")
    assert len(events) == len(expected["events"])
    for event, wanted in zip(events, expected["events"]):
        assert not event.errors, event.errors
        attendees = event.get("ATTENDEE", [])
        found = {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "stamp": seconds(event["DTSTAMP"].dt),
            "start": seconds(event["DTSTART"].dt),
            "end": seconds(event["DTEND"].dt),
            "summary": str(event.get("SUMMARY", "")),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "url": str(event.get("URL", "")),
            "status": str(event["STATUS"]),
            "organizer": person(event["ORGANIZER"]) if "ORGANIZER" in event else None,
            "attendees": [person(one) for one in (attendees if isinstance(attendees, list) else [attendees])],
        }
        assert found == wanted, f"\n{json.dumps(found, indent=1)}\nis not\n{json.dumps(wanted, indent=1)}"
    for zone in calendar.walk("VTIMEZONE"):
        compare_zone(zone, expected["events"])
    if case["changes_of"] is not None:
        starts, ends = ({event[at] for event in expected["events"]} for at in ("start", "end"))
        missing = set(changes(case["changes_of"])) - (starts & ends)
        assert not missing, f"{case['changes_of']} changes at {missing}"
    return {"ics": calendar.to_ical().decode(), "busy": expected["busy"], "from": case["from"], "to": case["to"]}


def compare_zone(zone, events):
    """What a VTIMEZONE says by itself, without the name, is the time too."""
    name = str(zone["TZID"])
    named, own = ZoneInfo(name), zone.to_ical().decode().replace(name, "own")
    for instant in {at for event in events for at in (event["start"], event["end"])}:
        local = datetime.fromtimestamp(instant, named)
        offset = own_offset(own, local.replace(tzinfo=None), local.fold)
        assert offset == local.utcoffset(), f"{name} at {local}: {offset}"


@lru_cache(maxsize=None)
def own_zone(text):
    return Timezone.from_ical(text).to_tz(lookup_tzid=False)


# Many names share their changes.
@lru_cache(maxsize=100_000)
def own_offset(text, local, fold):
    return local.replace(tzinfo=own_zone(text), fold=fold).utcoffset()


def changes(name):
    """The first instant with another offset, for every change that there is between two days."""
    zone = ZoneInfo(name)

    def offset(instant):
        return datetime.fromtimestamp(instant, zone).utcoffset()

    for day in range(BEGIN, END, DAY):
        before, after = day, day + DAY
        if offset(before) == offset(after):
            continue
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (middle, after) if offset(middle) == offset(before) else (before, middle)
        yield after


def foreign():
    """A calendar made elsewhere: a series in a zone, with an exception and one that was moved, and a day."""
    zone = ZoneInfo("America/New_York")
    calendar = Calendar()
    calendar.add("prodid", "-//exchange//EN")
    calendar.add("version", "2.0")

    def add(uid, start, end, **more):
        event = Event()
        for name, value in {"uid": uid, "dtstamp": datetime(2026, 1, 1, tzinfo=timezone.utc), "dtstart": start, "dtend": end}.items():
            event.add(name, value)
        for name, value in more.items():
            event.add(name.replace("_", "-"), value)
        calendar.add_component(event)

    first = datetime(2026, 10, 19, 9, 30, tzinfo=zone)
    hour = timedelta(hours=1)
    week = timedelta(days=7)
    add("series", first, first + hour, rrule={"freq": "weekly", "count": 5}, exdate=[first + week])
    add("series", first + 2 * week + 3 * hour, first + 2 * week + 4 * hour, recurrence_id=first + 2 * week)
    add("day", date(2026, 11, 2), date(2026, 11, 4))
    add("free", first, first + hour, transp="TRANSPARENT")
    add("off", first, first + hour, status="CANCELLED")
    add("long, with; text\nin it", datetime(2026, 10, 20, 12, tzinfo=timezone.utc), datetime(2026, 10, 20, 13, tzinfo=timezone.utc), summary="ä" * 200)
    busy = [[seconds(at), seconds(at + hour)] for at in (first, first + 2 * week + 3 * hour, first + 3 * week, first + 4 * week)]
    busy.append([seconds(datetime(2026, 11, 2, tzinfo=timezone.utc)), seconds(datetime(2026, 11, 4, tzinfo=timezone.utc))])
    busy.append([seconds(datetime(2026, 10, 20, 12, tzinfo=timezone.utc)), seconds(datetime(2026, 10, 20, 13, tzinfo=timezone.utc))])
    calendar.add_missing_timezones()
    return {"ics": calendar.to_ical().decode(), "busy": sorted(busy), "from": seconds(first - week), "to": seconds(first + 8 * week)}


if __name__ == "__main__":
    ours, theirs = sys.argv[1:]
    with open(ours, encoding="utf-8") as file:
        cases = json.load(file)
    named = {case["changes_of"] for case in cases} - {None}
    assert named == available_timezones(), named ^ available_timezones()
    with Pool() as pool:
        compared = pool.map(compare, cases, chunksize=8)
    with open(theirs, "w", encoding="utf-8") as file:
        json.dump(compared + [foreign()], file)
    print(f"{len(named)} zones, {sum(len(case['expected']['events']) for case in cases)} events")
