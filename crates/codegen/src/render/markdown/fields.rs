//! Tables of fields: a row for every value that a payload may hold, however deep.

use std::collections::BTreeMap;

use super::links::Links;
use super::text::{cell, code, codes, inline, table};
use crate::ir::{EnumValue, Field, Ir, Item, Shape, ShapeId, ShapeKind, Type};
use crate::words;

/// Rows after which fields are written only once.
const LONG: usize = 1000;

/// The table of a payload.
pub fn payload(ir: &Ir<'_>, links: &Links, payload: ShapeId) -> String {
    let mut rows = Rows { ir, links, rows: Vec::new(), open: Vec::new(), written: BTreeMap::new() };
    rows.shape(payload, String::new());
    if rows.rows.is_empty() { "It has no fields so far.".to_owned() } else { rows.finish() }
}

/// The table of the envelope.
pub fn envelope(ir: &Ir<'_>, links: &Links) -> String {
    let mut rows = Rows { ir, links, rows: Vec::new(), open: Vec::new(), written: BTreeMap::new() };
    for field in &ir.envelope {
        rows.field(field, field.key.clone());
        // To the envelope's schema the payload is any object; what matters here is that it is one.
        if field.key == ir.index.contract.envelope.data_field
            && let Some(row) = rows.rows.last_mut()
        {
            row[1] = "object".to_owned();
        }
    }
    rows.finish()
}

/// Known values, and that there may be others.
pub fn values(values: &[EnumValue]) -> String {
    let texts: Vec<String> = values.iter().map(|value| words::text_of(&value.value)).collect();
    format!("one of {} (open)", codes(texts.iter().map(String::as_str)))
}

struct Rows<'a> {
    ir: &'a Ir<'a>,
    links: &'a Links,
    rows: Vec<[String; 6]>,
    /// The shapes whose fields are being written, with the paths that led to them.
    open: Vec<(ShapeId, String)>,
    /// The shapes whose fields have been written, with the first paths that led to them.
    written: BTreeMap<ShapeId, String>,
}

