//! Getting in, staying in, getting out.

pub mod accept_invitation;
pub mod me;
pub mod refresh;
pub mod reset_password;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
