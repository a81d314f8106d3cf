//! Values that schemas show of what they describe: `default`, `examples` and OpenAPI's `example`. One that its own schema does
//! not accept is left out, and told where a document has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use webhook_catalog::layout::in_webhooks;
use webhook_schema::explain::{Finding, brief, explain};
use webhook_schema::model::{Fragment, Keyword, Reference, Schema, Schemas};
use webhook_schema::validate::Validators;
use webhook_schema::{Location, parallel};

use crate::documents::Documents;
use crate::left_out::LeftOut;
use crate::rules;
use crate::trace::Trace;

/// Where a schema of a document has examples: its `example`, and its `examples`, which some write as OpenAPI names examples of
/// bodies, as an object with a `value` in each.
pub(crate) fn examples_of(documents: &Documents, schema: &Location) -> Vec<Location> {
    let Some(value) = documents.value(schema) else { return Vec::new() };
    let one = value.get("example").map(|_| schema.child("example"));
    let all = || schema.child(Keyword::Examples.as_str());
    let others = match value.get(Keyword::Examples.as_str()) {
        Some(Value::Array(items)) => (0..items.len()).map(|at| all().child(&at.to_string())).collect(),
        Some(Value::Object(named)) => named_examples(documents, &all(), named).unwrap_or_default(),
        _ => Vec::new(),
    };
    one.into_iter().chain(others).collect()
}

/// The `value` of each; `None` where one has none.
fn named_examples(
    documents: &Documents,
    all: &Location,
    named: &Map<String, Value>,
) -> Option<Vec<Location>> {
    let value = |name: &String| {
        let (at, _) = documents.follow(all.child(name), &mut Default::default())?;
        Some(at.child("value")).filter(|at| documents.value(at).is_some())
    };
    named.keys().map(value).collect()
}

/// Takes the examples out of a schema, which is as the document has it. What is no list of them is left out.
pub(crate) fn take_examples(
    documents: &Documents,
    object: &mut Map<String, Value>,
    schema: &Schema,
    left_out: &mut LeftOut,
) -> Vec<Value> {
    let key = Keyword::Examples.as_str();
    object.shift_remove("example");
    let others = object.shift_remove(key);
    // Some drafts ignore them next to a reference; some do not have them at all, and people write them all the same.
    let is_ignored = Keyword::of(key, schema.dialect).is_some() && !schema.has(Keyword::Examples);
    let all = schema.location.child(key);
    let mut shown = Vec::new();
    let mut is_list = is_ignored || matches!(others, None | Some(Value::Array(_)));
    for at in examples_of(documents, &schema.location) {
        let is_other = at.pointer != schema.location.child("example").pointer;
        if is_other && is_ignored {
            continue;
        }
        is_list |= is_other;
        shown.extend(documents.value(&at).filter(|value| !shown.contains(value)));
    }
    if let Some(others) = others.filter(|_| !is_list) {
        let message = format!("expected a list in `{key}`, found {}: it is left out", brief(&others));
        let help = "write the examples as an array";
        left_out.told(all.clone(), documents.mistake(&rules::SHAPE, &all, message, help).warning());
    }
    shown.into_iter().cloned().collect()
}

/// A sample that its own schema does not accept.
struct Wrong<'s> {
    schema: &'s Location,
    /// The keyword that has it, and its number there.
    keyword: Keyword,
    number: Option<usize>,
    /// What is wrong with it.
    finding: Finding,
}

