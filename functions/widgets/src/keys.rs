//! `POST /api/widgets/{id}/key`: a new key for a widget, with what to paste.

use api::command::id_in;
use api::resource::guard_row;
use api::{Answer, Context, Problem, Request, Response, Transaction};
use domain::embed::entities::Widget;
use entity::{Entity, json, json::object};
use store::Task;
use store::sql::update;
use visitors::key;

/// Gives a widget a key, and says what to paste. Pages with the key of before show nothing
/// from then on.
pub fn make<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = id_in(parameters, Widget::DEFINITION)?;
        let caller = context.caller()?;
        let key = key::new(context, &caller.database);
        let mut transaction = Transaction::begin(context);
        guard_row(context, Widget::DEFINITION, &id, None, "update", &mut transaction)?;
        let cells = [
            ("key", key.as_str().into()),
            ("updated_at", context.now_ms.into()),
            ("updated_by", caller.id.as_str().into()),
        ];
        transaction.step(update(Widget::DEFINITION, &id, &cells, &[]));
        let base = key::base_url(context, request);
        let mut snippet = String::from("<script src=");
        json::write_string(&format!("{base}/widget/widget.js"), &mut snippet);
        snippet.push_str(" data-widget=");
        json::write_string(&key, &mut snippet);
        snippet.push_str(" async></script>");
        let members = [("key", key.into()), ("snippet", snippet.into())];
        let answer = Answer::text(object(members).to_string());
        transaction.answers(answer.clone());
        transaction.run(context, &caller.database, Some(Widget::DEFINITION)).await?;
        Ok(answer.response(context.host(), 200, &[]))
    })
}
