//! The fields of a payload as a tree: a list in which the fields of each object fold.

mod way;

use std::collections::HashMap;

use indexmap::IndexSet;

use self::way::{Way, descend};
use super::badges;
use super::links::Links;
use super::text::{block, code, html, inline, line};
use super::values;
use crate::ir::{Description, Event, Field, Ir, Item, JsonType, Shape, ShapeId, ShapeKind, Type};
use crate::render::rust::names;
use crate::{told, words};

/// Items after which fields are not written where they can be linked to: a page does not grow with all that the catalog
/// has, even if every event leads to every type.
const LONG: usize = 1000;

/// Shapes around a value whose fields are no longer written with it: nobody reads lists that are nested that deeply.
const DEEP: usize = 10;

/// The tree of a payload; `None` where it has nothing that could be listed.
pub fn payload(ir: &Ir<'_>, links: Links<'_>, event: &Event<'_>) -> Option<String> {
    let mut tree = Tree::new(ir, links, false);
    let payload = Value { id: event.payload, told: event.payload_told };
    tree.shape(payload, &Way::of_payload(ir.index.contract.envelope.payload()));
    (tree.items > 0).then(|| tree.finish())
}

/// The fields of the envelope.
pub fn envelope(ir: &Ir<'_>, links: Links<'_>) -> String {
    let mut tree = Tree::new(ir, links, true);
    for field in &ir.envelope {
        // To the envelope's schema the payload is any object; what matters here is that it is one.
        let is_payload = ir.plain.is_some_and(|plain| field.key == plain.data_field);
        let ty = if is_payload { "object".to_owned() } else { type_name(ir, links, &field.ty) };
        // In Rust, name and payload are the event.
        let in_rust = in_rust(field).filter(|_| ir.is_around(field));
        tree.field_of(field, &Way::root("envelope").to(&field.key), ty, in_rust, Vec::new());
    }
    tree.finish()
}

/// The fields of an object, and none of what is in them. `anchor` is where the object is.
pub fn of_object(ir: &Ir<'_>, links: Links<'_>, id: ShapeId, anchor: &str) -> String {
    let mut tree = Tree::new(ir, links, true);
    tree.shape(Value { id, told: id }, &Way::root(anchor));
    tree.finish()
}

/// What is said of a value, or else what its shape is.
pub fn said(ir: &Ir<'_>, description: &Description, shape: &Shape) -> String {
    match words::described(description) {
        text if text.is_empty() => words::of_shape(ir, shape),
        text => text,
    }
}

/// A value with a shape: the type's, and the one that words it as its own schema does.
#[derive(Clone, Copy)]
struct Value {
    id: ShapeId,
    told: ShapeId,
}

impl Value {
    /// The value that a type holds, if it has a shape.
    fn of(ty: &Type, told: Option<ShapeId>) -> Option<Self> {
        ty.shape().map(|id| Self { id, told: told.unwrap_or(id) })
    }
}

struct Tree<'a> {
    ir: &'a Ir<'a>,
    links: Links<'a>,
    /// Whether it ends with the first fields.
    is_flat: bool,
    text: String,
    depth: usize,
    items: usize,
    /// The shapes whose fields are being written, with the ways that led to them.
    open: Vec<(ShapeId, Way)>,
    /// The shapes whose fields have been written, with the first ways that led to them.
    written: HashMap<ShapeId, Way>,
}

impl<'a> Tree<'a> {
    fn new(ir: &'a Ir<'a>, links: Links<'a>, is_flat: bool) -> Self {
        let (open, written) = (Vec::new(), HashMap::new());
        Self { ir, links, is_flat, text: String::new(), depth: 0, items: 0, open, written }
    }

    /// What a way leads to, as a link.
    fn link(&self, way: &Way) -> String {
        match way.path.as_str() {
            "" if self.is_flat => "this type".to_owned(),
            "" => "the payload".to_owned(),
            path => format!("[{}](#{})", code(path), way.anchor),
        }
    }

    fn finish(self) -> String {
        self.text.trim_end().to_owned()
    }

    /// A paragraph, or what else stands between empty lines.
    fn paragraph(&mut self, text: &str) {
        for line in text.lines() {
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n("  ", self.depth));
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
        self.text.push('\n');
    }

