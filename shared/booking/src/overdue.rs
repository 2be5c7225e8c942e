//! Requests that nobody confirmed in time: the clock declines them.

use api::{Context, Problem, Transaction};
use domain::appointments::entities::Appointment;
use entity::{Entity, Value};
use store::sql::guard_version;
use store::{DatabaseName, Statement};

use crate::message::{Occasion, send};
use crate::reminder;
use crate::rows::{Cells, DAY_MS, read, rows};
use crate::status::{free, write};
use crate::visit::{self, Visit};

/// How many requests one visit of the clock declines in a tenant.
const PAGE: i64 = 100;

/// Declines requests whose time is over, and tells those who wait for an answer; not of what is long past. One round trip
/// to see them, one for each.
///
/// # Errors
///
/// When the database is away.
pub async fn decline_over(context: &Context<'_>, database: &DatabaseName) -> Result<u64, Problem> {
    let sql =
        format!("{} WHERE t.status = 'SCHEDULED' AND t.end_time <= ?1 ORDER BY t.end_time LIMIT ?2", visit::SELECT);
    let sets = read(context, database, vec![Statement::new(sql, vec![context.now_ms.into(), PAGE.into()])]).await?;
    let mut declined = 0;
    for mut visit in rows(sets.first()).map(|row| Visit::of(&row)) {
        let mut transaction = Transaction::begin(context);
        let id = Value::from(visit.id.as_str());
        let same = guard_version(Appointment::DEFINITION, &id, visit.version);
        let same = transaction.guard(same, Problem::not_found());
        let cells: Cells = vec![
            ("status", "CANCELLED".into()),
            ("cancelled_at", context.now_ms.into()),
            ("reason", "Nobody confirmed it in time.".into()),
        ];
        write(context, &visit.id, cells, &mut transaction);
        transaction.step(free(&visit.id));
        transaction.step(reminder::cancel(context, &visit.id));
        visit.status = "CANCELLED".to_owned();
        if visit.end_ms > context.now_ms - DAY_MS {
            send(context, database, &visit, Occasion::Declined, None, &mut transaction)?;
        }
        match transaction.run(context, database, Some(Appointment::DEFINITION)).await {
            Ok(_) => declined += 1,
            // Somebody decided meanwhile.
            Err(refused) if refused.step == same => {}
            Err(refused) => return Err(refused.problem),
        }
    }
    Ok(declined)
}
