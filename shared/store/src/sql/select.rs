//! Reading: one row, a page of a list, the rows related to a page.

use entity::filter::Comparison;
use entity::{EntityDef, FieldView, Filter, Place, Shape, Storage, Value};

use super::parts::{Part, clients, parts};
use super::{Access, Reach, Sql, search_table};
use crate::Statement;

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first, absent values before all.
    Ascending,
    /// Greatest first, absent values after all.
    Descending,
}

impl Direction {
    fn word(self) -> &'static str {
        match self {
            Direction::Ascending => " ASC",
            Direction::Descending => " DESC",
        }
    }

    fn beyond(self) -> &'static str {
        match self {
            Direction::Ascending => " > ",
            Direction::Descending => " < ",
        }
    }
}

/// One key of a sort.
#[derive(Clone)]
pub struct Order {
    /// The field.
    pub field: FieldView,
    /// Which way.
    pub direction: Direction,
}

impl Order {
    fn expression<'s>(&self, alias: &str, sql: &'s mut Sql) -> &'s mut Sql {
        sql.place(alias, &self.field.place, sort_comparison(&self.field))
    }
}

/// How a sort compares a field's values.
pub(super) fn sort_comparison(field: &FieldView) -> Comparison {
    let decimal = matches!(field.kind.name(), "decimal" | "money" | "percent");
    match (&field.place, field.kind.storage()) {
        (Place::Custom(_), Storage::Document) => Comparison::Beginning,
        (Place::Custom(_), Storage::Words) if field.kind.name() == "textarea" => Comparison::Beginning,
        (Place::Custom(_), Storage::Words) => Comparison::Words,
        (Place::Custom(_), Storage::Integer) if decimal => Comparison::Decimal,
        _ => Comparison::Plain,
    }
}

/// Where a page ended: the values of the sort keys of its last row, the id's last.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor(pub Vec<Value>);

/// A list query.
pub struct List<'a> {
    /// What is listed.
    pub shape: Shape<'a>,
    /// What the caller may see.
    pub access: &'a Access,
    /// What is asked for.
    pub filter: Option<&'a Filter>,
    /// Words to be found by full-text search, the last one as a prefix.
    pub search: Option<&'a str>,
    /// The sort keys. The id is added, so that the order is total. Ignored by a search, which is newest first.
    pub order: &'a [Order],
    /// Where the page before ended.
    pub cursor: Option<&'a Cursor>,
    /// How many rows at most.
    pub limit: u32,
    /// The columns of the result. Those of the sort keys are added as `cursor_0`, `cursor_1`, ….
    pub columns: &'a [&'a str],
}

/// A part of the key space behind a cursor. A page is the concatenation of the parts' rows, cut at the limit: each
/// part is one range of one index, where a single condition with `OR` would be a scan.
#[derive(Clone, Copy, PartialEq)]
enum Range {
    /// All of it.
    Whole,
    /// Keys beyond the cursor's, compared as a row value.
    Beyond,
    /// Rows without a value for the first key, beyond the cursor's id.
    NullsBeyond,
    /// Rows without a value for the first key.
    Nulls,
    /// Rows with a value for the first key.
    NotNulls,
    /// Several keys of mixed directions: each key beyond, or equal and the next beyond.
    Stepwise,
}

