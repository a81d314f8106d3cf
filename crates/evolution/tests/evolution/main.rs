//! What a comparison says of two versions of a catalog.

mod cases;
mod catalogs;
mod deep;
mod large;
mod rules;
mod signatures;
mod soundness;
