//! The contact of an appointment: one that is known, or found by address or number, or new.

use api::{Context, Problem, Transaction};
use domain::contacts::entities::Contact;
use entity::{Entity, Value};
use store::sql::{Access, RowClient, Sql, guard_reference, row_by_id};
use store::{ResultSet, Statement};

use crate::rows::{Cells, completed, insert_select, rows};

/// Who comes.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// A contact of the client.
    Contact {
        /// Its id.
        id: String,
        /// What of the contacts the caller may read. It comes from whoever has callers: visitors are none.
        access: Access,
    },
    /// Somebody who says who they are. The contact of the client with the same e-mail address is theirs, or the one with
    /// the same number where one of the two has no address.
    Details {
        /// The whole name.
        name: Option<String>,
        /// The e-mail address.
        email: Option<String>,
        /// The telephone number, as E.164 has it.
        phone: Option<String>,
    },
}

/// Whom messages go to: kept with the appointment, not read from its contact.
///
/// A contact that is found by its number may have no address, or another one. Written into it, the address of whoever
/// knows the number would read what is sent to the contact from then on; left out, the letters after the first would go
/// elsewhere, and the calendar that got the invitation would never learn of a new time. So a contact is never changed by
/// what a visitor says, and everything about an appointment goes to whoever made it.
#[derive(Clone, Debug, Default)]
pub struct Guest {
    /// What they are called.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
}

/// The statement that reads a known contact; none for somebody who says who they are.
pub(crate) fn look(visitor: &Visitor) -> Option<Statement> {
    let Visitor::Contact { id, access } = visitor else { return None };
    Some(row_by_id(Contact::DEFINITION, &id.as_str().into(), access, &["display_name", "email", "phone"]))
}

/// Whom messages go to: the contact that was read, or whoever says who they are.
pub(crate) fn guest(visitor: &Visitor, found: Option<&ResultSet>) -> Result<Guest, Problem> {
    match visitor {
        Visitor::Contact { .. } => {
            let missing = || Problem::invalid_at("/contact_id", "not_found", "Is not there, or not for you.");
            let row = rows(found).next().ok_or_else(missing)?;
            let text = |column: &str| row.text(column).map(str::to_owned);
            Ok(Guest { name: text("display_name"), email: text("email"), phone: text("phone") })
        }
        Visitor::Details { name, email, phone } => {
            Ok(Guest { name: name.clone(), email: email.clone(), phone: phone.clone() })
        }
    }
}

/// Adds the steps that make sure of the contact, and gives the expression that is its id.
pub(crate) fn ensure(
    context: &Context<'_>,
    client: &str,
    visitor: &Visitor,
    cells: Cells,
    transaction: &mut Transaction,
) -> Result<Statement, Problem> {
    match visitor {
        Visitor::Contact { id, access } => {
            let client = Value::from(client);
            let missing = Problem::invalid_at("/contact_id", "not_found", "Is not there, or not for you.");
            let guard = guard_reference(Contact::DEFINITION, &id.as_str().into(), access, &RowClient::Known(&client));
            transaction.guard(guard, missing);
            Ok(Statement::new("?1", vec![id.as_str().into()]))
        }
        Visitor::Details { name, email, phone } => {
            let found = find(client, email.as_deref(), phone.as_deref());
            let mut cells = cells;
            cells.extend([
                ("client_id", client.into()),
                ("name", name.clone().into()),
                ("email", email.clone().into()),
                ("phone", phone.clone().into()),
            ]);
            let id = context.new_id(Contact::DEFINITION);
            let cells = completed(context, Contact::DEFINITION, &id, cells);
            let mut sql = insert_select(Contact::DEFINITION, &cells);
            sql.push(" WHERE ").append(found.clone()).push(" IS NULL");
            transaction.step(sql.finish());
            Ok(found)
        }
    }
}

/// The id of the contact, as an expression.
fn find(client: &str, email: Option<&str>, phone: Option<&str>) -> Statement {
    let mut sql = Sql::new("coalesce(");
    if let Some(email) = email {
        sql.push("(SELECT id FROM contacts WHERE client_id = ").bind(client).push(" AND email = ").bind(email);
        sql.push(" ORDER BY id LIMIT 1), ");
    }
    if let Some(phone) = phone {
        sql.push("(SELECT id FROM contacts WHERE client_id = ").bind(client).push(" AND phone = ").bind(phone);
        sql.push(if email.is_some() { " AND email IS NULL" } else { "" }).push(" ORDER BY id LIMIT 1), ");
    }
    sql.push("NULL, NULL)");
    sql.finish()
}