impl List<'_> {
    /// One statement for each range, in order. The page is their rows one after the other, `limit` at most.
    pub fn statements(&self) -> Vec<Statement> {
        if let (Some(words), Some(table)) = (self.search, search_table(self.shape.entity)) {
            return vec![self.search_statement(words, &table)];
        }
        let order = self.total_order();
        self.ranges(&order).into_iter().map(|range| self.range_statement(&order, range)).collect()
    }

    /// How many rows match, without the cursor.
    pub fn count(&self) -> Statement {
        let mut sql = Sql::new("SELECT count(*) FROM ");
        sql.push(self.shape.entity.table).push(" t WHERE ");
        if let (Some(words), Some(table)) = (self.search, search_table(self.shape.entity)) {
            sql.push("t.row_id IN (SELECT rowid FROM ").push(&table).push(" WHERE ").push(&table).push(" MATCH ");
            sql.bind(self.match_expression(words)).push(") AND ");
        }
        self.conditions(&mut sql, "t", None);
        sql.finish()
    }

    /// A subquery of the page's values in `column`, for the statements that read what is related to the page.
    pub fn page_of(&self, column: &str) -> Statement {
        let columns = [column];
        let narrowed = List { columns: &columns, shape: self.shape, ..*self };
        let mut union = Sql::default();
        for (position, statement) in narrowed.statements().into_iter().enumerate() {
            if position > 0 {
                union.push(" UNION ALL ");
            }
            union.push("SELECT ").push(column).push(" FROM (").append(statement).push(")");
        }
        union.finish()
    }

    fn total_order(&self) -> Vec<Order> {
        let mut order: Vec<Order> = self.order.to_vec();
        let direction = order.last().map_or(Direction::Descending, |last| last.direction);
        let ends_with_id = order.iter().any(|key| key.field.place == Place::Column("id"));
        if let Some(field) = self.shape.find("id").filter(|_| !ends_with_id) {
            order.push(Order { field, direction });
        }
        order
    }

    fn ranges(&self, order: &[Order]) -> Vec<Range> {
        let Some(cursor) = self.cursor else { return vec![Range::Whole] };
        let (Some(first), Some(value)) = (order.first(), cursor.0.first()) else { return vec![Range::Whole] };
        if order.len() > 2 || order.iter().any(|key| key.direction != first.direction) {
            return vec![Range::Stepwise];
        }
        match (first.direction, value.is_null(), first.field.required) {
            (Direction::Ascending, false, _) | (Direction::Descending, false, true) => vec![Range::Beyond],
            (Direction::Ascending, true, _) => vec![Range::NullsBeyond, Range::NotNulls],
            (Direction::Descending, false, false) => vec![Range::Beyond, Range::Nulls],
            (Direction::Descending, true, _) => vec![Range::NullsBeyond],
        }
    }

    fn range_statement(&self, order: &[Order], range: Range) -> Statement {
        let mut sql = self.select_columns(order);
        sql.push(" FROM ");
        match self.parts(order).as_slice() {
            [] => self.part(&mut sql, "t", None, order, range),
            [part] => self.part(&mut sql, "t", Some(part), order, range),
            // The first rows of each part are merged.
            parts => {
                sql.push(self.shape.entity.table).push(" t WHERE t.rowid IN (");
                for (position, part) in parts.iter().enumerate() {
                    sql.push(if position > 0 { " UNION ALL " } else { "" })
                        .push("SELECT r FROM (SELECT u.rowid AS r FROM ");
                    self.part(&mut sql, "u", Some(part), order, range);
                    sql.push(")");
                }
                sql.push(")");
                self.first_rows(&mut sql, "t", order, range);
            }
        }
        sql.finish()
    }

    /// The parts of indexes in which the rows are; none where the planner of SQLite finds an index by itself.
    fn parts(&self, order: &[Order]) -> Vec<Part<'_>> {
        let entity = self.shape.entity;
        // Rows of nobody that are for everybody are in no part.
        if !entity.grows || (entity.scope.shared_when_unset && self.access.shared_too) {
            return Vec::new();
        }
        let own = self.access.rules.iter().all(|rule| matches!(rule.reach, Reach::Own { .. }));
        let by_id = order.first().is_some_and(|key| key.field.place == Place::Column("id"));
        // What somebody owns is sorted sooner than it is picked from the rows of the client.
        let sorted = order.first().filter(|_| !own && !by_id).is_some_and(|key| self.has_index(&key.field.place));
        if !sorted && !self.filter.is_some_and(|filter| self.names_index(filter)) {
            return parts(entity, self.access).unwrap_or_default();
        }
        // Fields have their indexes by client.
        let one = self.access.client().is_some() || self.filtered_client().is_some();
        clients(entity, &self.access.rules).filter(|_| !one).into_iter().collect()
    }

    fn names_index(&self, filter: &Filter) -> bool {
        match filter {
            Filter::All(parts) | Filter::Any(parts) => parts.iter().any(|part| self.names_index(part)),
            Filter::Not(part) => self.names_index(part),
            Filter::Test(test) => self.has_index(&test.place),
        }
    }

    fn has_index(&self, place: &Place) -> bool {
        let Place::Column(name) = place else { return true };
        self.shape.find(name).is_some_and(|field| field.indexed)
    }

    /// The first rows of a part under `alias`. Where it is one for each of other rows, the first rows of every one: what
    /// is read grows with those and not with the rows.
    fn part(&self, sql: &mut Sql, alias: &str, part: Option<&Part<'_>>, order: &[Order], range: Range) {
        let entity = self.shape.entity;
        let above = part.and_then(|part| {
            let (reference, column) = part.path.split_once('.')?;
            Some((part, reference, column, entity.field(reference)?.kind.references()?.table))
        });
        match above {
            Some((part, reference, column, above)) => {
                sql.push(above).push(" c CROSS JOIN ").push(entity.table).push(" ").push(alias).push(" ON ");
                sql.push(alias).push(".rowid IN (SELECT i.rowid FROM ").push(entity.table).push(" i WHERE i.");
                sql.push(reference).push(" = c.id AND ");
                self.range_conditions(sql, "i", Some(part), order, range);
                self.first_rows(sql, "i", order, range);
                sql.push(")");
                if let Some(value) = part.value {
                    sql.push(" WHERE c.").push(column).push(" = ").bind(value);
                }
            }
            None => {
                sql.push(entity.table).push(" ").push(alias).push(" WHERE ");
                if let Some((part, value)) = part.and_then(|part| Some((part, part.value?))) {
                    sql.push(alias).push(".").push(part.path).push(" = ").bind(value).push(" AND ");
                }
                self.range_conditions(sql, alias, part, order, range);
            }
        }
        self.first_rows(sql, alias, order, range);
    }

    fn first_rows(&self, sql: &mut Sql, alias: &str, order: &[Order], range: Range) {
        // Among rows without a value for the first key there is only the rest to sort by. SQLite does not see that where
        // the key is an expression, and would sort them all.
        let sorted = match range {
            Range::Nulls | Range::NullsBeyond => order.get(1..).unwrap_or_default(),
            _ => order,
        };
        push_order(sql, alias, sorted);
        sql.push(&format!(" LIMIT {}", self.limit));
    }

    /// The client that the filter asks for, if it asks for one.
    fn filtered_client(&self) -> Option<&Value> {
        let test = |filter: &'_ Filter| -> Option<Value> {
            match filter {
                Filter::Test(test)
                    if test.place == Place::Column("client_id") && test.operator == entity::Operator::Eq =>
                {
                    test.values.first().cloned()
                }
                _ => None,
            }
        };
        match self.filter? {
            Filter::All(parts) => parts.iter().find(|part| test(part).is_some()).and_then(first_value),
            alone => test(alone).and(first_value(alone)),
        }
    }

    fn select_columns(&self, order: &[Order]) -> Sql {
        let mut sql = Sql::new("SELECT ");
        let columns: Vec<String> = self.columns.iter().map(|column| format!("t.{column}")).collect();
        sql.push(&columns.join(", "));
        for (position, key) in order.iter().enumerate() {
            sql.push(", ");
            key.expression("t", &mut sql).push(&format!(" AS cursor_{position}"));
        }
        sql
    }

    fn range_conditions(&self, sql: &mut Sql, alias: &str, part: Option<&Part<'_>>, order: &[Order], range: Range) {
        self.conditions(sql, alias, part);
        let cursor = self.cursor.map(|cursor| cursor.0.as_slice()).unwrap_or_default();
        push_range(sql, alias, order, cursor, range);
    }

    fn conditions(&self, sql: &mut Sql, alias: &str, part: Option<&Part<'_>>) {
        // The client by name, so that the planner of SQLite sees the first column of the index.
        // Not where rows of nobody are for everybody: they have none.
        let scope = &self.shape.entity.scope;
        let direct = scope.client == Some("client_id") && !(scope.shared_when_unset && self.access.shared_too);
        if let Some(client) = self.access.client().filter(|_| direct && part.is_none()) {
            sql.push(alias).push(".client_id = ").bind(client).push(" AND ");
        }
        sql.access_by(
            alias,
            self.shape.entity,
            self.access,
            part.map_or(self.access.rules.as_slice(), |part| part.rules),
        );
        if let Some(filter) = self.filter {
            sql.push(" AND ").filter(alias, filter);
        }
    }

    fn search_statement(&self, words: &str, table: &str) -> Statement {
        let entity = self.shape.entity;
        let columns: Vec<String> = self.columns.iter().map(|column| format!("t.{column}")).collect();
        let mut sql = Sql::new("SELECT ");
        sql.push(&columns.join(", ")).push(", t.row_id AS cursor_0 FROM ").push(table).push(" s CROSS JOIN ");
        sql.push(entity.table).push(" t ON t.row_id = s.rowid WHERE s.").push(table).push(" MATCH ");
        sql.bind(self.match_expression(words)).push(" AND ");
        self.conditions(&mut sql, "t", None);
        if let Some(last) = self.cursor.and_then(|cursor| cursor.0.first()) {
            sql.push(" AND s.rowid < ").bind(last.clone());
        }
        // Row numbers descend: newest first, and the index is left as soon as the page is full.
        sql.push(&format!(" ORDER BY s.rowid DESC LIMIT {}", self.limit));
        sql.finish()
    }

    /// Every word must be there, the last one perhaps not typed to its end; the client is a term of the index too,
    /// so that the rows of others are never looked at.
    fn match_expression(&self, words: &str) -> String {
        let entity = self.shape.entity;
        let terms: Vec<&str> =
            words.split(|character: char| !character.is_alphanumeric()).filter(|term| !term.is_empty()).collect();
        let last = terms.len().saturating_sub(1);
        let quoted = terms.iter().enumerate().take(16).map(|(position, term)| {
            let prefix = if position == last { "*" } else { "" };
            format!("\"{term}\"{prefix}")
        });
        let all = quoted.collect::<Vec<_>>().join(" AND ");
        let found =
            if all.is_empty() { "\"\"".to_owned() } else { format!("{{{}}} : ({all})", entity.search.join(" ")) };
        let client = self.access.client().or_else(|| self.filtered_client().and_then(Value::as_text));
        match (client.and_then(|client| client.split_once('_')), entity.scope.client) {
            (Some((_, suffix)), Some(column)) if column != "id" => format!("{column} : \"{suffix}\" AND ({found})"),
            _ => found,
        }
    }
}

