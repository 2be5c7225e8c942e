//! The rows that point to a record: moved to another one, and back.
//!
//! What is moved is written down first, row by row, so that the undo moves back these and no others. A moved row keeps
//! its stamps of who wrote it last and when, because nobody edited it; its version counts on, so that an entity tag
//! never stands for two contents.

use domain::contacts::entities::MergeMove;
use domain::contacts::merge::Relation;
use entity::{Entity, Value, id};
use store::Statement;
use store::sql::Sql;

use super::rows;

/// Two records that become one, or two again.
pub struct Parties<'a> {
    /// The row of `merges`.
    pub merge: &'a Value,
    /// The record that stays.
    pub winner: &'a Value,
    /// The record that goes.
    pub loser: &'a Value,
    /// When.
    pub now_ms: i64,
    /// Who.
    pub actor: &'a str,
}

impl Parties<'_> {
    /// Makes what points to the loser through one column point to the winner, and takes away what the winner has
    /// already.
    pub fn move_over(&self, relation: &Relation, statements: &mut Vec<Statement>) {
        if !relation.alike.is_empty() {
            statements.push(self.record(relation, "REMOVED"));
            let mut sql = Sql::new("DELETE FROM ");
            sql.push(relation.entity.table).push(" WHERE ").push(relation.field.name).push(" = ");
            sql.bind(self.loser.clone()).push(" AND id IN (");
            self.recorded(&mut sql, relation, "record_id", "REMOVED").push(")");
            statements.push(sql.finish());
        }
        statements.push(self.record(relation, "MOVED"));
        statements.push(self.point(relation, self.loser, self.winner));
    }

    /// Makes what the merge moved point to the loser again, where it still points to the winner, and puts back what
    /// the merge took away.
    pub fn move_back(&self, relation: &Relation, statements: &mut Vec<Statement>) {
        statements.push(self.point(relation, self.winner, self.loser));
        if !relation.alike.is_empty() {
            statements.push(self.put_back(relation));
        }
    }

    fn point(&self, relation: &Relation, from: &Value, to: &Value) -> Statement {
        let (table, column) = (relation.entity.table, relation.field.name);
        let mut sql = Sql::new("UPDATE ");
        sql.push(table).push(" SET ").push(column).push(" = ").bind(to.clone());
        if relation.entity.is_stamped() {
            sql.push(", version = version + 1");
        }
        sql.push(" WHERE ").push(column).push(" = ").bind(from.clone()).push(" AND id IN (");
        self.recorded(&mut sql, relation, "record_id", "MOVED").push(")");
        sql.finish()
    }

    /// Writes down the rows that point to the loser: those that are like one of the winner's, or the others.
    fn record(&self, relation: &Relation, what: &str) -> Statement {
        let entity = relation.entity;
        let removed = what == "REMOVED";
        let mut sql = Sql::new("INSERT INTO merge_moves (id, client_id, merge_id, move_type, entity_type, record_id, ");
        sql.push("field_name, removed_row, created_at, updated_at, created_by, updated_by, version) SELECT ");
        // The time of the merge, and then bytes of the database's own: there may be any number of rows.
        let random = id::encode(MergeMove::DEFINITION.prefix, id::uuid_v7(self.now_ms, 0, 0));
        sql.bind(random.chars().take(MergeMove::DEFINITION.prefix.len() + 11).collect::<String>());
        sql.push(" || lower(hex(randomblob(8))), (SELECT client_id FROM merges WHERE id = ").bind(self.merge.clone());
        sql.push("), ").bind(self.merge.clone()).push(", ").bind(what).push(", ").bind(entity.name).push(", r.id, ");
        sql.bind(relation.field.name).push(", ");
        sql.push(&if removed { rows::as_document(entity, "r") } else { "NULL".to_owned() }).push(", ");
        sql.bind_all([self.now_ms.into(), self.now_ms.into(), self.actor.into(), self.actor.into(), 1_i64.into()]);
        sql.push(" FROM ").push(entity.table).push(" r WHERE r.").push(relation.field.name).push(" = ");
        sql.bind(self.loser.clone());
        if relation.field.kind.references().is_some_and(|target| target.name == entity.name) {
            // The winner does not point to itself: the merge decides on its own column.
            sql.push(" AND r.id <> ").bind(self.winner.clone());
        }
        if removed {
            sql.push(" AND (");
            self.alike(&mut sql, relation);
            sql.push(")");
        }
        sql.finish()
    }

    /// The winner has a row with the same values in all other columns of a set that is unique.
    fn alike(&self, sql: &mut Sql, relation: &Relation) {
        for (position, set) in relation.alike.iter().enumerate() {
            sql.push(if position > 0 { " OR EXISTS (" } else { "EXISTS (" });
            sql.push("SELECT 1 FROM ").push(relation.entity.table).push(" o WHERE o.").push(relation.field.name);
            sql.push(" = ").bind(self.winner.clone());
            for column in set {
                sql.push(&format!(" AND o.{column} = r.{column}"));
            }
            sql.push(")");
        }
    }

    /// Selects a column of what was written down about a relation.
    fn recorded<'s>(&self, sql: &'s mut Sql, relation: &Relation, column: &str, what: &str) -> &'s mut Sql {
        sql.push("SELECT ").push(column).push(" FROM merge_moves WHERE merge_id = ").bind(self.merge.clone());
        sql.push(" AND entity_type = ").bind(relation.entity.name).push(" AND field_name = ");
        sql.bind(relation.field.name).push(" AND move_type = ").bind(what)
    }

    /// Inserts the rows that the merge took away, but not those whose other side has gone since.
    fn put_back(&self, relation: &Relation) -> Statement {
        let entity = relation.entity;
        let columns: Vec<&str> =
            rows::stored_columns(entity).into_iter().filter(|column| *column != rows::ROW_NUMBER).collect();
        let member = |column: &str| format!("json_extract(m.removed_row, '$.{column}')");
        let mut sql = Sql::new("INSERT INTO ");
        sql.push(entity.table).push(" (").push(&columns.join(", ")).push(") SELECT ");
        sql.push(&columns.iter().map(|column| member(column)).collect::<Vec<_>>().join(", "));
        sql.push(" FROM (");
        self.recorded(&mut sql, relation, "removed_row, record_id", "REMOVED");
        sql.push(") m WHERE NOT EXISTS (SELECT 1 FROM ").push(entity.table).push(" WHERE id = m.record_id)");
        for field in entity.declared {
            if let Some(target) = field.kind.references() {
                let id = member(field.name);
                sql.push(&format!(" AND ({id} IS NULL OR EXISTS (SELECT 1 FROM {} WHERE id = {id}))", target.table));
            }
        }
        sql.finish()
    }
}
