//! Every module of the product, for whoever serves them in one process: the native host and the tests.

use api::Module;

/// All modules, in the order of the catalogue.
pub static MODULES: &[&Module] = &[
    &access::MODULE,
    &authentication::MODULE,
    &identity::MODULE,
    &tenancy::MODULE,
    &contacts::MODULE,
    &imports::MODULE,
    &leads::MODULE,
    &services::MODULE,
    &appointments::MODULE,
    &calendars::MODULE,
    &embed::MODULE,
    &visits::MODULE,
    &widgets::MODULE,
    &documentation::MODULE,
];
