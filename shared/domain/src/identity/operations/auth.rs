//! Getting in, staying in, getting out.

use entity::{Needs, OperationDef, RoundTrips};

use super::{schema, several};

/// A password for tokens.
pub const SIGN_IN: OperationDef = OperationDef {
    name: "sign_in",
    method: "POST",
    path: "/api/auth/sign-in",
    summary: "Exchanges e-mail address and password for an access token of ten minutes and a refresh token. `tenant` is \
              the slug of the organisation, for people who belong to several; without it the first of four counts that the \
              password opens. A wrong password and an unknown address get the same answer; too many of them get 429 with Retry-After.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/sign_in/request")),
    response: Some(|| schema("/sign_in/response")),
    status: 200,
    round_trips: several(
        7,
        "The attempt is counted and the tenant found in the platform's database, before the user is read and the \
         session written in the tenant's; the password is checked in between. Then the count is taken back. That is four; \
         whoever belongs to several organisations is read in each of them, in four at most.",
    ),
};

/// A refresh token for the next one.
pub const REFRESH: OperationDef = OperationDef {
    name: "refresh",
    method: "POST",
    path: "/api/auth/refresh",
    summary: "Exchanges a refresh token for new tokens with what the user may do now. Each works once: one that comes \
              again ends every session that came from the same sign-in.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/refresh/request")),
    response: Some(|| schema("/refresh/response")),
    status: 200,
    round_trips: several(
        3,
        "The platform's database tells whether the tenant may be signed in to. A refused token is looked at again, to \
         end its family if it was used before.",
    ),
};

/// The end of one session.
pub const SIGN_OUT: OperationDef = OperationDef {
    name: "sign_out",
    method: "POST",
    path: "/api/auth/sign-out",
    summary: "Ends the session of the refresh token in the body or, without one, of the access token. An access token \
              stays valid until it expires, ten minutes at most.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/sign_out/request")),
    response: None,
    status: 204,
    round_trips: RoundTrips::One,
};

/// The end of all sessions of the caller.
pub const SIGN_OUT_EVERYWHERE: OperationDef = OperationDef {
    name: "sign_out_everywhere",
    method: "POST",
    path: "/api/auth/sign-out-everywhere",
    summary: "Ends every session of the caller, on all devices.",
    needs: Needs::Caller,
    query: &[],
    request: None,
    response: None,
    status: 204,
    round_trips: RoundTrips::One,
};

/// An API key for an access token.
pub const TOKEN: OperationDef = OperationDef {
    name: "exchange_api_key",
    method: "POST",
    path: "/api/auth/token",
    summary: "Exchanges an API key for an access token of ten minutes, with what the key and its user may both do now. \
              A key is not taken as a bearer token itself: no other request looks keys up.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/exchange_api_key/request")),
    response: Some(|| schema("/exchange_api_key/response")),
    status: 200,
    round_trips: several(2, "The platform's database tells whether the tenant may be signed in to."),
};

/// A new user sets a password.
pub const ACCEPT_INVITATION: OperationDef = OperationDef {
    name: "accept_invitation",
    method: "POST",
    path: "/api/auth/accept-invitation",
    summary: "Sets the password of an invited user, who can sign in from then on. The link works once, for seven days.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/accept_invitation/request")),
    response: None,
    status: 204,
    round_trips: several(
        3,
        "The link is looked at before a password is hashed for it, and the platform learns whose address it is.",
    ),
};

/// A link to set another password.
pub const REQUEST_PASSWORD_RESET: OperationDef = OperationDef {
    name: "request_password_reset",
    method: "POST",
    path: "/api/auth/request-password-reset",
    summary: "Sends a link to set another password to whoever has this address, one for each organisation that they belong \
              to. The answer is the same when nobody has.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/request_password_reset/request")),
    response: None,
    status: 202,
    round_trips: several(
        9,
        "The platform's database tells in which tenant the user is, who is read before a link is written for them: that \
         is three. Whoever belongs to several organisations gets a link from each of them, from four at most.",
    ),
};

/// Another password.
pub const RESET_PASSWORD: OperationDef = OperationDef {
    name: "reset_password",
    method: "POST",
    path: "/api/auth/reset-password",
    summary: "Sets another password and ends every session. The link works once, for an hour.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/reset_password/request")),
    response: None,
    status: 204,
    round_trips: several(
        3,
        "The link is looked at before a password is hashed for it, and the count of failed sign-ins is taken back.",
    ),
};

/// Who the caller is.
pub const ME: OperationDef = OperationDef {
    name: "me",
    method: "GET",
    path: "/api/me",
    summary: "Who the caller is, where they belong, and what their token lets them do.",
    needs: Needs::Caller,
    query: &[],
    request: None,
    response: Some(|| schema("/me/response")),
    status: 200,
    round_trips: RoundTrips::One,
};

/// A link to sign in with another address.
pub const CHANGE_EMAIL: OperationDef = OperationDef {
    name: "change_email",
    method: "POST",
    path: "/api/me/email",
    summary: "Sends a link to the address that the caller wants to sign in with from now on, and a notice to the one of \
              before. Nothing changes until the link is used.",
    needs: Needs::Caller,
    query: &[],
    request: Some(|| schema("/change_email/request")),
    response: None,
    status: 202,
    round_trips: several(
        4,
        "The user is read and the attempt counted before the password is looked at; the link is written afterwards, and \
         then the count is taken back.",
    ),
};

/// Another address.
pub const CONFIRM_EMAIL: OperationDef = OperationDef {
    name: "confirm_email",
    method: "POST",
    path: "/api/auth/confirm-email",
    summary: "Lets a user sign in with the address that the link was sent to, and no longer with the one of before. The \
              link works once, for a day.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/confirm_email/request")),
    response: None,
    status: 204,
    round_trips: several(
        4,
        "The link is looked at first, and the platform learns the address before the tenant does. What the tenant then \
         refuses is taken back there.",
    ),
};
