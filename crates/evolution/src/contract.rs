//! Compares two contracts, and what an index says next to them.

mod attempts;
mod layout;
mod signature;

use std::collections::BTreeMap;

use serde_json::Value;
use webhook_catalog::Catalog;
use webhook_catalog::layout::INDEX;
use webhook_contract::{Location as Place, SubscriptionDefault};
use webhook_schema::Location;

use crate::change::Change;
use crate::rule::Rule;
use crate::rules;
use crate::verdict::Bump;

/// Which dialect schemas are said to be written in.
pub(crate) const DIALECT: &str = "/contract/schema/dialect";

/// Whatever changed in the contract and the index, but for the events.
pub(crate) fn compare(before: &Catalog, after: &Catalog) -> Vec<Change> {
    let mut found = Found { before, after, changes: Vec::new() };
    layout::compare(&mut found);
    found.words();
    signature::compare(&mut found);
    attempts::compare(&mut found);
    found.limits();
    found.index();
    found.changes
}

struct Found<'c> {
    before: &'c Catalog,
    after: &'c Catalog,
    changes: Vec<Change>,
}

impl Found<'_> {
    /// A change of the value at a pointer of the index.
    fn push(&mut self, pointer: &str, change: Change) {
        let nearest = |catalog: &Catalog| {
            let mut at = Location::new(INDEX, pointer);
            while catalog.value(&at).is_none() && !at.pointer.is_empty() {
                at = at.parent();
            }
            at
        };
        let (before, after) = (nearest(self.before), nearest(self.after));
        self.changes.push(change.before(&before).after(&after).detail(pointer));
    }

    /// A change where the values at a pointer differ.
    fn differs(&mut self, rule: &'static Rule, pointer: &str) -> bool {
        self.differs_as(rule, pointer, short)
    }

    /// The same, with what is shown of each value.
    fn differs_as(
        &mut self,
        rule: &'static Rule,
        pointer: &str,
        shown: fn(&Value) -> Option<String>,
    ) -> bool {
        let at = Location::new(INDEX, pointer);
        let (before, after) = (self.before.value(&at), self.after.value(&at));
        if before == after {
            return false;
        }
        let name = pointer.trim_start_matches('/').replace('/', ".");
        let is = match (before, after) {
            (Some(old), Some(new)) => match shown(old).zip(shown(new)) {
                Some((old, new)) => format!("was {old} and is {new}"),
                None => "was changed".to_owned(),
            },
            (old, new) => {
                let what = if old.is_some() { "is no longer stated" } else { "is stated now" };
                let joint = if old.is_some() { "; it was " } else { ": " };
                let value = old.or(new).and_then(shown);
                format!("{what}{}", value.map_or_else(String::new, |value| format!("{joint}{value}")))
            }
        };
        self.push(pointer, Change::new(rule, format!("`{name}` {is}")));
        true
    }

    /// The same of a header's name, of which HTTP ignores the case.
    fn header(&mut self, rule: &'static Rule, pointer: &str) {
        let at = Location::new(INDEX, pointer);
        let name = |catalog: &Catalog| {
            catalog.value(&at).and_then(|name| name.as_str()).map(str::to_ascii_lowercase)
        };
        match (name(self.before), name(self.after)) {
            (Some(old), Some(new)) if old == new => self.respelled(pointer),
            // Nobody looks for a header that was not there.
            (None, _) => drop(self.differs(&rules::CONTRACT_CHANGED, pointer)),
            _ => drop(self.differs(rule, pointer)),
        }
    }

    /// The same where only the case of a header's name differs.
    fn respelled(&mut self, pointer: &str) {
        if self.differs(&rules::CONTRACT_CHANGED, pointer)
            && let Some(change) = self.changes.last_mut()
        {
            change.message += ", which is the same name: HTTP ignores the case";
        }
    }

    /// The same of what only speaks to people: sentences are long, and the lines are shown anyway.
    fn said(&mut self, rule: &'static Rule, pointers: &[&str]) {
        for pointer in pointers {
            self.differs_as(rule, pointer, |_| None);
        }
    }

    /// Which of two rules holds, by whether a value is less than it was.
    fn by_size<T: PartialOrd>(
        &mut self,
        pointer: &str,
        (old, new): (T, T),
        less: &'static Rule,
        more: &'static Rule,
    ) {
        if old != new {
            self.differs(if new < old { less } else { more }, pointer);
        }
    }

    /// A part of the contract that one of the two versions does not state.
    fn stated(&mut self, pointer: &str, what: &str, was: bool, is: bool) {
        let (rule, is) = match (was, is) {
            (true, false) => (&rules::POLICY_WITHDRAWN, "no longer stated"),
            (false, true) => (&rules::CONTRACT_CHANGED, "stated now"),
            _ => return,
        };
        self.push(pointer, Change::new(rule, format!("the {what} is {is}")));
    }

    /// What the last change withdraws is missing in the crates: a constant that unwraps it no longer compiles.
    fn withdrawn<T>(&mut self, old: Option<&T>, new: Option<&T>) {
        if old.is_some()
            && new.is_none()
            && let Some(change) = self.changes.last_mut()
        {
            change.verdict.rust = Bump::Major;
        }
    }

    fn words(&mut self) {
        self.header(&rules::IDEMPOTENCY_KEY_CHANGED, "/contract/idempotency_key/header");
        self.said(
            &rules::CONTRACT_CHANGED,
            &[
                "/contract/envelope/schema",
                "/contract/name/grammar",
                "/contract/name/pattern",
                "/contract/name/promise",
                DIALECT,
                "/contract/schema/evolution",
                "/contract/schema/enums",
                "/contract/schema/promise",
                "/contract/example/promise",
                "/contract/idempotency_key/scope_assumed",
                "/contract/idempotency_key/promise",
                "/contract/assumptions",
            ],
        );
    }

    fn limits(&mut self) {
        let (before, after) = (&self.before.index.contract, &self.after.index.contract);
        let (old, new) = (&before.limits, &after.limits);
        let subscriptions = (before.subscription.default, after.subscription.default);
        // Where no limit is stated, a body may have any size, and nobody may rely on an endpoint or a log.
        let bodies =
            (old.max_body_bytes.map_or(u64::MAX, u64::from), new.max_body_bytes.map_or(u64::MAX, u64::from));
        self.by_size(
            "/contract/limits/max_body_bytes",
            bodies,
            &rules::CONTRACT_CHANGED,
            &rules::MAX_BODY_INCREASED,
        );
        self.withdrawn(old.max_body_bytes.as_ref(), new.max_body_bytes.as_ref());
        let (less, more) = (&rules::LIMITS_REDUCED, &rules::CONTRACT_CHANGED);
        self.by_size("/contract/limits/max_endpoints", (old.max_endpoints, new.max_endpoints), less, more);
        self.withdrawn(old.max_endpoints.as_ref(), new.max_endpoints.as_ref());
        self.by_size("/contract/limits/delivery_log_days", (old.delivery_log, new.delivery_log), less, more);
        self.withdrawn(old.delivery_log.as_ref(), new.delivery_log.as_ref());
        self.differs(&rules::CONTRACT_CHANGED, "/contract/limits/typical_body_bytes");
        self.withdrawn(old.typical_body_bytes.as_ref(), new.typical_body_bytes.as_ref());
        // What was not settled is left to be stated.
        match subscriptions {
            (old, new) if old == new => {}
            (SubscriptionDefault::Unspecified, _) => {
                self.differs(&rules::CONTRACT_CHANGED, "/contract/subscription/default");
            }
            _ => drop(self.differs(&rules::SUBSCRIPTION_CHANGED, "/contract/subscription/default")),
        }
        self.said(
            &rules::CONTRACT_CHANGED,
            &["/contract/subscription/synthetic_events", "/contract/subscription/note"],
        );
    }

    fn index(&mut self) {
        self.differs(&rules::PROVIDER_CHANGED, "/provider/name");
        let (old, new) = (&self.before.index.provider.api_base_url, &self.after.index.provider.api_base_url);
        let rule = if old.is_none() { &rules::CONTRACT_CHANGED } else { &rules::API_URL_CHANGED };
        self.differs(rule, "/provider/api_base_url");
        // With it goes the constant of the crates.
        self.withdrawn(old.as_ref(), new.as_ref());
        self.differs(&rules::RUST_NAME_CHANGED, "/rust_names");
        self.said(&rules::INDEX_CHANGED, &["/provider/title"]);
        self.families();
    }

    /// Families are called by their names, whatever their order.
    fn families(&mut self) {
        let of = |catalog: &Catalog| {
            let numbered = catalog.index.families.iter().cloned().enumerate();
            numbered
                .map(|(number, family)| (family.name.clone(), (number, family)))
                .collect::<BTreeMap<_, _>>()
        };
        let (older, newer) = (of(self.before), of(self.after));
        let mut said = Vec::new();
        for (name, (number, new)) in &newer {
            match older.get(name) {
                None => said.push((Some(*number), format!("the family `{name}` was added"))),
                Some((_, old)) if old != new => {
                    let fields = [
                        ("title", old.title != new.title),
                        ("description", old.description != new.description),
                        ("note", old.note != new.note),
                    ];
                    let names = fields.into_iter().filter(|(_, is_other)| *is_other).map(|(name, _)| name);
                    let what = names.collect::<Vec<_>>().join(", ");
                    said.push((Some(*number), format!("the family `{name}` changed: {what}")));
                }
                Some(_) => {}
            }
        }
        let gone = older.keys().filter(|name| !newer.contains_key(*name));
        said.extend(gone.map(|name| (None, format!("the family `{name}` was removed"))));
        for (number, message) in said {
            let at = number.map_or("/families".to_owned(), |number| format!("/families/{number}"));
            self.push(&at, Change::new(&rules::INDEX_CHANGED, message.as_str()));
            if let Some(change) = self.changes.last_mut() {
                change.detail = message;
            }
        }
    }
}

/// A value as it is written, unless it is too much for a sentence.
fn short(value: &Value) -> Option<String> {
    let is_short = match value {
        Value::Object(_) => false,
        Value::Array(items) => items.iter().all(Value::is_string),
        _ => true,
    };
    is_short.then(|| value.to_string())
}

/// A place, with a header's name as HTTP compares it.
fn place(place: &Place) -> String {
    match place {
        Place::Header(_) | Place::NumberedHeader { .. } => place.to_string().to_ascii_lowercase(),
        Place::Body(_) | Place::Query(_) => place.to_string(),
    }
}
