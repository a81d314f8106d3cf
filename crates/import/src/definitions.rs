//! Schemas as a catalog has them: in the newest draft, each by itself, with what they refer to in the file of shared shapes.

mod names;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};
use webhook_catalog::Discriminator;
use webhook_schema::model::{Keyword, Role, Schema, modernize};
use webhook_schema::{Location, join, parent};

use crate::documents::{Documents, Parent, including};
use crate::idle::idle;
use crate::impossible;
use crate::inherited::{self, Branch};
use crate::left_out::LeftOut;
use crate::malformed;
use crate::options::Options;
use crate::rules;
use crate::samples::take_examples;
use crate::trace::Moved;
use crate::undecided;
use crate::untold;

/// The file of shared shapes.
pub(crate) const COMMON: &str = "common.schema.json";

/// The key of the envelope in it.
pub(crate) const ENVELOPE: &str = "envelope";

/// What may not be in a fragment.
const NOT_IN_FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\\');

/// What of a schema a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// What is meant by a reference: of one that others inherit from, a choice of these.
    Whole,
    /// What those include that inherit from it.
    Base,
}

/// What may be sent where a schema is referred to that others inherit from.
struct Chosen<'d> {
    branches: Vec<Branch<'d>>,
    /// The key whose text tells which it is, if any does.
    key: Option<&'d str>,
}

/// Shared definitions, as far as anything refers to them, by the schemas that they are made of.
#[derive(Clone, Default)]
pub(crate) struct Definitions {
    /// Keys that are not required here, with what to do about each.
    misspelled: BTreeMap<(Location, String), String>,
    names: BTreeMap<(Location, Form), String>,
    /// The references to those that the catalog has elsewhere.
    elsewhere: BTreeMap<Location, String>,
    taken: BTreeMap<String, Location>,
    pending: VecDeque<(Location, Form)>,
    /// What documents have elsewhere in a schema, by that schema.
    pub moved: BTreeMap<Location, Moved>,
    /// What schemas of the documents are not to have here.
    pub left_out: LeftOut,
}

impl Definitions {
    /// None yet.
    pub fn new(options: &Options) -> Self {
        Self { misspelled: options.misspelled.clone(), ..Self::default() }
    }

    /// The schema at a location, to be written into a file; `file` is the path to the shared shapes from there, which is empty
    /// within them.
    pub fn convert(&mut self, documents: &Documents, location: &Location, file: &str) -> Value {
        self.convert_around(documents, (location, Form::Whole), file, None)
    }

    /// The same with one of the branches in place of the choice that keys of properties lead to.
    pub fn convert_with(
        &mut self,
        documents: &Documents,
        location: &Location,
        (keys, branch): (&[String], &Location),
        file: &str,
    ) -> Value {
        let Some((key, rest)) = keys.split_first() else { return self.convert(documents, branch, file) };
        let at = documents.end(location);
        self.left_out.narrowed.insert(at.clone());
        let property = at.child(Keyword::Properties.as_str()).child(key);
        let value = self.convert_with(documents, &property, (rest, branch), file);
        self.convert_around(documents, (&at, Form::Whole), file, Some((&property, value)))
    }