    /// An item with what is said of it, and what `inside` writes of its parts.
    fn item(&mut self, way: &Way, head: &str, said: &[String], inside: impl FnOnce(&mut Self)) {
        let name = badges::of_field(&way.anchor, &self.link(way), None);
        self.named_item(&name, head, said, inside);
    }

    fn named_item(&mut self, name: &str, head: &str, said: &[String], inside: impl FnOnce(&mut Self)) {
        self.items += 1;
        self.paragraph(&format!("- {name}: {head}"));
        self.depth += 1;
        said.iter().filter(|text| !text.is_empty()).for_each(|text| self.paragraph(text));
        if !self.is_flat {
            inside(self);
        }
        self.depth -= 1;
    }

    /// The parts of a value, if there are any, so that they fold.
    fn folded(&mut self, value: Value, way: &Way) {
        let before = self.text.len();
        self.paragraph(&format!("<details open><summary>Inside <code>{}</code></summary>", html(&way.path)));
        let start = self.text.len();
        self.shape(value, way);
        if self.text.len() == start {
            self.text.truncate(before);
        } else {
            self.paragraph("</details>");
        }
    }

    /// Where the fields of a shape are, in a sentence, if they are not written here: those around it never are, and in a
    /// long tree or a deep one the others are not, either.
    fn elsewhere(&self, id: ShapeId) -> Option<String> {
        let (is_long, is_deep) = (self.items > LONG, self.open.len() >= DEEP);
        let around = self.open.iter().find(|(open, _)| *open == id).map(|(_, way)| way);
        if let Some(way) = around.or_else(|| self.written.get(&id).filter(|_| is_long)) {
            let item = Way { anchor: way.item.clone(), ..way.clone() };
            return Some(format!("Has the fields of {} again.", self.link(&item)));
        }
        let is_left_out = (is_long || is_deep) && has_fields(self.ir, id) && self.links.has_shape(id);
        is_left_out.then(|| format!("Has the fields of {}.", self.links.shape(self.ir, id)))
    }

    fn opened(&mut self, id: ShapeId, way: &Way, write: impl FnOnce(&mut Self)) {
        self.open.push((id, way.clone()));
        self.written.entry(id).or_insert_with(|| way.clone());
        write(self);
        self.open.pop();
    }

    fn shape(&mut self, value: Value, way: &Way) {
        let ir = self.ir;
        let id = value.id;
        match &ir.shape(value.told).kind {
            ShapeKind::Object { .. } => self.keys_but(value, way, None),
            ShapeKind::Tuple { fields, rest, is_closed } => {
                self.opened(id, way, |tree| {
                    for field in fields {
                        tree.field(field, &way.along(&format!("[{}]", field.key)), Vec::new());
                    }
                });
                let head = if *is_closed { "none".to_owned() } else { self.type_of(rest) };
                self.item(&way.along("[…]"), &head, &[words::of_other_items(*is_closed).to_owned()], |_| {});
            }
            ShapeKind::Types { arms, .. } => self.opened(id, way, |tree| {
                arms.iter().for_each(|arm| tree.inside(&arm.ty, arm.told, way));
            }),
            ShapeKind::Named(item) => self.opened(id, way, |tree| tree.inside(&item.ty, None, way)),
            ShapeKind::Union { json, tag, variants } => {
                if let Some(tag) = tag {
                    let texts: Vec<String> = variants.iter().map(|variant| code(&variant.text)).collect();
                    let head = format!("string, **required**, one of {} (open)", texts.join(", "));
                    let meaning = ["Tells which of the variants this is.".to_owned()];
                    self.item(&way.to(tag), &head, &meaning, |_| {});
                }
                self.opened(id, way, |tree| {
                    for variant in variants {
                        let shape = ir.shape(variant.shape);
                        let ident = &shape.ident;
                        let way = match tag {
                            Some(tag) => way.variant(&format!("{tag} = {}", variant.text), &variant.text),
                            None => way.variant(ident, ident),
                        };
                        let ty = type_name(ir, tree.links, &Type::Shape(variant.shape));
                        let elsewhere = tree.elsewhere(variant.shape);
                        let is_here = elsewhere.is_none();
                        let value = Value { id: variant.shape, told: variant.told.unwrap_or(variant.shape) };
                        let said = block(&said(ir, &ir.shape(value.told).description, shape), tree.links);
                        let gone = variant.remarks.deprecation.as_ref();
                        let name = badges::of_field(&way.anchor, &tree.link(&way), gone);
                        let remarks = line(&words::all(&variant.remarks).join(" "), tree.links);
                        let said = [said, remarks, elsewhere.unwrap_or_default()];
                        tree.named_item(&name, &ty, &said, |tree| {
                            if is_here && *json == JsonType::Array {
                                tree.shape(value, &way);
                            } else if is_here {
                                tree.keys_but(value, &way, tag.as_deref());
                            }
                        });
                    }
                });
            }
            ShapeKind::Enum(_) | ShapeKind::Id { .. } => {}
        }
    }

