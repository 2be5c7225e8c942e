//! What a widget offers: the services that it names, or all of its client; and to whoever comes to move an appointment
//! the service of that, though it may be put aside for everybody else.

use api::{Context, InputError, Problem};
use booking::{Alongside, Offer};
use store::{ResultSet, Statement};
use visitors::door::Page;
use visitors::support::first;
use visitors::widget::IN_USE;

/// The condition that the widget `w` offers the service `s`, to whoever has the link of the appointment `?2`.
pub const OFFERED: &str = "(s.is_active = 1 AND (NOT EXISTS (SELECT 1 FROM widget_services l WHERE l.widget_id = w.id) OR \
                           EXISTS (SELECT 1 FROM widget_services l WHERE l.widget_id = w.id AND l.service_id = s.id)) OR \
                           EXISTS (SELECT 1 FROM appointments a WHERE a.id = ?2 AND a.service_id = s.id AND \
                           a.status IN ('SCHEDULED', 'CONFIRMED')))";

/// The statement that finds a service which the widget with this key offers, with its questions; perhaps to whoever moves
/// an appointment.
pub fn statement(key: &str, appointment: Option<&str>, service: &str) -> Statement {
    let sql = format!(
        "SELECT s.questions FROM widgets w JOIN services s ON s.client_id = w.client_id \
         WHERE w.key = ?1 AND s.id = ?3 AND {IN_USE} AND {OFFERED}"
    );
    Statement::new(sql, vec![key.into(), appointment.map(str::to_owned).into(), service.into()])
}

/// The appointment of a link to this business; none for a link of elsewhere.
pub fn linked(context: &Context<'_>, page: &Page, token: &str) -> Option<String> {
    let (database, appointment) = booking::open(context.host(), token)?;
    (database == page.database).then_some(appointment)
}

/// Refuses a service that [`statement`] did not find.
pub fn require(set: Option<&ResultSet>) -> Result<(), Problem> {
    if first(set).is_some() { Ok(()) } else { Err(Problem::invalid(vec![missing()])) }
}

/// What is wrong with a service that the widget does not offer.
pub fn missing() -> InputError {
    let message = "Is not there, or cannot be booked.".to_owned();
    InputError { pointer: "/service_id".to_owned(), code: "not_found", message }
}

/// Asks along with a question about a service whether the widget offers it, and lets its visitors name who serves.
pub struct Offered<'a> {
    /// The widget's key.
    pub key: &'a str,
    /// The appointment that is to be moved.
    pub appointment: Option<&'a str>,
    /// The service.
    pub service: &'a str,
    /// The person that is asked for by name.
    pub staff: Option<&'a str>,
}

impl Alongside for Offered<'_> {
    fn reads(&self) -> Vec<Statement> {
        vec![statement(self.key, self.appointment, self.service)]
    }

    fn look(&mut self, results: &[ResultSet]) -> Result<(), Problem> {
        require(results.first())
    }

    fn accept(&mut self, offer: &Offer) -> Result<(), Problem> {
        offer.require_staff_choice(self.staff)
    }
}