    /// The schema at a location, where one within it is given as it is to be.
    fn convert_around(
        &mut self,
        documents: &Documents,
        (location, form): (&Location, Form),
        file: &str,
        given: Option<(&Location, Value)>,
    ) -> Value {
        let (Some(schema), Some(value)) = (documents.schemas.at(location), documents.value(location)) else {
            return json!({});
        };
        let given_at = given.as_ref().map(|(given, _)| *given);
        let kept = self.without_idle(documents, schema, given_at);
        let mut value = value.clone();
        for (inner, idle) in kept.into_iter().rev() {
            let own = &inner.location.pointer;
            let pointer = own.strip_prefix(&*location.pointer).unwrap_or_default();
            let Some(object) = value.pointer_mut(pointer).and_then(Value::as_object_mut) else { continue };
            let target = documents.target(inner).map(|target| {
                let form = match documents.is_inclusion(&inner.location, &target.location) {
                    true => Form::Base,
                    false => Form::Whole,
                };
                self.reference_to(documents, &target.location, form, file)
            });
            let shown = take_examples(documents, object, inner, &mut self.left_out);
            let outer = including(&inner.location);
            let is_part = outer != inner.location;
            let parent = documents.parent(&outer);
            let is_base = form == Form::Base && outer == *location;
            if parent.is_some() && (is_base || is_part) {
                let said = object.shift_remove(Discriminator::NAME);
                // Branches are the children, where there are any next to it.
                let branches = [Keyword::OneOf, Keyword::AnyOf].iter().filter(|_| said.is_some() && !is_part);
                branches.for_each(|keyword| drop(object.shift_remove(keyword.as_str())));
            }
            let parent = parent.filter(|_| !is_base && !is_part);
            let branches = parent.and_then(|parent| self.branches(documents, object, inner, parent));
            let mut chosen = parent.zip(branches);
            if let Some((_, branches)) = chosen.take_if(|(parent, _)| parent.is_in_children) {
                inherited::keep_texts(object);
                self.choose(documents, object, inner, branches, file);
                inherited::show(object, shown);
                continue;
            }
            self.mend_mapping(documents, object, inner, file);
            let tells_nothing = object.contains_key(Discriminator::NAME)
                && untold::in_choice(documents, inner, &mut self.left_out);
            // It says nothing in a catalog, unless another part says more of the branches.
            if tells_nothing && !is_part {
                object.shift_remove(Discriminator::NAME);
            }
            idle.iter().for_each(|key| drop(object.shift_remove(key)));
            self.left_out.repeated(object, inner);
            self.left_out.misspelled(object, inner, &self.misspelled);
            self.left_out.pattern(object, inner);
            malformed::mend(object, inner, &mut self.left_out);
            impossible::leave_out(documents, object, inner, &mut self.left_out);
            self.left_out.contradicted(documents, object, inner);
            self.left_out.endless(documents, object, inner);
            self.tell_secret(inner);
            // One that leads nowhere was reported.
            if target.is_none() && inner.reference.is_some() {
                object.shift_remove(inner.reference_keyword().as_str());
            }
            let is_list = object.get(Keyword::Items.as_str()).is_some_and(Value::is_array);
            // Where null is allowed next to everything that there is, this is one of two branches from now on.
            let is_branch = inner.nullable && !object.contains_key(Keyword::Type.as_str());
            modernize(object, inner, target.map(Value::from));
            let own = match is_branch {
                true => object.get_mut("anyOf").and_then(|branches| branches.get_mut(0)?.as_object_mut()),
                false => Some(&mut *object),
            };
            let is_any =
                own.is_some_and(|own| undecided::allow_any(documents, own, inner, &mut self.left_out));
            self.note_moved(inner, (is_branch, is_list, is_any));
            if let Some((_, branches)) = chosen.filter(|_| !is_branch) {
                self.choose(documents, object, inner, branches, file);
            }
            inherited::show(object, shown);
        }
        if let Some((given, own)) = given {
            let pointer = given.pointer.strip_prefix(&*location.pointer).unwrap_or_default();
            value.pointer_mut(pointer).into_iter().for_each(|value| *value = own.clone());
        }
        value
    }

    /// Tells of a secret that is sent in an event: it is no more of one by being called so.
    fn tell_secret(&mut self, schema: &Schema) {
        if schema.constraints.format.as_deref() == Some("password") {
            let message = "this secret is plain text in code: events are written back as they came, and `Debug` shows them";
            let help = "keep the events that have it out of logs";
            self.left_out.alike(&rules::SECRET, schema.location_of(Keyword::Format), message, help);
        }
    }

    /// Notes what a document has elsewhere in a schema: where all of it is a branch here, where it has a list of items, and where
    /// it has a choice that is read as another.
    fn note_moved(&mut self, schema: &Schema, (is_branch, is_list, is_any): (bool, bool, bool)) {
        let own = if is_branch { "/anyOf/0" } else { "" };
        let moved = [
            (is_branch, "", ""),
            (is_list, "/prefixItems", "/items"),
            (is_list, "/items", "/additionalItems"),
            (is_any, "/anyOf", "/oneOf"),
        ];
        let moved = moved.into_iter().filter(|(is_so, ..)| *is_so);
        let moved: Vec<(String, &str)> =
            moved.map(|(_, here, there)| (format!("{own}{here}"), there)).collect();
        if !moved.is_empty() {
            self.moved.insert(schema.location.clone(), moved);
        }
    }

