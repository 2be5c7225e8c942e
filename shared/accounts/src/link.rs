//! Links that let somebody do something once: invitations, password resets, changes of address. They go out through the
//! outbox.

use api::problem::Kind;
use api::seal::{self, Place};
use api::{CallerKind, Context, Problem, Transaction};
use domain::identity::entities::{LinkPurpose, SignedLink};
use entity::Entity;
use store::{DatabaseName, Statement};

use crate::outbox::{self, Message};
use crate::rows::{first, new_row, read};
use crate::secret::{self, Issued};

/// How long an invitation is good for, in milliseconds: seven days.
const INVITATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long a link to set another password is good for: an hour.
const RESET_MS: i64 = 60 * 60 * 1000;

/// How long a link to another address is good for: a day.
const VERIFICATION_MS: i64 = 24 * 60 * 60 * 1000;

const NOT_YOU: &str = "If it was not you, there is nothing to do.";

/// The setting with the address of the application that links lead to, such as `https://app.example.com`.
const APPLICATION_URL: &str = "PORTICO_APPLICATION_URL";

/// Whom a link is for.
pub struct Recipient<'a> {
    /// The user.
    pub user: &'a str,
    /// Where it is sent.
    pub email: &'a str,
    /// The client that the user belongs to, if any.
    pub client: Option<&'a str>,
    /// The name of the organisation, where the recipient may belong to several.
    pub organisation: Option<&'a str>,
}

/// Adds a new link and the message that carries it to a transaction. Links of before for the same purpose stop working.
pub fn send(
    context: &Context<'_>,
    database: &DatabaseName,
    purpose: LinkPurpose,
    recipient: &Recipient<'_>,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let Issued { text, hash } = secret::issue(context, secret::LINK, database);
    transaction.step(revoke(context, recipient.user, Some(purpose)));
    let cells = vec![
        ("purpose", purpose.word().into()),
        ("user_id", recipient.user.into()),
        ("email", recipient.email.into()),
        ("token_hash", hash.into()),
        ("expires_at", (context.now_ms + lifetime(purpose)).into()),
    ];
    transaction.step(new_row(context, SignedLink::DEFINITION, cells).1);

    let (subject, body) = message(context, purpose, &text, recipient.organisation);
    let message = Message { client: recipient.client, recipient: recipient.email, subject, body: &body };
    outbox::add(context, &message, transaction)
}

/// Does as much work as [`send`] and sends nothing, so that the time does not tell that there is nobody to send it to.
pub async fn send_to_nobody(context: &Context<'_>, purpose: LinkPurpose) -> Result<(), Problem> {
    let platform = DatabaseName::platform();
    let Issued { text, hash } = secret::issue(context, secret::LINK, &platform);
    let (_, body) = message(context, purpose, &text, None);
    let place = Place { table: SignedLink::DEFINITION.table, column: "email", id: &hash };
    let sealed = seal::seal(context.host(), place, &body)?;
    // A row that is written and gone again: the database has to keep it as it has to keep a link.
    let mut transaction = Transaction::begin(context);
    transaction.step(Statement::new(
        "INSERT INTO sign_in_throttles (id, key, failures, expires_at) VALUES (?1, ?2, 0, ?3 + length(?4))",
        vec![context.prefixed_id("thr").into(), hash.as_str().into(), context.now_ms.into(), sealed.into()],
    ));
    transaction.step(Statement::new("DELETE FROM sign_in_throttles WHERE key = ?1", vec![hash.into()]));
    transaction.run(context, &platform, None).await?;
    Ok(())
}

fn lifetime(purpose: LinkPurpose) -> i64 {
    match purpose {
        LinkPurpose::Invitation => INVITATION_MS,
        LinkPurpose::PasswordReset => RESET_MS,
        LinkPurpose::EmailVerification => VERIFICATION_MS,
    }
}

