//! Random catalogs: what is generated from them compiles, reads what their schemas allow, and keeps its names; what is said
//! of changes of them holds.
//!
//! By default each test looks at as much as a run of all tests has time for. `RANDOM_EVENTS=1000 RANDOM_SEED=7` makes
//! more events from another seed, and `RANDOM_CATALOGS=50` more catalogs.

mod evolution;
mod generated;
mod mistakes;
mod names;
mod payloads;
mod validator;
mod vocabulary;
mod workspace;

use std::env;

/// A number out of the environment.
fn setting(name: &str, default: u64) -> u64 {
    env::var(name)
        .ok()
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}
