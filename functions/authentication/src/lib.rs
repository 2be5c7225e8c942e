//! Getting in, staying in, getting out: what is asked most and by everybody, and so weighs least.

mod accept_invitation;
mod change_email;
mod exchange;
mod logins;
mod me;
mod operations;
mod refresh;
mod reset_password;
mod sign_in;
mod sign_out;
mod tenant;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "authentication",
    entities: &[],
    catalogue: &[],
    authentication: Some(api::AUTHENTICATION),
    resources: None,
    sealing: None,
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