fn first_value(filter: &Filter) -> Option<&Value> {
    match filter {
        Filter::Test(test) => test.values.first(),
        _ => None,
    }
}

fn push_order(sql: &mut Sql, alias: &str, order: &[Order]) {
    sql.push(" ORDER BY ");
    for (position, key) in order.iter().enumerate() {
        if position > 0 {
            sql.push(", ");
        }
        key.expression(alias, sql).push(key.direction.word());
    }
}

fn push_range(sql: &mut Sql, alias: &str, order: &[Order], cursor: &[Value], range: Range) {
    let Some(first) = order.first() else { return };
    match range {
        Range::Whole => {}
        Range::Nulls => {
            first.expression(alias, sql.push(" AND ")).push(" IS NULL");
        }
        Range::NotNulls => {
            first.expression(alias, sql.push(" AND ")).push(" IS NOT NULL");
        }
        Range::NullsBeyond => {
            first.expression(alias, sql.push(" AND ")).push(" IS NULL");
            if let Some((id, last)) = order.last().zip(cursor.last()) {
                id.expression(alias, sql.push(" AND ")).push(id.direction.beyond()).bind(last.clone());
            }
        }
        Range::Beyond => {
            sql.push(" AND (");
            for (position, key) in order.iter().enumerate() {
                key.expression(alias, if position > 0 { sql.push(", ") } else { sql });
            }
            sql.push(")").push(first.direction.beyond()).push("(").bind_all(cursor.iter().cloned()).push(")");
        }
        Range::Stepwise => {
            sql.push(" AND (");
            for step in 0..order.len().min(cursor.len()) {
                sql.push(if step > 0 { " OR (" } else { "(" });
                for (position, (key, value)) in order.iter().zip(cursor).enumerate().take(step + 1) {
                    if position > 0 {
                        sql.push(" AND ");
                    }
                    if position < step {
                        key.expression(alias, sql).push(" IS ").bind(value.clone());
                    } else {
                        push_beyond(sql, alias, key, value);
                    }
                }
                sql.push(")");
            }
            sql.push(")");
        }
    }
}