    /// A schema and those in it, from the outside in, each with the keys of it that do nothing, which are noted; without what is
    /// in such a key or at the place that is given, and without definitions: what refers to one has it converted.
    fn without_idle<'d>(
        &mut self,
        documents: &Documents,
        schema: &'d Schema,
        given: Option<&Location>,
    ) -> Vec<(&'d Schema, Vec<String>)> {
        let mut left_out: BTreeSet<String> = given.iter().map(|given| given.pointer.to_string()).collect();
        let mut kept = Vec::new();
        for inner in schema.all() {
            let own = &inner.location.pointer;
            let mut above = &**own;
            while above.len() > schema.location.pointer.len() && !left_out.contains(above) {
                above = parent(above);
            }
            if left_out.contains(above) {
                continue;
            }
            let defined = inner.keywords.iter().filter(|keyword| keyword.role() == Role::Defines);
            left_out.extend(defined.map(|keyword| inner.location_of(*keyword).pointer.to_string()));
            let object = documents.value(&inner.location).and_then(Value::as_object);
            let idle = object.map(|object| idle(documents, inner, object)).unwrap_or_default();
            let keys = idle.into_iter().map(|(key, why)| {
                let place = inner.location.child(&key);
                left_out.insert(place.pointer.to_string());
                why.into_iter().for_each(|why| self.left_out.idle(place.clone(), &key, why));
                key
            });
            kept.push((inner, keys.collect()));
        }
        kept
    }

    /// The shared definitions, converted, in order of their keys, each with the schema that it is made of.
    pub fn finish(&mut self, documents: &Documents) -> BTreeMap<String, (Value, Location)> {
        let mut definitions = BTreeMap::new();
        while let Some((place, form)) = self.pending.pop_front() {
            let value = self.convert_around(documents, (&place, form), "", None);
            let name = self.names[&(place.clone(), form)].clone();
            definitions.insert(name, (value, place));
        }
        definitions
    }

    /// Says that the catalog has the schema of a document already.
    pub fn is_at(&mut self, place: &Location, reference: &str) {
        self.elsewhere.insert(place.clone(), reference.to_owned());
    }

    /// A reference to the definition of a schema.
    pub fn reference(&mut self, documents: &Documents, place: &Location, file: &str) -> String {
        self.reference_to(documents, place, Form::Whole, file)
    }

    fn reference_to(&mut self, documents: &Documents, place: &Location, form: Form, file: &str) -> String {
        if let Some(reference) = self.elsewhere.get(place) {
            return reference.clone();
        }
        let place = documents.one(place);
        let name = match self.names.get(&(place.clone(), form)) {
            Some(name) => name.clone(),
            None => self.add(place, form),
        };
        reference(file, &name)
    }

    /// What may be sent where a schema is referred to that others inherit from. Where that is not known, it is one like any other.
    fn branches<'d>(
        &mut self,
        documents: &'d Documents,
        object: &mut Map<String, Value>,
        schema: &'d Schema,
        parent: &'d Parent,
    ) -> Option<Chosen<'d>> {
        let place = &schema.location;
        let Some(branches) = inherited::branches(documents, place, parent) else {
            object.shift_remove(Discriminator::NAME);
            untold::only_child(documents, parent, &mut self.left_out);
            return None;
        };
        let named = branches.iter().map(Branch::named);
        let is_told_apart = !untold::in_children(documents, place, parent, named, &mut self.left_out);
        if is_told_apart && inherited::lacks_itself(documents, place, parent, &branches) {
            untold::itself(documents, place, parent, &mut self.left_out);
        }
        Some(Chosen { branches, key: is_told_apart.then_some(&*parent.key) })
    }

    /// Makes a schema that others inherit from a choice of what may be sent.
    fn choose(
        &mut self,
        documents: &Documents,
        object: &mut Map<String, Value>,
        schema: &Schema,
        Chosen { branches, key }: Chosen<'_>,
        file: &str,
    ) {
        let branches = branches.into_iter().map(|Branch { place, texts }| {
            // One that has children of its own is meant without these, which are here, too.
            let has_children = *place == schema.location || documents.parent(place).is_some();
            let form = if has_children { Form::Base } else { Form::Whole };
            (self.reference_to(documents, place, form, file), texts)
        });
        let branches: Vec<(String, Vec<String>)> = branches.collect();
        let moved = (0..branches.len()).map(|number| (format!("/anyOf/{number}"), ""));
        self.moved.entry(schema.location.clone()).or_default().extend(moved);
        inherited::write_choice(object, key, branches, schema.nullable);
    }

    /// What OpenAPI has beyond JSON Schema: names of schemas next to a choice.
    fn mend_mapping(
        &mut self,
        documents: &Documents,
        object: &mut Map<String, Value>,
        schema: &Schema,
        file: &str,
    ) {
        let mapping = object.get_mut(Discriminator::NAME).and_then(|value| value.get_mut("mapping"));
        let Some(mapping) = mapping.and_then(Value::as_object_mut) else { return };
        mapping.retain(|_, target| {
            let Some(text) = target.as_str() else { return true };
            // One that leads nowhere was reported.
            let Some(place) = documents.mapped_branch(schema, text) else { return false };
            let one = (documents.one(&place).clone(), Form::Whole);
            // What nothing else refers to is no schema of the catalog.
            if let Some(name) = self.names.get(&one) {
                *target = format!("{file}#/$defs/{name}").into();
            }
            true
        });
    }
}

/// A reference to a shared definition; `file` is the path to the shared shapes.
pub(crate) fn reference(file: &str, name: &str) -> String {
    let pointer = join("/$defs", name);
    format!("{file}#{}", utf8_percent_encode(&pointer, NOT_IN_FRAGMENT))
}
