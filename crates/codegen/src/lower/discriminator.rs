//! OpenAPI's `discriminator`: the texts at one key that the branches of a union go by. What a branch lists there itself counts
//! more than what is said of it.
//!
//! In a schema without branches it is about those that include this one. A place that refers to it takes any object that it
//! describes, of whichever kind; to JSON Schema, nothing says that those of a kind are as the other schema has it. So no union is
//! made of them, which is told.

use std::collections::{BTreeSet, HashMap, HashSet};

use webhook_catalog::index::lints::Lint;
use webhook_catalog::{Discriminator, Source, Text, branch_name};
use webhook_contract::words::listed;
use webhook_schema::model::{JsonType, Keyword, Schema};
use webhook_schema::{Diagnostic, Location};

use super::Lowering;
use super::members::{Member, Parts};
use super::union::Unsettled;
use crate::ir::{Shape, ShapeId, ShapeKind, Type};
use crate::markup::code;
use crate::names::Way;
use crate::words;

/// What tells the objects of a union apart.
pub(super) struct Tags {
    /// Where the schema has it.
    place: Location,
    /// The key that holds the texts.
    key: String,
    /// The texts of each object.
    all: Vec<Tag>,
}

struct Tag {
    object: ShapeId,
    text: Text,
}

/// A branch of a union, with the shape of its values.
pub(super) type Branch<'c> = (ShapeId, &'c Schema);

/// An object of a union, which may be in a union that is one of the branches.
struct Object<'c> {
    shape: ShapeId,
    branch: &'c Schema,
    /// Whether a union that it is in is given texts, so that its own name is none.
    is_given: bool,
    /// What the discriminator of that union says of it.
    own: Vec<Text>,
}

/// A schema with a discriminator and no branches of its own.
struct Included<'c> {
    schema: &'c Schema,
    /// What includes it, and says more.
    by: Vec<&'c Schema>,
    /// What just refers to it.
    at: Vec<&'c Schema>,
}

/// Whether what is at a place has a name: in a list of definitions, or as a file.
fn is_definition(place: &Location) -> bool {
    let (list, _) = place.pointer.rsplit_once('/').unwrap_or_default();
    let keyword = list.rsplit('/').next().unwrap_or_default();
    list.is_empty() || [Keyword::Defs, Keyword::Definitions].iter().any(|known| known.as_str() == keyword)
}