impl Rows<'_> {
    /// Where the fields of a shape are, if they are not written once more: those around it never are, and those of shapes
    /// before it are not in a long table, which would double with each level.
    fn elsewhere(&self, id: ShapeId) -> Option<&str> {
        let around = self.open.iter().find(|(open, _)| *open == id).map(|(_, path)| path);
        let before = || self.written.get(&id).filter(|_| self.rows.len() > LONG);
        around.or_else(before).map(String::as_str)
    }

    fn finish(self) -> String {
        table(["Path", "Type", "Required", "Nullable", "Constraints", "Meaning"], self.rows)
    }

    fn shape(&mut self, id: ShapeId, path: String) {
        match &self.ir.shape(id).kind {
            ShapeKind::Object { rest, .. } => {
                self.fields_of(id, path.clone());
                if let Some(rest) = rest {
                    self.others(&join(&path, "{other keys}"), rest, "What is under other keys.");
                }
            }
            ShapeKind::Tuple { fields, rest } => {
                self.open.push((id, path.clone()));
                self.written.entry(id).or_insert_with(|| path.clone());
                for field in fields {
                    self.field(field, format!("{path}[{}]", field.key));
                }
                self.open.pop();
                self.others(&format!("{path}[…]"), rest, "The items after these.");
            }
            kind @ (ShapeKind::Types(_) | ShapeKind::Named(_)) => {
                self.open.push((id, path.clone()));
                self.written.entry(id).or_insert_with(|| path.clone());
                for ty in kind.types() {
                    let (steps, innermost) = descend(ty);
                    if let Type::Shape(inner) = innermost
                        && self.elsewhere(*inner).is_none()
                    {
                        self.shape(*inner, format!("{path}{steps}"));
                    }
                }
                self.open.pop();
            }
            ShapeKind::Union { tag, variants } => {
                if let Some(tag) = tag {
                    let texts = codes(variants.iter().map(|variant| variant.text.as_str()));
                    self.tag(
                        &path,
                        tag,
                        format!("one of {texts} (open)"),
                        "Tells which of the variants this is.",
                    );
                }
                self.open.push((id, path.clone()));
                self.written.entry(id).or_insert_with(|| path.clone());
                for variant in variants {
                    let space = if path.is_empty() { "" } else { " " };
                    let which = match tag {
                        Some(tag) => format!("{tag} = {}", variant.text),
                        None => self.ir.shape(variant.shape).ident.clone(),
                    };
                    let path = format!("{path}{space}({which})");
                    let meaning = cell(&of_shape(self.ir, variant.shape), self.links);
                    let ty = type_name(self.ir, self.links, &Type::Shape(variant.shape));
                    self.rows.push([code(&path), ty, String::new(), String::new(), String::new(), meaning]);
                    self.fields_but(variant.shape, path, tag.as_deref());
                }
                self.open.pop();
            }
            ShapeKind::Enum(_) | ShapeKind::Id { .. } => {}
        }
    }

    fn tag(&mut self, path: &str, key: &str, constraint: String, meaning: &str) {
        let path = code(&join(path, key));
        self.rows.push([
            path,
            "string".to_owned(),
            yes_no(true),
            yes_no(false),
            constraint,
            meaning.to_owned(),
        ]);
    }

    fn fields_of(&mut self, id: ShapeId, path: String) {
        self.fields_but(id, path, None);
    }

    /// The fields of an object, without the one that tells it from the others of its union.
    fn fields_but(&mut self, id: ShapeId, path: String, tag: Option<&str>) {
        if self.elsewhere(id).is_some() {
            return;
        }
        self.open.push((id, path.clone()));
        self.written.entry(id).or_insert_with(|| path.clone());
        for field in self.ir.shape(id).kind.fields().iter().filter(|field| Some(field.key.as_str()) != tag) {
            self.field(field, join(&path, &field.key));
        }
        self.open.pop();
    }

    fn others(&mut self, path: &str, item: &Item, meaning: &str) {
        let ty = type_name(self.ir, self.links, &item.ty);
        let row = [code(path), ty, yes_no(false), yes_no(item.nullable), String::new(), meaning.to_owned()];
        self.rows.push(row);
    }

    fn field(&mut self, field: &Field, path: String) {
        let mut meaning = match &field.remarks.deprecation {
            Some(deprecation) => {
                format!("**Deprecated**: {}. ", inline(&words::deprecation(deprecation), self.links))
            }
            None => String::new(),
        };
        let said = words::of_field(field).unwrap_or_else(|| words::of_type(self.ir, &field.ty));
        meaning.push_str(&cell(&said, self.links));
        for remark in words::remarks_of(field) {
            meaning.push(' ');
            meaning.push_str(&inline(&remark, self.links));
        }
        let (steps, innermost) = descend(&field.ty);
        let inside = match innermost {
            Type::Shape(id) => Some(*id),
            _ => None,
        };
        let elsewhere = inside.and_then(|id| self.elsewhere(id));
        if let Some(path) = elsewhere {
            let of = if path.is_empty() { "the payload".to_owned() } else { code(path) };
            meaning.push_str(&format!(" Has the fields of {of} again."));
        }
        let is_elsewhere = elsewhere.is_some();
        self.rows.push([
            code(&path),
            type_name(self.ir, self.links, &field.ty),
            yes_no(field.required),
            yes_no(field.nullable),
            self.constraints(field, inside, !steps.is_empty()),
            meaning,
        ]);
        if let Some(id) = inside.filter(|_| !is_elsewhere) {
            self.shape(id, path + &steps);
        }
    }

    /// What is promised of the values, then of what they are made of.
    fn constraints(&self, field: &Field, inside: Option<ShapeId>, is_inside: bool) -> String {
        let phrases = words::constraints(&field.constraints);
        let mut phrases: Vec<String> = phrases.iter().map(|phrase| inline(phrase, self.links)).collect();
        let of_shape = inside.map_or(Vec::new(), |id| constraints_of(self.ir.shape(id), self.links));
        let each = if is_inside { "each " } else { "" };
        phrases.extend(of_shape.into_iter().map(|phrase| format!("{each}{phrase}")));
        phrases.join("; ")
    }
}

fn constraints_of(shape: &Shape, links: &Links) -> Vec<String> {
    match &shape.kind {
        ShapeKind::Enum(all) => vec![values(all)],
        ShapeKind::Id { constraints, .. } => {
            words::constraints(constraints).iter().map(|phrase| inline(phrase, links)).collect()
        }
        ShapeKind::Object { .. }
        | ShapeKind::Union { .. }
        | ShapeKind::Types(_)
        | ShapeKind::Tuple { .. }
        | ShapeKind::Named(_) => Vec::new(),
    }
}

/// What is said of a shape, or else what it is.
pub fn of_shape(ir: &Ir<'_>, id: ShapeId) -> String {
    let shape = ir.shape(id);
    match words::described(&shape.description) {
        text if text.is_empty() => words::of_shape(ir, shape),
        text => text,
    }
}

/// A type of JSON, with the name of the shape where there is one.
fn type_name(ir: &Ir<'_>, links: &Links, ty: &Type) -> String {
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
            let types = ir.shape(*id).kind.json_types();
            let types: Vec<&str> = types.iter().map(|json| json.as_str()).collect();
            let json = if types.is_empty() { "any".to_owned() } else { types.join(" or ") };
            return format!("{json} {}", links.shape(ir, *id));
        }
    };
    plain.to_owned()
}

/// The way to what lists and maps hold, and its type.
fn descend(ty: &Type) -> (String, &Type) {
    match ty {
        Type::List(item) => {
            let (steps, innermost) = descend(&item.ty);
            (format!("[]{steps}"), innermost)
        }
        Type::Map(item) => {
            let (steps, innermost) = descend(&item.ty);
            (format!(".{{key}}{steps}"), innermost)
        }
        _ => (String::new(), ty),
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