    /// What is in one of the types that a value may have.
    fn inside(&mut self, ty: &Type, told: Option<ShapeId>, way: &Way) {
        let Some(value) = Value::of(ty, told).filter(|value| self.elsewhere(value.id).is_none()) else {
            return;
        };
        let (steps, _) = descend(ty);
        let way = match ty {
            Type::List(_) => way.along_list(&steps),
            _ => way.along(&steps),
        };
        self.shape(value, &way);
    }

    /// The keys of an object, without the one that tells it from the others of its union.
    fn keys_but(&mut self, value: Value, way: &Way, tag: Option<&str>) {
        let kind = &self.ir.shape(value.told).kind;
        self.opened(value.id, way, |tree| {
            let fields = kind.fields().iter();
            for (number, field) in fields.enumerate().filter(|(_, field)| Some(field.key.as_str()) != tag) {
                let others = if tree.is_flat { tree.said_otherwise(value.id, number) } else { Vec::new() };
                tree.field(field, &way.to(&field.key), others);
            }
        });
        if let ShapeKind::Object { rest: Some(rest), keys, .. } = kind {
            let said = [line(&words::of_other_keys(keys), self.links)];
            self.item(&way.along(".{other keys}"), &self.type_of(rest), &said, |_| {});
        }
    }

    /// What is in a list or a map.
    fn type_of(&self, item: &Item) -> String {
        let mut head = vec![type_name(self.ir, self.links, &item.ty)];
        head.extend(item.nullable.then(|| words::NULLABLE.to_owned()));
        head.join(", ")
    }

    /// What is said of a field elsewhere, where its object is one type with others.
    fn said_otherwise(&self, id: ShapeId, number: usize) -> Vec<String> {
        let shape = self.ir.shape(id);
        let said = |shape: &Shape| {
            let field = &told::fields(shape)[number];
            let gone = field.remarks.deprecation.as_ref().map(words::deprecation);
            let gone = gone.map(|note| format!("Deprecated: {note}."));
            (words::of_field(field), gone.into_iter().chain(words::remarks_of(field)).collect::<Vec<_>>())
        };
        let (own, remarks) = said(shape);
        let others = told::otherwise(self.ir, shape, said).into_iter();
        let text = |((said, more), places): ((Option<String>, Vec<String>), IndexSet<told::Place>)| {
            let places: Vec<String> = places.iter().map(|place| code(place.name())).collect();
            let more = more.into_iter().filter(|remark| !remarks.contains(remark));
            let said: Vec<String> =
                said.filter(|said| Some(said) != own.as_ref()).into_iter().chain(more).collect();
            (!said.is_empty()).then(|| format!("In {}: {}", places.join(", "), said.join(" ")))
        };
        others.filter_map(text).map(|text| block(&text, self.links)).collect()
    }

    fn field(&mut self, field: &Field, way: &Way, others: Vec<String>) {
        self.field_of(field, way, type_name(self.ir, self.links, &field.ty), in_rust(field), others);
    }

