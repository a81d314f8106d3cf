//! Values that a schema probably allows. Nothing relies on them: a validator looks at each before it is shown.

mod at_limit;
mod discriminator;
mod scalars;
mod search;
mod typical;

pub(crate) use at_limit::at_limit;
pub(crate) use search::Search;
pub(crate) use typical::{any_of_kinds, sample, sample_of};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;

/// Values that the schema at a location of a catalog probably allows. A validator should look at each; there are none where
/// the schema is not understood.
pub fn samples(catalog: &Catalog, schema: &Location) -> Vec<Value> {
    catalog.at(schema).map(|schema| sample_of(catalog, &[schema])).unwrap_or_default()
}