impl<'c> Lowering<'c, '_> {
    /// Notes the branches of a union, each with its type, and what the schema says of how they are told apart.
    pub(super) fn note_discriminator(
        &mut self,
        schema: &'c Schema,
        branches: &[(&'c Schema, Type)],
        union: &Type,
    ) {
        let is_known = |branch: &Schema| branch.reference.is_none() || self.target(branch).is_ok();
        let branches = branches.iter().filter(|(branch, _)| is_known(branch));
        let branches: Vec<Branch<'c>> =
            branches.filter_map(|(branch, ty)| Some((ty.shape()?, *branch))).collect();
        let of_schema = Discriminator::of(schema).filter(|it| !it.is_idle(schema, self.catalog));
        let tags = of_schema.map(|discriminator| self.tags(discriminator, &branches));
        let Some(unsettled) = self.unsettled(union) else { return };
        // Where all branches are one union, that has its own.
        if !branches.iter().any(|(shape, _)| *shape == unsettled.union) {
            unsettled.branches = branches;
        }
        unsettled.tags = tags.or(unsettled.tags.take());
    }

    /// The texts of each object, by what is said of the branches.
    fn tags(&self, discriminator: Discriminator<'c>, branches: &[Branch<'c>]) -> Tags {
        let mut objects = Vec::new();
        self.add_objects(branches, &discriminator, false, &mut HashSet::new(), &mut objects);
        let schemas: Vec<Branch<'c>> = objects.iter().map(|object| (object.shape, object.branch)).collect();
        let texts = discriminator.texts(&schemas, self.catalog);
        let each = objects.into_iter().zip(texts).flat_map(|(object, mut said)| {
            let is_mapped = said.iter().any(|text| text.source == Source::Mapping);
            said.retain(|text| text.source != Source::Name || !object.is_given);
            let texts = if is_mapped || object.own.is_empty() { said } else { object.own };
            texts.into_iter().map(move |text| Tag { object: object.shape, text })
        });
        Tags { all: each.collect(), place: discriminator.place, key: discriminator.key.to_owned() }
    }

    /// The objects that branches are for: a branch that is a union itself is for those of that.
    fn add_objects(
        &self,
        branches: &[Branch<'c>],
        discriminator: &Discriminator<'c>,
        is_given: bool,
        seen: &mut HashSet<ShapeId>,
        objects: &mut Vec<Object<'c>>,
    ) {
        for (shape, branch) in branches.iter().copied() {
            if !seen.insert(shape) {
                continue;
            }
            let is_union = matches!(self.shapes[shape.0].kind, ShapeKind::Union { .. });
            let inner = || self.unions.iter().find(|union| union.union == shape);
            let Some(inner) = is_union.then(inner).flatten().filter(|inner| !inner.branches.is_empty())
            else {
                objects.push(Object { shape, branch, is_given, own: Vec::new() });
                continue;
            };
            let target = self.catalog.target(branch).map(|target| &target.location);
            let names = |to: &str| target.is_some_and(|target| discriminator.names(to, target, self.catalog));
            let is_given = is_given || discriminator.mapping.iter().any(|(_, to)| names(to));
            let start = objects.len();
            self.add_objects(&inner.branches, discriminator, is_given, seen, objects);
            let tags = inner.tags.as_ref().filter(|tags| tags.key == discriminator.key);
            for object in objects[start..].iter_mut().filter(|object| object.own.is_empty()) {
                let own =
                    tags.into_iter().flat_map(|tags| &tags.all).filter(|tag| tag.object == object.shape);
                object.own = own.map(|tag| tag.text.clone()).collect();
            }
        }
    }

    /// Tells of discriminators, in the schemas that have one, which others include: what refers to one of them is read as that
    /// alone.
    pub(super) fn tell_of_included(&mut self, schemas: &[&'c Schema]) {
        let mut all: HashMap<&'c Location, Included<'c>> = HashMap::new();
        for schema in schemas.iter().copied().filter(|schema| schema.choices().next().is_none()) {
            if Discriminator::of(schema).is_some_and(|it| !it.is_idle(schema, self.catalog)) {
                all.insert(&schema.location, Included { schema, by: Vec::new(), at: Vec::new() });
            }
        }
        if all.is_empty() {
            return;
        }
        let is_listed = |schema: &Schema| {
            let (list, _) = schema.location.pointer.rsplit_once('/').unwrap_or_default();
            list.ends_with("/allOf")
        };
        for schema in self.catalog.schemas().filter(|schema| !is_listed(schema)) {
            let Ok(Parts { own, definitions, .. }) = self.parts(&[Member::new(schema, &Way::new(""))]) else {
                continue;
            };
            let adds = !own.is_empty() || definitions.len() > 1;
            for target in definitions {
                if let Some(included) = all.get_mut(&target.location) {
                    if adds { &mut included.by } else { &mut included.at }.push(schema);
                }
            }
        }
        for schema in schemas {
            if let Some(included) = all.remove(&schema.location) {
                self.tell_of(&included);
            }
        }
    }

    /// Where a place refers to a schema that others include, what they add is lost there, which a lint tells; else a note does.
    fn tell_of(&mut self, Included { schema, by, at }: &Included<'c>) {
        const MOST: usize = 5;
        let place = schema.location.child(Discriminator::NAME);
        let name = code(&branch_name(&schema.location));
        let mut kinds: Vec<String> = Vec::new();
        for kind in by.iter().filter(|kind| is_definition(&kind.location)) {
            let kind = code(&branch_name(&kind.location));
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let others = kinds.len().saturating_sub(MOST);
        kinds.truncate(MOST);
        if others > 0 {
            kinds.push(words::counted(others, "other", "others"));
        }
        match at.first() {
            Some(at) if !kinds.is_empty() => {
                let finding = |rule| {
                    let add = if kinds.len() == 1 { "adds" } else { "add" };
                    let kinds = listed(&kinds, "and");
                    let message = format!(
                        "`{}` has no effect on what refers to {name}: that is read as {name}, without what {kinds} {add} to it",
                        Discriminator::NAME
                    );
                    let help = "refer to a definition that has them in `anyOf`, with this `discriminator`: they are told apart then; \
                                or remove it";
                    Diagnostic::at_key(rule, place, message, help)
                        .label(at.location.clone(), format!("read as {name}"))
                };
                self.catalog.index.lints.report(Lint::NoEffect, finding, self.diagnostics);
            }
            _ => {
                let message = format!(
                    "`{}` is about what includes {name}: it says nothing of {name} by itself",
                    Discriminator::NAME
                );
                self.note_at(place, message);
            }
        }
    }

    /// The key and the text of each object, where every object of a union always has a text there.
    pub(super) fn discriminated(
        &mut self,
        unsettled: &Unsettled<'c>,
    ) -> Option<(String, Vec<(String, ShapeId)>)> {
        let Tags { place, key, all: tags } = unsettled.tags.as_ref()?;
        if let Some(tag) = tags.iter().find(|tag| !self.always_has(tag.object, key)) {
            self.tell_unused(place, key, tag.object);
            return None;
        }
        let has_tag = |object: &&ShapeId| tags.iter().any(|tag| tag.object == **object);
        if let Some(object) = unsettled.objects.iter().find(|object| !has_tag(object)) {
            self.tell_nameless(place, key, *object);
            return None;
        }
        let texts: BTreeSet<&str> = tags.iter().map(|tag| tag.text.text.as_str()).collect();
        let message = match () {
            () if texts.len() < tags.len() => "two branches have the same string in it",
            () if !tags.iter().all(|tag| {
                tag.text.source != Source::Name || self.may_hold(tag.object, key, &tag.text.text)
            }) =>
            {
                "what a branch lists for the property is not its name; a `mapping` would say which is which"
            }
            () => {
                let texts = tags.iter().map(|tag| (tag.text.text.clone(), tag.object));
                return Some((key.clone(), texts.collect()));
            }
        };
        let message = format!("`{}` tells no branches apart: {message}", Discriminator::NAME);
        let place = place.clone();
        self.note_at(place, message);
        None
    }

    /// Tells of an object without which a discriminator would tell its branches apart.
    fn tell_unused(&mut self, place: &Location, key: &str, object: ShapeId) {
        let Shape { ident, kind, .. } = &self.shapes[object.0];
        let is_required = kind.fields().iter().any(|field| field.key == key && field.required);
        let finding = |rule| {
            let fault = if is_required { "may have other than a string in" } else { "does not require" };
            let message = format!("`{}` has no effect: `{ident}` {fault} `{key}`", Discriminator::NAME);
            let help = format!("require `{key}`, a string, in every branch; or remove it");
            Diagnostic::at_key(rule, place.clone(), message, help)
        };
        self.catalog.index.lints.report(Lint::NoEffect, finding, self.diagnostics);
    }

    /// Tells of an object that a discriminator gives no text: nothing says one, and it has no name to stand for one.
    fn tell_nameless(&mut self, place: &Location, key: &str, object: ShapeId) {
        let ident = &self.shapes[object.0].ident;
        let finding = |rule| {
            let name = Discriminator::NAME;
            let message = format!("`{name}` has no effect: nothing says which `{key}` is that of `{ident}`");
            let help = format!("write it as a `const` of `{key}` in the branch; or remove `{name}`");
            Diagnostic::at_key(rule, place.clone(), message, help)
        };
        self.catalog.index.lints.report(Lint::NoEffect, finding, self.diagnostics);
    }

    /// Whether an object always has a text at a key.
    fn always_has(&self, object: ShapeId, key: &str) -> bool {
        let field = self.shapes[object.0].kind.fields().iter().find(|field| field.key == key);
        field.is_some_and(|field| {
            let is_text = field.ty.json_types(&self.shapes) == [JsonType::String];
            field.required
                && !field.nullable
                && is_text
                && field.ty.shape().is_none_or(|id| self.is_plain(id))
        })
    }

    /// Whether a shape is a text itself, and not a value that may be one.
    fn is_plain(&self, id: ShapeId) -> bool {
        matches!(self.shapes[id.0].kind, ShapeKind::Enum(_) | ShapeKind::Id { .. })
    }

    /// Whether a text is one of those that an object lists for a key, if it lists any.
    fn may_hold(&self, object: ShapeId, key: &str, text: &str) -> bool {
        let field = self.shapes[object.0].kind.fields().iter().find(|field| field.key == key);
        field.is_some_and(|field| match (&field.remarks.narrowed, field.ty.shape()) {
            (Some(values), _) => values.iter().any(|value| value == text),
            (None, Some(id)) => match &self.shapes[id.0].kind {
                ShapeKind::Enum(values) => values.iter().any(|value| value.value == text),
                _ => true,
            },
            (None, None) => true,
        })
    }
}
