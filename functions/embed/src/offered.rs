//! What a widget offers: the services that it names, or all of its client.

use api::{InputError, Problem};
use booking::{Alongside, Offer};
use entity::Row;
use store::{ResultSet, Statement};

use visitors::support::first;

/// The condition that the widget `w` offers the service `s`.
pub const OFFERED: &str = "s.is_active = 1 AND (NOT EXISTS (SELECT 1 FROM widget_services l WHERE l.widget_id = w.id) OR \
                           EXISTS (SELECT 1 FROM widget_services l WHERE l.widget_id = w.id AND l.service_id = s.id))";

/// The statement that finds a service which the widget with this key offers, with its questions.
pub fn statement(key: &str, service: &str) -> Statement {
    let sql = format!(
        "SELECT s.id, s.questions, s.staff_choice FROM widgets w JOIN services s ON s.client_id = w.client_id \
         WHERE w.key = ?1 AND s.id = ?2 AND w.is_active = 1 AND {OFFERED}"
    );
    Statement::new(sql, vec![key.into(), service.into()])
}

/// The service that [`statement`] found.
pub fn service(set: Option<&ResultSet>) -> Result<Row<'_>, Problem> {
    first(set).ok_or_else(|| Problem::invalid(vec![missing()]))
}

/// What is wrong with a service that the widget does not offer.
pub fn missing() -> InputError {
    let message = "Is not there, or cannot be booked.".to_owned();
    InputError { pointer: "/service_id".to_owned(), code: "not_found", message }
}

/// Asks along with a question about a service whether the widget offers it.
pub struct Offered<'a> {
    /// The widget's key.
    pub key: &'a str,
    /// The service.
    pub service: &'a str,
}

impl Alongside for Offered<'_> {
    fn reads(&self) -> Vec<Statement> {
        vec![statement(self.key, self.service)]
    }

    fn accept(&mut self, results: &[ResultSet], _: &Offer) -> Result<(), Problem> {
        service(results.first()).map(|_| ())
    }
}
