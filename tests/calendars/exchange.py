"""Reads our calendar files with `icalendar`, compares every field, and writes them and some of its own for us to read."""

import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.parser import unescape_backslash


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
    # What a VTIMEZONE says by itself, without the name, is the time too.
    for zone in calendar.walk("VTIMEZONE"):
        own = zone.to_tz()
        for event in expected["events"]:
            for instant in (event["start"], event["end"]):
                named = datetime.fromtimestamp(instant, ZoneInfo(str(zone["TZID"])))
                assert named.replace(tzinfo=own).utcoffset() == named.utcoffset(), f"{zone['TZID']} at {named}"
    return {"ics": calendar.to_ical().decode(), "busy": expected["busy"], "from": case["from"], "to": case["to"]}


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


ours, theirs = sys.argv[1:]
with open(ours, encoding="utf-8") as file:
    cases = json.load(file)
assert len(cases) >= 4
with open(theirs, "w", encoding="utf-8") as file:
    json.dump([compare(case) for case in cases] + [foreign()], file)