/// The key is beyond the value, where absent values come before all others.
fn push_beyond(sql: &mut Sql, alias: &str, key: &Order, value: &Value) {
    match (key.direction, value.is_null()) {
        (Direction::Ascending, true) => {
            key.expression(alias, sql).push(" IS NOT NULL");
        }
        (Direction::Descending, true) => {
            sql.push("0");
        }
        (Direction::Ascending, false) => {
            key.expression(alias, sql).push(" > ").bind(value.clone());
        }
        (Direction::Descending, false) => {
            key.expression(alias, sql.push("(")).push(" < ").bind(value.clone());
            key.expression(alias, sql.push(" OR ")).push(" IS NULL)");
        }
    }
}

/// One row by its id, if `access` reaches it.
pub fn row_by_id(entity: &EntityDef, id: &Value, access: &Access, columns: &[&str]) -> Statement {
    let columns: Vec<String> = columns.iter().map(|column| format!("t.{column}")).collect();
    let mut sql = Sql::new("SELECT ");
    sql.push(&columns.join(", ")).push(" FROM ").push(entity.table).push(" t WHERE t.id = ").bind(id.clone());
    sql.push(" AND ").access("t", entity, access);
    sql.finish()
}

/// The rows of `entity` whose `column` is one of those that `keys` selects, `each` at most for one key when there
/// can be several.
pub fn related(
    entity: &EntityDef,
    column: &str,
    keys: Statement,
    access: &Access,
    columns: &[&str],
    each: Option<u32>,
) -> Statement {
    let list: Vec<String> = columns.iter().map(|column| format!("t.{column}")).collect();
    let mut sql = Sql::new("SELECT ");
    sql.push(&list.join(", ")).push(" FROM ");
    match each {
        None => {
            sql.push(entity.table).push(" t WHERE t.").push(column).push(" IN (").append(keys).push(") AND ");
            sql.access("t", entity, access);
        }
        Some(each) => {
            sql.push("(SELECT DISTINCT * FROM (").append(keys).push(")) k CROSS JOIN ");
            sql.push(entity.table).push(" t ON t.rowid IN (SELECT i.rowid FROM ").push(entity.table);
            sql.push(" i WHERE i.").push(column).push(" = k.id AND ").access("i", entity, access);
            sql.push(&format!(" ORDER BY i.id DESC LIMIT {each}) ORDER BY t.id DESC"));
        }
    }
    sql.finish()
}