fn message(
    context: &Context<'_>,
    purpose: LinkPurpose,
    token: &str,
    organisation: Option<&str>,
) -> (&'static str, String) {
    let application = context.host().settings.get(APPLICATION_URL).unwrap_or_default().trim_end_matches('/');
    match purpose {
        LinkPurpose::Invitation => {
            let asked = "You are invited. Choose a password within seven days:";
            ("Your invitation", format!("{asked}\n\n{application}/accept-invitation?token={token}\n"))
        }
        LinkPurpose::PasswordReset => {
            let place = organisation.map(|name| format!(" at {name}")).unwrap_or_default();
            let asked = format!("Somebody, most likely you, asked for another password{place}. Set it within an hour:");
            let text = format!("{asked}\n\n{application}/reset-password?token={token}\n\n{NOT_YOU}\n");
            ("Your password", text)
        }
        LinkPurpose::EmailVerification => {
            let asked = "Somebody, most likely you, wants to sign in with this address. Confirm it within a day:";
            let text = format!("{asked}\n\n{application}/confirm-email?token={token}\n\n{NOT_YOU}\n");
            ("Your e-mail address", text)
        }
    }
}

/// Adds that the caller has shown that their address is theirs: until then they ask nobody in, person or program. Keys are
/// made by people who have.
pub fn guard_verified(context: &Context<'_>, transaction: &mut Transaction) -> Result<(), Problem> {
    let caller = context.caller()?;
    if caller.kind == CallerKind::User {
        let unverified =
            "INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND email_verified IS NULL)";
        let message = "Confirm your e-mail address first, by the link that was sent there. Ask for another one at \
                       POST /api/me/email.";
        let statement = Statement::new(unverified, vec![caller.id.as_str().into()]);
        transaction.guard(statement, Problem::new(Kind::Forbidden, message));
    }
    Ok(())
}

/// Revokes the links of a user that are still good: those for a purpose, or all.
pub fn revoke(context: &Context<'_>, user: &str, purpose: Option<LinkPurpose>) -> Statement {
    Statement::new(
        "UPDATE signed_links SET revoked_at = ?1, updated_at = ?1, version = version + 1 WHERE user_id = ?2 AND \
         used_at IS NULL AND revoked_at IS NULL AND (?3 IS NULL OR purpose = ?3)",
        vec![context.now_ms.into(), user.into(), purpose.map(LinkPurpose::word).into()],
    )
}

/// A link that came back and is good, and whom it lets in.
pub struct Presented {
    /// The tenant's database.
    pub database: DatabaseName,
    /// The user.
    pub user: String,
    /// The user's address.
    pub email: String,
    /// Where the link was sent.
    pub sent_to: String,
    /// The user's name.
    pub name: Option<String>,
    hash: String,
    purpose: LinkPurpose,
}

/// Looks at a link before any work is done for it.
pub async fn present(context: &Context<'_>, purpose: LinkPurpose, token: &str) -> Result<Presented, Problem> {
    let (database, hash) = secret::parse(secret::LINK, token).ok_or_else(refused)?;
    let statement = Statement::new(
        format!("SELECT u.id, u.email, u.name, l.email AS sent_to {VALID}"),
        vec![hash.as_str().into(), purpose.word().into(), context.now_ms.into()],
    );
    let sets = read(context, &database, vec![statement]).await?;
    let row = first(sets.first()).ok_or_else(refused)?;
    let text = |column: &str| row.text(column).map(str::to_owned);
    let (user, email) = text("id").zip(text("email")).ok_or_else(Problem::internal)?;
    let (sent_to, name) = (text("sent_to").ok_or_else(Problem::internal)?, text("name"));
    Ok(Presented { database, user, email, sent_to, name, hash, purpose })
}

/// A link that is good for a purpose now, of a user who may use it: somebody who was deactivated may not.
const VALID: &str = "FROM signed_links l JOIN users u ON u.id = l.user_id WHERE l.token_hash = ?1 AND l.purpose = ?2 \
                     AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > ?3 AND u.deactivated_at IS NULL";

impl Presented {
    /// Adds to a transaction that the link is still good, and uses it up.
    pub fn redeem(&self, context: &Context<'_>, transaction: &mut Transaction) {
        transaction.guard(
            Statement::new(
                format!("INSERT INTO guard SELECT EXISTS (SELECT 1 {VALID})"),
                vec![self.hash.as_str().into(), self.purpose.word().into(), context.now_ms.into()],
            ),
            refused(),
        );
        transaction.step(Statement::new(
            "UPDATE signed_links SET used_at = ?1, updated_at = ?1, version = version + 1 WHERE token_hash = ?2",
            vec![context.now_ms.into(), self.hash.as_str().into()],
        ));
        transaction.step(revoke(context, &self.user, None));
    }
}

fn refused() -> Problem {
    Problem::unauthenticated("This link is not valid any more. Ask for a new one.")
}
