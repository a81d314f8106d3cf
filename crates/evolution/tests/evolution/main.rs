//! What a comparison says of two versions of a catalog.

mod catalogs;
mod cases;
mod rules;
