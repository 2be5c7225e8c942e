//! Who serves a start and where, and the rows that take their time.

use domain::appointments::entities::Occupancy;
use domain::time::seconds_floor;
use entity::{Entity, Value};
use store::Statement;

use api::Context;

use crate::offer::Location;
use crate::rows::Cells;
use crate::{Offer, Person};

/// A start with whoever serves it.
#[derive(Clone, Debug)]
pub(crate) struct Placing<'o> {
    /// One, or all where they serve together.
    pub staff: Vec<&'o Person>,
    /// The room's id and name.
    pub room: Option<&'o (String, String)>,
    /// When it begins, in milliseconds.
    pub start_ms: i64,
    /// When it ends.
    pub end_ms: i64,
    /// How many seats it takes.
    pub seats: i64,
}

impl<'o> Placing<'o> {
    /// Who would serve, as far as the offer knows: whoever is preferred, or else whom the rule of the service names.
    pub fn find(
        offer: &'o Offer,
        start_ms: i64,
        seats: i64,
        now_ms: i64,
        preferred: Option<usize>,
    ) -> Option<Placing<'o>> {
        let start = seconds_floor(start_ms);
        if start * 1000 != start_ms {
            return None;
        }
        let serve = |preferred| offer.schedule(seats, now_ms, preferred, |schedule| schedule.serve(start));
        let first = preferred.and_then(|place| serve(Some(place)));
        let serving = first.or_else(|| serve(None))?;
        let staff = serving.staff.iter().filter_map(|place| offer.people.get(usize::from(*place))).collect();
        let room = serving.room.and_then(|place| offer.rooms.get(usize::from(place)));
        Some(Placing { staff, room, start_ms, end_ms: start_ms + offer.service.duration_ms, seats })
    }

    /// Who is preferred when others were quicker: somebody of those who are free, each request by a lot of its own, so
    /// that as many as come at once do not all ask for the same person again. Only where the rule is that people take
    /// turns, and not where a session fills up.
    pub fn lot(offer: &Offer, start_ms: i64, seats: i64, context: &Context<'_>, tries: usize) -> Option<usize> {
        if tries < 2 || !offer.takes_turns() {
            return None;
        }
        let free = offer.schedule(seats, context.now_ms, None, |schedule| schedule.free(seconds_floor(start_ms)));
        let mixed = |hash: usize, byte: u8| (hash ^ usize::from(byte)).wrapping_mul(0x0100_0193);
        let hash = context.request_id.bytes().fold(tries, mixed);
        free.get((hash >> 4).checked_rem(free.len())?).map(|place| usize::from(*place))
    }

    /// Who serves, or the first of them.
    pub fn first(&self) -> Option<&'o Person> {
        self.staff.first().copied()
    }

    /// Where it takes place: always at the location of the service, or else at that of whoever serves.
    fn location<'a>(&'a self, offer: &'a Offer) -> Option<&'a Location> {
        offer.service.location.as_ref().or_else(|| self.first()?.location.as_ref())
    }

    /// The id of the location as a cell.
    pub fn location_cell(&self, offer: &Offer) -> Value {
        self.location(offer).map(|location| location.id.clone()).into()
    }

    /// What visitors are told of the place; the same as [`crate::visit::SELECT`] reads of the rows.
    pub fn place(&self, offer: &Offer) -> Option<String> {
        offer.service.location_note.clone().or_else(|| Some(self.location(offer)?.name.clone()))
    }

    /// The room's id as a cell.
    pub fn room_cell(&self) -> Value {
        self.room.map(|(id, _)| id.clone()).into()
    }

    /// The rows that take their time, for an appointment or until a hold ends.
    pub fn occupancies(&self, context: &Context<'_>, offer: &Offer, owner: &Owner<'_>) -> Vec<Statement> {
        let (start, end) = offer.service.occupied(self.start_ms);
        let row = |person: &&Person| {
            let (column, id) = match owner {
                Owner::Appointment(id) => ("appointment_id", *id),
                Owner::Hold { id, .. } => ("hold_id", *id),
            };
            let mut cells: Cells = vec![
                ("id", context.prefixed_id(Occupancy::NAME.prefix).into()),
                ("client_id", offer.service.client.as_str().into()),
                ("staff_id", person.id.as_str().into()),
                ("room_id", self.room_cell()),
                ("service_id", offer.service.id.as_str().into()),
                (column, id.into()),
                ("start_time", start.into()),
                ("end_time", end.into()),
                ("session_start", self.start_ms.into()),
                ("seats", self.seats.into()),
            ];
            if let Owner::Hold { expires_at_ms, .. } = owner {
                cells.push(("expires_at", (*expires_at_ms).into()));
            }
            store::sql::insert(Occupancy::NAME.table, &cells, &[])
        };
        self.staff.iter().map(row).collect()
    }
}

/// What takes somebody's time.
pub(crate) enum Owner<'a> {
    /// An appointment with this id.
    Appointment(&'a str),
    /// A hold with this id, for a while.
    Hold {
        /// The hold.
        id: &'a str,
        /// Until when, in milliseconds.
        expires_at_ms: i64,
    },
}
