//! What is said of a value besides its type and its limits, and of values that have no field.

use serde_json::Value;

use super::parts::{first_paragraph, part};
use super::{
    capitalized, clauses, constraints, of_json_type, sentence, shortened, text_of, texts_of, uncapitalized,
};
use crate::ir::{Constraints, Deprecation, JsonType, Keys, Keyword, Remarks, Which};
use crate::markup::code;

/// What is said of a value besides, a sentence each.
pub fn remarks(remarks: &Remarks) -> Vec<String> {
    // Each by its name, so that one that is new is not forgotten here.
    let Remarks {
        // Said apart from the others, where it is seen.
        deprecation: _,
        title,
        conditional,
        required_where,
        consequences,
        choices,
        never,
        contained,
        keys,
        under_keys,
        read_only,
        write_only,
        default,
        examples,
        narrowed,
        meanings,
        inside,
        limits,
        required,
        others,
    } = remarks;
    let json = |value: &Value| code(&shortened(&text_of(value)));
    let list = |values: &[Value]| {
        texts_of(values).iter().map(|text| code(&shortened(text))).collect::<Vec<_>>().join(", ")
    };
    let fixed = |values: &[Value]| match values {
        [only] => format!("always {}", json(only)),
        values => format!("one of {}", list(values)),
    };
    let mut sentences = Vec::new();
    sentences.extend(title.iter().map(|title| format!("Title: {}", sentence(title))));
    sentences.extend(clauses::conditional(conditional.as_ref(), required_where));
    sentences.extend(narrowed.iter().map(|values| format!("{}.", capitalized(&fixed(values)))));
    let meaning = |(value, said): &(Value, String)| format!("{}: {}", json(value), first_paragraph(said));
    sentences.extend(meanings.iter().map(meaning));
    sentences.extend(inside.iter().map(|(way, values)| format!("{} is {}.", code(way), fixed(values))));
    let of_part = |(way, limits): &(String, Constraints)| {
        let part = if way.is_empty() { "Constraints".to_owned() } else { capitalized(&part(way)) };
        let phrases = constraints(limits);
        (!phrases.is_empty()).then(|| format!("{part}: {}.", phrases.join(", ")))
    };
    // Where keys are told apart, what is promised is told of each kind of them.
    let is_apart = |(way, keys): &(String, Keys)| {
        way.is_empty() && matches!(keys.which, Which::Matching(_) | Which::Others)
    };
    let is_told = |way: &str| way == "{key}" && under_keys.iter().any(is_apart);
    sentences.extend(limits.iter().filter(|(way, _)| !is_told(way)).filter_map(of_part));
    sentences.extend(required.iter().map(|key| format!("{} is always there.", code(key))));
    sentences.extend(default.iter().map(|value| format!("Default: {}.", json(value))));
    if !examples.is_empty() {
        sentences.push(format!("For example {}.", list(examples)));
    }
    if *read_only {
        sentences.push("Read-only.".to_owned());
    }
    if *write_only {
        sentences.push("Write-only.".to_owned());
    }
    sentences.extend(consequences.iter().map(clauses::consequence));
    sentences.extend(choices.iter().map(clauses::choice));
    sentences.extend(never.iter().filter_map(clauses::never));
    sentences.extend(contained.iter().filter_map(clauses::contained));
    sentences.extend(keys.iter().map(|(way, says)| {
        let of_part = if way.is_empty() { String::new() } else { format!(" of {}", part(way)) };
        clauses::keys(&of_part, says)
    }));
    sentences.extend(each_at(under_keys));
    let untyped = |(keyword, value): &(Keyword, Value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{}: {}.", code(keyword.as_str()), code(&shortened(&text)))
    };
    sentences.extend(others.iter().map(untyped));
    sentences
}

/// What those have to know who use what is on its way out, after the word "deprecated".
pub fn deprecation(deprecation: &Deprecation) -> String {
    let Deprecation { sunset, replaced_by } = deprecation;
    let sunset = sunset.as_ref().map(|sunset| format!("it may be gone from {sunset} on"));
    let replaced_by = replaced_by.as_ref().map(|name| format!("use {} instead", code(name)));
    match (sunset, replaced_by) {
        (None, None) => "a later version of the catalog may not have it".to_owned(),
        (sunset, replaced_by) => sunset.into_iter().chain(replaced_by).collect::<Vec<_>>().join("; "),
    }
}