    fn field_of(
        &mut self,
        field: &Field,
        way: &Way,
        ty: String,
        in_rust: Option<String>,
        others: Vec<String>,
    ) {
        let (ir, links) = (self.ir, self.links);
        let (steps, _) = descend(&field.ty);
        let inside = Value::of(&field.ty, field.told);
        let (presence, null) = words::presence(field);
        let presence = if field.required { format!("**{presence}**") } else { presence.to_owned() };
        let is_null = field.is_null();
        let mut head = vec![if is_null { "null".to_owned() } else { ty }, presence];
        head.extend(null.filter(|_| !is_null).map(str::to_owned));
        head.extend(self.constraints(field, inside, !steps.is_empty()));

        let mut said = Vec::new();
        let deprecation = field.remarks.deprecation.as_ref();
        said.extend(deprecation.map(|deprecation| {
            format!("{}.", inline(&words::capitalized(&words::deprecation(deprecation)), links))
        }));
        // The type has been said: a field that nobody describes says no more.
        said.extend(words::of_field(field).map(|text| block(&text, links)));
        said.extend(others);
        let remarks: Vec<String> = in_rust.into_iter().chain(words::remarks_of(field)).collect();
        said.push(line(&remarks.join(" "), links));
        let elsewhere = inside.and_then(|value| self.elsewhere(value.id));
        let parts = inside.filter(|_| elsewhere.is_none());
        said.extend(elsewhere);
        said.extend(inside.map(|value| values::folded(ir.shape(value.told), links)));
        let name = badges::of_field(&way.anchor, &self.link(way), deprecation);
        self.named_item(&name, &head.join(", "), &said, |tree| {
            if let Some(value) = parts {
                tree.folded(value, &way.along(&steps));
            }
        });
    }

    /// What is promised of the values, then of what they are made of.
    fn constraints(&self, field: &Field, inside: Option<Value>, is_inside: bool) -> Vec<String> {
        let phrases = words::constraints(&field.constraints);
        let mut phrases: Vec<String> = phrases.iter().map(|phrase| inline(phrase, self.links)).collect();
        let of_shape = inside.map_or(Vec::new(), |value| constraints_of(self.ir, self.links, value));
        let each = if is_inside { "each " } else { "" };
        phrases.extend(of_shape.into_iter().map(|phrase| format!("{each}{phrase}")));
        phrases
    }
}

/// What a field is called in Rust, in a sentence, where nobody would guess it.
fn in_rust(field: &Field) -> Option<String> {
    names::unlike_key(field).map(|name| format!("In Rust: {}.", code(&name)))
}

/// Whether a tree has anything to say of what is in a shape.
fn has_fields(ir: &Ir<'_>, id: ShapeId) -> bool {
    let kind = &ir.shape(id).kind;
    match kind {
        ShapeKind::Object { .. } | ShapeKind::Tuple { .. } => !kind.types().is_empty(),
        ShapeKind::Union { .. } | ShapeKind::Types { .. } | ShapeKind::Named(_) => !kind.parts().is_empty(),
        ShapeKind::Enum(_) | ShapeKind::Id { .. } => false,
    }
}

fn constraints_of(ir: &Ir<'_>, links: Links<'_>, value: Value) -> Vec<String> {
    let told = ir.shape(value.told);
    match &told.kind {
        ShapeKind::Enum(_) => values::unfolded(ir, links, value.id, told).into_iter().collect(),
        ShapeKind::Id { constraints, .. } => {
            words::constraints(constraints).iter().map(|phrase| inline(phrase, links)).collect()
        }
        ShapeKind::Object { .. }
        | ShapeKind::Union { .. }
        | ShapeKind::Types { .. }
        | ShapeKind::Tuple { .. }
        | ShapeKind::Named(_) => Vec::new(),
    }
}

/// A type of JSON, with the name of the shape where there is one.
pub fn type_name(ir: &Ir<'_>, links: Links<'_>, ty: &Type) -> String {
    let of_items = |item: &Item| {
        let name = type_name(ir, links, &item.ty);
        if item.nullable { format!("({name} or null)") } else { name }
    };
    let plain = match ty {
        Type::String | Type::Secret => "string",
        Type::Timestamp => "timestamp",
        Type::Integer { .. } => "integer",
        Type::Number => "number",
        Type::Boolean => "boolean",
        Type::Any => "any",
        Type::List(item) => return format!("list of {}", of_items(item)),
        Type::Map(item) => return format!("map of {}", of_items(item)),
        Type::Shape(id) => {
            let kind = &ir.shape(*id).kind;
            let types = kind.json_types();
            let mut types: Vec<&str> = types.iter().map(|json| json.as_str()).collect();
            if matches!(kind, ShapeKind::Types { is_open: true, .. }) {
                types.push("any");
            }
            let json = if types.is_empty() { "any".to_owned() } else { types.join(" or ") };
            return format!("{json} {}", links.shape(ir, *id));
        }
    };
    plain.to_owned()
}