/// Leaves out of files of schemas, by their names, the samples that their own schemas do not accept.
pub(crate) fn leave_out_wrong(
    files: &mut BTreeMap<String, Value>,
    documents: &Documents,
    trace: &Trace,
    left_out: &mut LeftOut,
) {
    let mut schemas = Schemas::default();
    for (file, value) in &*files {
        schemas.insert(Schema::read(&in_webhooks(file), value));
    }
    for Wrong { schema, keyword, number, finding } in wrong_samples(files, &schemas).iter().rev() {
        let Some(file) = files.iter_mut().find(|(file, _)| *in_webhooks(file) == *schema.file) else {
            continue;
        };
        let Some(object) = file.1.pointer_mut(&schema.pointer).and_then(Value::as_object_mut) else {
            continue;
        };
        let key = keyword.as_str();
        let value = match (number, object.get_mut(key).and_then(Value::as_array_mut)) {
            (Some(number), Some(list)) if list.len() > 1 => list.remove(*number),
            (Some(_), Some(_)) => {
                let list = object.shift_remove(key);
                list.and_then(|list| list.as_array()?.first().cloned()).unwrap_or_default()
            }
            _ => object.shift_remove(key).unwrap_or_default(),
        };
        tell(documents, trace, left_out, schema, *keyword, &value, finding);
    }
}

fn wrong_samples<'s>(files: &BTreeMap<String, Value>, schemas: &'s Schemas) -> Vec<Wrong<'s>> {
    // What the catalog has elsewhere rules out nothing here.
    let anything = Schema::read("", &Value::Bool(true));
    let target = |schema: &Schema| {
        let Reference { file, fragment } = Reference::parse(schema.reference.as_deref()?);
        let file = if file.is_empty() { schema.location.file.to_string() } else { in_webhooks(file) };
        let found = match fragment {
            Fragment::Pointer(pointer) => schemas.at(&Location::new(file, pointer)),
            Fragment::Anchor(_) => None,
        };
        Some(found.unwrap_or(&anything))
    };
    let values: BTreeMap<String, &Value> =
        files.iter().map(|(file, value)| (in_webhooks(file), value)).collect();
    let outermost = schemas.outermost().chain([&anything]);
    let validators = Arc::new(Validators::new(outermost, &target));
    let all: Vec<&Schema> = schemas.outermost().flat_map(Schema::all).collect();
    let found = parallel::map(parallel::threads(), &all, |schema| {
        let default = Some(schema).filter(|schema| schema.has(Keyword::Default)).and_then(|schema| {
            let place = schema.location_of(Keyword::Default);
            values.get(&*place.file)?.pointer(&place.pointer)
        });
        let default = default.into_iter().map(|value| (Keyword::Default, None, value));
        let examples = schema.seldom.examples.iter().enumerate();
        let examples = examples.map(|(number, value)| (Keyword::Examples, Some(number), value));
        let mut samples = default.chain(examples).peekable();
        samples.peek()?;
        let validator = validators.at(&schema.location)?;
        let wrong = samples.filter_map(|(keyword, number, value)| {
            let finding = validator.errors(value).iter().flat_map(explain).next()?;
            Some(Wrong { schema: &schema.location, keyword, number, finding })
        });
        Some(wrong.collect::<Vec<_>>())
    });
    found.into_iter().flatten().flatten().collect()
}

fn tell(
    documents: &Documents,
    trace: &Trace,
    left_out: &mut LeftOut,
    schema: &Location,
    keyword: Keyword,
    value: &Value,
    finding: &Finding,
) {
    let Some(source) = trace.source(schema).filter(|source| !left_out.narrowed.contains(source)) else {
        return;
    };
    let (name, place) = match keyword {
        Keyword::Default => ("`default`", Some(source.child(keyword.as_str()))),
        _ => {
            let mut examples = examples_of(documents, &source).into_iter();
            ("example", examples.find(|at| documents.value(at) == Some(value)))
        }
    };
    let place = place.unwrap_or(source);
    let at = place.at(&finding.pointer);
    let message =
        format!("this {name} is left out, because its schema does not accept it: {}", finding.message);
    let help = "correct it, or the schema";
    let mut told = match finding.key {
        true => documents.mistake_in_key(&rules::SAMPLE, &at, message, help),
        false => documents.mistake(&rules::SAMPLE, &at, message, help),
    };
    if let Some(keyword) = trace.source(&finding.keyword) {
        told = documents.label_in_key(told, &keyword, "it is refused by this");
    }
    left_out.told(place, told.warning());
}
