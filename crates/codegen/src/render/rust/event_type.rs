//! `EventType` and `Family`: the catalog's names as enums.

use std::collections::{BTreeMap, HashMap};

use proc_macro2::Ident;
use quote::{format_ident, quote};

use super::lists::{self, Arm, arms, filled, hole, hole_for_arms, literal, variants};
use super::{Items, docs, unparse};
use crate::ir::{FamilyId, Ir};

/// The documentation of the module.
pub const DOCS: &str = "\
//! The names of the catalog: every event and family, whichever features are on.
";

/// The items of the module.
pub fn items<'i>(ir: &'i Ir<'_>) -> Items<'i> {
    let uses = quote! {
        use core::fmt;
        use core::str::FromStr;

        use crate::texts::{EXAMPLES, SCHEMAS};
    };
    let idents: Vec<Ident> = ir.events.iter().map(|event| format_ident!("{}", event.ident)).collect();
    let of_events = [event_type, entries, methods, from_str].into_iter().map(move |item| item(ir, &idents));
    let first = std::iter::once_with(|| unparse(uses));
    Box::new(first.chain(of_events).chain(std::iter::once_with(|| family(ir))))
}

fn event_type(ir: &Ir<'_>, idents: &[Ident]) -> String {
    let variants = variants(ir.events.iter().zip(idents).map(|(event, ident)| {
        let mut lines = vec![format!("`{}`", event.entry.name), String::new()];
        lines.extend(docs::lines(&event.entry.description));
        lines.extend(docs::of_deprecation(event.deprecation.as_ref()));
        format!("{}{ident},", docs::outer("", &lines))
    }));
    let hole = hole(&variants);
    let items = quote! {
        /// The name of an event of the catalog.
        ///
        /// Orders as the provider's API lists the events.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EventType { #hole }
    };
    filled(items, [&variants])
}

/// What the index says of each event.
fn entries(ir: &Ir<'_>, idents: &[Ident]) -> String {
    let count = ir.events.len();
    let ident_of: HashMap<&str, &Ident> =
        ir.events.iter().map(|event| event.entry.name.as_str()).zip(idents).collect();
    let entries = lists::items(ir.events.iter().map(|event| {
        let (name, published) = (literal(&event.entry.name), event.entry.published);
        let live = event.entry.emission.status == webhook_catalog::index::entries::Status::Live;
        let family = family_ident(ir, event.family);
        let deprecated = event.deprecation.is_some();
        let deprecation = event.deprecation.as_ref();
        let sunset = deprecation.and_then(|deprecation| deprecation.sunset.as_deref());
        let sunset = optional(sunset.map(literal));
        let replaced_by = deprecation.and_then(|deprecation| deprecation.replaced_by.as_deref());
        let replaced_by = replaced_by.and_then(|name| ident_of.get(name));
        let replaced_by = optional(replaced_by.map(|ident| format!("EventType::{ident}")));
        format!(
            "Entry {{\n    name: {name},\n    family: Family::{family},\n    published: {published},\n    live: {live},\n    \
             deprecated: {deprecated},\n    sunset: {sunset},\n    replaced_by: {replaced_by},\n}},"
        )
    }));
    let hole = hole(&entries);
    let items = quote! {
        struct Entry {
            name: &'static str,
            family: Family,
            published: bool,
            live: bool,
            deprecated: bool,
            sunset: Option<&'static str>,
            replaced_by: Option<EventType>,
        }

        static ENTRIES: [Entry; #count] = [#hole];
    };
    filled(items, [&entries])
}

fn methods(_: &Ir<'_>, idents: &[Ident]) -> String {
    let all = lists::constants(idents.iter().map(|ident| format!("EventType::{ident},")));
    let hole = hole(&all);
    let items = quote! {
        impl EventType {
            /// Every event of the catalog.
            pub const ALL: &'static [EventType] = &[#hole];

            /// The name as the catalog has it.
            pub fn as_str(self) -> &'static str {
                self.entry().name
            }

            /// The family that it belongs to.
            pub fn family(self) -> Family {
                self.entry().family
            }

            /// Whether the catalog page presents it. All can be subscribed to.
            pub fn is_published(self) -> bool {
                self.entry().published
            }

            /// Whether it is emitted as of this catalog version; otherwise it is declared only.
            pub fn is_live(self) -> bool {
                self.entry().live
            }

            /// Whether it is on its way out, as of this catalog version.
            pub fn is_deprecated(self) -> bool {
                self.entry().deprecated
            }

            /// The first day on which it may be gone, as `YYYY-MM-DD`; `None` where that is not known.
            pub fn sunset(self) -> Option<&'static str> {
                self.entry().sunset
            }

            /// The event that takes its place, where there is one.
            pub fn replaced_by(self) -> Option<EventType> {
                self.entry().replaced_by
            }

            /// The text of its JSON Schema, of the whole delivered body.
            ///
            /// It refers to [`SHARED_SCHEMAS`](crate::SHARED_SCHEMAS).
            pub fn schema(self) -> &'static str {
                SCHEMAS[self as usize]
            }

            /// The text of its example: a delivered body.
            pub fn example(self) -> &'static str {
                EXAMPLES[self as usize]
            }

            fn entry(self) -> &'static Entry {
                &ENTRIES[self as usize]
            }
        }
    };
    filled(items, [&all])
}