/// What is said of a value besides where nothing else says that it is on its way out.
pub fn all(said: &Remarks) -> Vec<String> {
    let gone = said.deprecation.as_ref().map(|gone| format!("Deprecated: {}.", deprecation(gone)));
    gone.into_iter().chain(remarks(said)).collect()
}

/// What is under some keys, in sentences.
pub fn of_keys(keys: &Keys) -> String {
    let Keys { which, types, nullable, constraints: limits, .. } = keys;
    let besides = besides(keys);
    let is_text = keys.description.is_some() || keys.remarks.title.is_some();
    let before = match which {
        Which::Matching(pattern) => format!("keys that match {}: ", code(pattern)),
        Which::Others => "any other key: ".to_owned(),
        // Types and limits are those of the map or the list.
        Which::All | Which::Items | Which::Later => {
            let said = besides.join(" ");
            let what = match which {
                Which::All => "value",
                Which::Later => "later item",
                _ => "item",
            };
            return format!("about each {what}: {}", if is_text { said } else { uncapitalized(&said) });
        }
        Which::Alternative => String::new(),
    };
    let limited = constraints(limits);
    let mut nouns: Vec<&str> = types.iter().map(|ty| of_json_type(*ty)).collect();
    if !nouns.is_empty() {
        nouns.extend(nullable.then_some(of_json_type(JsonType::Null)));
    } else if !matches!(which, Which::Alternative) || limited.is_empty() {
        nouns.push("any value");
    }
    let noun = Some(nouns.join(" or ")).filter(|noun| !noun.is_empty());
    let mut phrases: Vec<String> = noun.into_iter().chain(limited).collect();
    // Nothing else says so here.
    let format = limits.format.as_deref().filter(|format| *format == "date-time");
    phrases.extend(format.map(|format| format!("format {}", code(format))));
    let what = format!("{before}{}", phrases.join(", "));
    match (before.is_empty() && !besides.is_empty(), is_text) {
        (true, true) => format!("{what}: {}", besides.join(" ")),
        (true, false) => format!("{what}; {}", uncapitalized(&besides.join(" "))),
        _ => [format!("{what}.")].into_iter().chain(besides).collect::<Vec<_>>().join(" "),
    }
}

/// What is said of the values under some keys besides their types and limits, a sentence each.
fn besides(Keys { which, description, remarks: said, .. }: &Keys) -> Vec<String> {
    let title = said.title.as_deref().map(sentence);
    // A title says something next to a description, and else stands for it.
    let (first, title) = match description.as_deref().map(first_paragraph) {
        Some(text) => (Some(ended(text)), said.title.clone()),
        None => (title, None),
    };
    let said = Remarks { title, ..(**said).clone() };
    let (said, of_each) = match which {
        Which::Matching(_) | Which::Others => apart(said),
        Which::All | Which::Items | Which::Later | Which::Alternative => (said, Remarks::default()),
    };
    let of_each = remarks(&of_each).into_iter().map(|said| format!("In each, {}", uncapitalized(&said)));
    first.into_iter().chain(all(&said)).chain(of_each).collect()
}

/// A paragraph as its author wrote it, with the period that others leave out, because sentences follow.
fn ended(text: String) -> String {
    let is_open =
        text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, ')' | ']' | '`' | '"'));
    if is_open { format!("{text}.") } else { text }
}

/// What is said of the keys of values apart: next to what is said of the keys that these are under, they would be taken for those.
fn apart(said: Remarks) -> (Remarks, Remarks) {
    let none =
        Remarks { consequences: Vec::new(), choices: Vec::new(), required: Vec::new(), ..said.clone() };
    let Remarks { consequences, choices, required, .. } = said;
    (none, Remarks { consequences, choices, required, ..Remarks::default() })
}

/// The same of each part of a value. Of alternatives, one holds.
fn each_at(all: &[(String, Keys)]) -> impl Iterator<Item = String> {
    let is_alternative = |one: &(String, Keys)| one.1.which == Which::Alternative;
    all.iter().enumerate().map(move |(index, one)| {
        let before = index.checked_sub(1).and_then(|before| all.get(before));
        let is_other =
            before.is_some_and(|before| before.0 == one.0 && is_alternative(before) && is_alternative(one));
        if is_other { format!("Or {}", uncapitalized(&at(one))) } else { at(one) }
    })
}

/// The same where it is about a part of a value: the way to that.
fn at((way, keys): &(String, Keys)) -> String {
    let sentence = of_keys(keys);
    match way.as_str() {
        "" => capitalized(&sentence),
        way => format!("In {}, {sentence}", part(way)),
    }
}
