//! Values that a schema probably allows. Nothing relies on them: a validator looks at each before it is shown.

mod at_limit;
mod checked;
mod discriminator;
mod place;
mod scalars;
mod search;
mod typical;

pub(crate) use at_limit::at_limit;
pub(crate) use scalars::any_of_kinds;
pub(crate) use search::Search;
use typical::shown_of;
pub(crate) use typical::{sample, sample_of};

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;

/// Values that the schema at a location of a catalog probably allows, with no more in them than there has to be. A validator
/// should look at each; there are none where the schema is not understood.
pub fn samples(catalog: &Catalog, schema: &Location) -> Vec<Value> {
    catalog.at(schema).map(|schema| sample_of(catalog, &[schema])).unwrap_or_default()
}

/// The same, first with some of what need not be there: a typical value shows that, too.
pub fn typical_samples(catalog: &Catalog, schema: &Location) -> Vec<Value> {
    let shown = catalog.at(schema).map(|schema| shown_of(catalog, &[schema])).unwrap_or_default();
    shown.into_iter().chain(samples(catalog, schema)).collect()
}