/// How a name is read.
fn from_str(ir: &Ir<'_>, idents: &[Ident]) -> String {
    // Names of one length are few: comparing them one by one is faster than a search among all.
    let mut by_length: BTreeMap<usize, Vec<(&str, &Ident)>> = BTreeMap::new();
    for (event, ident) in ir.events.iter().zip(idents) {
        let name = event.entry.name.as_str();
        by_length.entry(name.len()).or_default().push((name, ident));
    }
    let by_length = by_length.into_iter().map(|(length, names)| {
        let arms = names.into_iter().map(|(name, ident)| arm(literal(name), format!("EventType::{ident}")));
        (length, lists::inner_arms(arms))
    });
    let (lengths, arms): (Vec<usize>, Vec<_>) = by_length.unzip();
    let holes = arms.iter().map(hole_for_arms);
    let items = quote! {
        impl FromStr for EventType {
            type Err = ParseEventTypeError;

            fn from_str(name: &str) -> Result<EventType, ParseEventTypeError> {
                Ok(match name.len() {
                    #(#lengths => match name { #holes _ => return Err(ParseEventTypeError) },)*
                    _ => return Err(ParseEventTypeError),
                })
            }
        }

        impl fmt::Display for EventType {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        /// The error for a name that is not in the catalog of this build.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct ParseEventTypeError;

        impl fmt::Display for ParseEventTypeError {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("no event of this name in the catalog of this build")
            }
        }

        impl core::error::Error for ParseEventTypeError {}
    };
    filled(items, &arms)
}

fn family(ir: &Ir<'_>) -> String {
    let idents: Vec<_> = ir.numbered_families().map(|(id, _)| family_ident(ir, id)).collect();
    let families = || ir.families.iter().map(|family| family.entry).zip(&idents);
    let variants =
        variants(families().map(|(family, ident)| {
            format!("{}{ident},", docs::outer("", &docs::lines(&family.description)))
        }));
    let names =
        arms(families().map(|(family, ident)| arm(format!("Family::{ident}"), literal(&family.name))));
    let titles =
        arms(families().map(|(family, ident)| arm(format!("Family::{ident}"), literal(&family.title))));
    let features = arms(families().map(|(family, ident)| {
        let feature = literal(&super::names::feature(&family.name));
        arm(format!("Family::{ident}"), format!("cfg!(feature = {feature})"))
    }));
    let all = lists::constants(idents.iter().map(|ident| format!("Family::{ident},")));
    let (hole_for_all, hole, arms) = (hole(&all), hole(&variants), hole_for_arms(&names));
    let items = quote! {
        /// A family of events.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Family { #hole }

        impl Family {
            /// Every family, in the order of the catalog page.
            pub const ALL: &'static [Family] = &[#hole_for_all];

            /// The name.
            pub fn as_str(self) -> &'static str {
                match self { #arms }
            }

            /// The name as people write it.
            pub fn title(self) -> &'static str {
                match self { #arms }
            }

            /// Whether its feature is on in this build.
            pub fn is_enabled(self) -> bool {
                match self { #arms }
            }
        }

        impl fmt::Display for Family {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
    filled(items, [&variants, &all, &names, &titles, &features])
}

fn arm(pattern: String, body: String) -> Arm {
    Arm { above: String::new(), pattern, body }
}

fn optional(value: Option<String>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({value})"))
}

/// The variant of a family.
pub fn family_ident(ir: &Ir<'_>, family: FamilyId) -> syn::Ident {
    format_ident!("{}", crate::names::type_ident(&ir.family(family).entry.name))
}
