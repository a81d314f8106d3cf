//! What checks look at: everything that could be read, sound or not.

use webhook_schema::Tree;

use crate::index::Index;
use crate::index::api::Api;
use crate::schemas::Schemas;

/// A catalog of which it is not known yet whether it is consistent.
pub(crate) struct Draft<'t> {
    pub(crate) tree: &'t Tree,
    pub(crate) index: Index,
    pub(crate) api: Option<Api>,
    pub(crate) schemas: Schemas,
}
