//! The conditions that are said of a value.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Schema};

use super::super::One;
use crate::facts::kinds::Kinds;
use crate::facts::{Entries, is_valid};

/// One of these, by its keyword; those with a key go by that, too.
pub(super) struct Condition<'c> {
    pub keyword: Keyword,
    pub key: Option<&'c str>,
    /// The schema that has the keyword.
    pub owner: &'c Schema,
    pub schemas: Vec<&'c Schema>,
}

impl<'c> Condition<'c> {
    /// What a value may have to be valid against.
    pub(super) fn asked(&self) -> Entries<'c> {
        match self.keyword {
            Keyword::If => [Keyword::Then, Keyword::Else]
                .into_iter()
                .filter_map(|keyword| self.owner.one(keyword))
                .collect(),
            Keyword::Not | Keyword::ContentSchema => Entries::new(),
            _ => self.schemas.clone(),
        }
    }

    /// Whether it allows a value that is no object; of several branches, one is enough.
    pub(super) fn is_met(&self, catalog: &Catalog, value: &Value) -> bool {
        let allows = |schema: &'c Schema| is_valid(catalog, &[schema], value);
        let follows = |keyword: Keyword| self.owner.one(keyword).is_none_or(allows);
        match (self.keyword, &self.schemas[..]) {
            (Keyword::Not, [ruled_out]) => !allows(ruled_out),
            (Keyword::If, [test, ..]) => follows(if allows(test) { Keyword::Then } else { Keyword::Else }),
            (Keyword::OneOf | Keyword::AnyOf, branches) => branches.iter().any(|branch| allows(branch)),
            _ => true,
        }
    }

    /// Whether it describes fields.
    pub(super) fn has_fields(&self) -> bool {
        const FIELDS: [Keyword; 3] =
            [Keyword::Properties, Keyword::PatternProperties, Keyword::AdditionalProperties];
        let mut all = self.schemas.iter().flat_map(|schema| schema.all());
        !matches!(self.keyword, Keyword::Not | Keyword::ContentSchema)
            && all.any(|schema| {
                schema.reference.is_some() || FIELDS.into_iter().any(|keyword| schema.has(keyword))
            })
    }

    /// The keys that it speaks of in `required`.
    pub(super) fn keys(&self) -> BTreeSet<&'c str> {
        let (mut keys, mut todo) = (BTreeSet::new(), self.schemas.clone());
        while let Some(schema) = todo.pop() {
            keys.extend(schema.required.iter().map(|entry| &*entry.key));
            todo.extend(schema.in_place());
        }
        keys
    }

    pub(super) fn at(&self) -> Location {
        let at = self.owner.location_of(self.keyword);
        match self.key {
            Some(key) => self.schemas.first().map_or_else(|| at.child(key), |schema| schema.location.clone()),
            None => at,
        }
    }
}

/// The conditions on values of a kind.
pub(super) fn conditions<'c>(one: &One<'c>, kind: Kinds) -> Vec<Condition<'c>> {
    let mut found = Vec::new();
    for owner in one.members.iter().map(|member| member.schema) {
        if let Some(not) = owner.one(Keyword::Not) {
            found.push(Condition { keyword: Keyword::Not, key: None, owner, schemas: vec![not] });
        }
        if owner.has(Keyword::If) {
            let parts = [Keyword::If, Keyword::Then, Keyword::Else];
            let schemas: Vec<&Schema> = parts.into_iter().filter_map(|keyword| owner.one(keyword)).collect();
            // A condition from which nothing follows says nothing.
            if schemas.len() > 1 {
                found.push(Condition { keyword: Keyword::If, key: None, owner, schemas });
            }
        }
        for keyword in [Keyword::DependentSchemas, Keyword::Dependencies] {
            for (key, schema) in owner.map(keyword).into_iter().flatten().filter(|_| kind == Kinds::OBJECT) {
                let keyword = Keyword::DependentSchemas;
                found.push(Condition { keyword, key: Some(key), owner, schemas: vec![schema] });
            }
        }
        if let Some(content) = owner.one(Keyword::ContentSchema).filter(|_| kind == Kinds::STRING) {
            found.push(Condition {
                keyword: Keyword::ContentSchema,
                key: None,
                owner,
                schemas: vec![content],
            });
        }
    }
    for (owner, keyword) in &one.tests {
        let schemas = owner.list(*keyword).unwrap_or_default().iter().collect();
        found.push(Condition { keyword: *keyword, key: None, owner, schemas });
    }
    found
}
