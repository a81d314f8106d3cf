//! Conditions in words, and what holds under them.

use serde_json::Value;

use webhook_schema::Rare;

use super::{constraints, of_json_type, texts_of};
use crate::ir::{
    About, Choice, Condition, Conditional, Consequence, Constraints, Contained, Fact, JsonType, Presence,
    Says,
};
use crate::markup::code;

/// Where something holds: `where x is 1, unless y is present`.
fn when(conditions: &[Condition]) -> String {
    let [mut met, mut unmet] = [Vec::new(), Vec::new()];
    for Condition { facts, is_met } in conditions {
        match (is_met, &facts[..]) {
            (true, facts) => met.extend(facts.iter().map(test)),
            (false, [Fact { key, about: About::Present }]) => met.push(format!("{} is absent", code(key))),
            (false, [Fact { key, about: About::Absent }]) => met.push(format!("{} is present", code(key))),
            (false, facts) => unmet.push(facts.iter().map(test).collect::<Vec<_>>().join(" and ")),
        }
    }
    let met = (!met.is_empty()).then(|| format!("where {}", met.join(" and ")));
    let unmet = (!unmet.is_empty()).then(|| format!("unless {}", unmet.join(" or ")));
    met.into_iter().chain(unmet).collect::<Vec<_>>().join(", ")
}

/// Of several conditions, any one is enough.
fn any(conditions: &[Vec<Condition>]) -> String {
    conditions.iter().map(|all| when(all)).collect::<Vec<_>>().join(", or ")
}

/// Under which conditions a value is there, and is as it is described, a sentence each.
pub fn conditional(conditional: Option<&Conditional>, required: &[Vec<Condition>]) -> Vec<String> {
    let required_there = (!required.is_empty()).then(|| format!("Required {}", any(required)));
    let Some(Conditional { when, is_open }) = conditional else {
        return required_there.map(|said| format!("{said}.")).into_iter().collect();
    };
    let otherwise = if *is_open { "; otherwise, there may be any value" } else { "" };
    match required_there {
        Some(said) if when == required => vec![format!("{said}{otherwise}.")],
        said => {
            let there = if when.is_empty() { "under a condition".to_owned() } else { any(when) };
            said.map(|said| format!("{said}."))
                .into_iter()
                .chain([format!("This holds {there}{otherwise}.")])
                .collect()
        }
    }
}

/// What holds under a condition, in a sentence.
pub fn consequence(Consequence { when: condition, facts }: &Consequence) -> String {
    let is_present = |fact: &&Fact| fact.about == About::Present;
    let required: Vec<String> = facts.iter().filter(is_present).map(|fact| code(&fact.key)).collect();
    let is = if required.len() > 1 { "are" } else { "is" };
    let required = (!required.is_empty()).then(|| format!("{} {is} required", joined(&required, "and")));
    let others = facts.iter().filter(|fact| !is_present(fact)).map(fact);
    let facts: Vec<String> = required.into_iter().chain(others).collect();
    format!("{}, {}.", super::capitalized(&when(std::slice::from_ref(condition))), facts.join(" and "))
}

/// How many items of a list are of a kind, in a sentence; `None` where that is no promise.
pub fn contained(Contained { least, most, says: all, facts }: &Contained) -> Option<String> {
    let number = match (least, most) {
        (0, None) => return None,
        (1, None) => "at least one item".to_owned(),
        (least, None) => format!("at least {least} items"),
        (0, Some(1)) => "at most one item".to_owned(),
        (0, Some(most)) => format!("at most {most} items"),
        (1, Some(1)) => "exactly one item".to_owned(),
        (least, Some(most)) if least == most => format!("exactly {least} items"),
        (least, Some(most)) => format!("{least} to {most} items"),
    };
    let is = if number.ends_with('s') { "are" } else { "is" };
    Some(match facts.is_empty() {
        true => format!(
            "{} {}.",
            super::capitalized(&number),
            all.iter().map(|says| of_value(is, says, None)).collect::<Vec<_>>().join(" and ")
        ),
        false => format!("In {number}, {}.", facts.iter().map(test).collect::<Vec<_>>().join(" and ")),
    })
}

/// What a value never is, in a sentence.
pub fn never(says: &Says) -> Option<String> {
    Some(match says {
        Says::NoneOf(values) => format!("Never {}.", joined(&codes(values), "or")),
        Says::NoneOfTypes(types) if types.is_empty() => "By the schema, there is none.".to_owned(),
        Says::NoneOfTypes(types) => format!("Never {}.", joined(&nouns(types), "or")),
        Says::OneOf(_) | Says::Types(_) | Says::Keeps(_) => return None,
    })
}

/// What the keys of an object, or of a part of it, are, in a sentence.
pub fn keys(of_part: &str, says: &Says) -> String {
    match says {
        Says::OneOf(values) if values.is_empty() => format!("No key{of_part} is allowed."),
        Says::OneOf(values) => format!("Each key{of_part}: {}.", joined(&codes(values), "or")),
        Says::NoneOf(values) => format!("No key{of_part} is {}.", joined(&codes(values), "or")),
        Says::Types(types) => format!("Each key{of_part}: {}.", joined(&nouns(types), "or")),
        Says::NoneOfTypes(types) => format!("No key{of_part} is {}.", joined(&nouns(types), "or")),
        Says::Keeps(limits) => format!("Each key{of_part}: {}.", constraints(limits).join(", ")),
    }
}

/// Keys of which some are there, in a sentence.
pub fn choice(Choice { branches, is_exclusive }: &Choice) -> String {
    let branch = |keys: &Vec<String>| joined(&keys.iter().map(|key| code(key)).collect::<Vec<_>>(), "and");
    let branches: Vec<String> = branches.iter().map(branch).collect();
    match is_exclusive {
        true => format!("Exactly one is there: {}.", joined(&branches, "or")),
        false => format!("At least one is there: {}.", joined(&branches, "or")),
    }
}

/// What is asked about a key.
fn test(Fact { key, about }: &Fact) -> String {
    let key = code(key);
    match about {
        About::Present => format!("{key} is present"),
        About::Absent => format!("{key} is absent"),
        About::Value(says, presence) => match (presence, says) {
            (Presence::Said, Says::NoneOf(_) | Says::NoneOfTypes(_)) => {
                format!("{key} is present and {}", of_value("is", says, None))
            }
            (Presence::Open, Says::OneOf(_) | Says::Types(_)) => {
                format!("{key} {}", of_value("is", says, Some("absent")))
            }
            (Presence::Open, Says::Keeps(_)) => format!("{key} {} or is absent", of_value("is", says, None)),
            _ => format!("{key} {}", of_value("is", says, None)),
        },
    }
}

/// What holds of a key.
fn fact(Fact { key, about }: &Fact) -> String {
    let key = code(key);
    match about {
        About::Present => format!("{key} is required"),
        About::Absent => format!("{key} is absent"),
        About::Value(says, _) => format!("{key} {}", of_value("is", says, None)),
    }
}

/// What a value is, or several are, or else.
fn of_value(is: &str, says: &Says, or: Option<&str>) -> String {
    let any = |texts: Vec<String>| {
        let texts: Vec<String> = texts.into_iter().chain(or.map(str::to_owned)).collect();
        joined(&texts, "or")
    };
    match says {
        Says::OneOf(values) => format!("{is} {}", any(codes(values))),
        Says::NoneOf(values) => format!("{is} not {}", any(codes(values))),
        Says::Types(types) => format!("{is} {}", any(nouns(types))),
        Says::NoneOfTypes(types) => format!("{is} not {}", any(nouns(types))),
        Says::Keeps(limits) => of_limits(is, limits),
    }
}

/// A number is at least as much; a text has at least as many characters.
fn of_limits(is: &str, limits: &Constraints) -> String {
    let numbers = Constraints { bounds: limits.bounds.clone(), ..Constraints::default() };
    let others = Constraints { bounds: Rare::empty(), ..limits.clone() };
    let has = if is == "is" { "has" } else { "have" };
    let mut phrases = [(is, numbers), (has, others)].map(|(verb, limits)| (verb, constraints(&limits)));
    // Of a value that has no other type, it is not said.
    if let Some(format) = limits.format.as_deref().filter(|format| *format == "date-time") {
        phrases[1].1.push(format!("format {}", code(format)));
    }
    let phrases = phrases.iter().filter(|(_, phrases)| !phrases.is_empty());
    phrases.map(|(verb, phrases)| format!("{verb} {}", phrases.join(", "))).collect::<Vec<_>>().join(" and ")
}

fn nouns(types: &[JsonType]) -> Vec<String> {
    types.iter().map(|ty| of_json_type(*ty).to_owned()).collect()
}

fn codes(values: &[Value]) -> Vec<String> {
    texts_of(values).iter().map(|text| code(text)).collect()
}

/// `a`, `a or b`, `a, b, or c`.
fn joined(texts: &[String], word: &str) -> String {
    match texts {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} {word} {second}"),
        [others @ .., last] => format!("{}, {word} {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::ir::Bounds;
    use serde_json::json;

    use super::*;

    fn says(key: &str, says: Says, presence: Presence) -> Fact {
        Fact { key: key.to_owned(), about: About::Value(says, presence) }
    }

    fn present(key: &str) -> Fact {
        Fact { key: key.to_owned(), about: About::Present }
    }

    #[test]
    fn conditions_are_told_as_people_say_them() {
        let kind = |values: &[&str], presence| {
            says("kind", Says::OneOf(values.iter().map(|text| json!(text)).collect()), presence)
        };
        let not_a = |presence| says("kind", Says::NoneOf(vec![json!("a")]), presence);
        let text = says("kind", Says::Types(vec![JsonType::String, JsonType::Null]), Presence::Open);
        for (facts, is_met, expected) in [
            (vec![kind(&["a"], Presence::Sure)], true, "where `kind` is `a`"),
            (vec![kind(&["a"], Presence::Open)], true, "where `kind` is `a` or absent"),
            (vec![kind(&["a", "b"], Presence::Open)], true, "where `kind` is `a`, `b`, or absent"),
            (vec![kind(&["a", "b"], Presence::Said)], false, "unless `kind` is `a` or `b`"),
            (vec![not_a(Presence::Said)], true, "where `kind` is present and is not `a`"),
            (vec![not_a(Presence::Open)], true, "where `kind` is not `a`"),
            (vec![text], true, "where `kind` is a string, `null`, or absent"),
            (vec![present("x")], false, "where `x` is absent"),
            (vec![Fact { about: About::Absent, ..present("x") }], false, "where `x` is present"),
            (
                vec![kind(&["a"], Presence::Sure), present("x")],
                true,
                "where `kind` is `a` and `x` is present",
            ),
        ] {
            assert_eq!(when(&[Condition { facts, is_met }]), expected);
        }
        let both = [(present("x"), true), (kind(&["a"], Presence::Sure), false)];
        let both = both.map(|(fact, is_met)| Condition { facts: vec![fact], is_met });
        assert_eq!(when(&both), "where `x` is present, unless `kind` is `a`");
    }

    #[test]
    fn what_holds_under_a_condition_is_one_sentence() {
        let when = Condition { facts: vec![present("x")], is_met: true };
        let bounds = Bounds { minimum: Some(5.into()), ..Bounds::default() };
        let zip =
            Constraints { pattern: Some("^1".to_owned()), bounds: bounds.into(), ..Constraints::default() };
        let facts = vec![present("a"), present("b"), says("zip", Says::Keeps(Box::new(zip)), Presence::Open)];
        assert_eq!(
            consequence(&Consequence { when, facts }),
            "Where `x` is present, `a` and `b` are required and `zip` is at least 5 and has pattern `^1`."
        );
    }

    #[test]
    fn items_are_counted() {
        let of = |least, most| {
            let says = vec![Says::OneOf(vec![json!("x")])];
            contained(&Contained { least, most, says, facts: Vec::new() }).unwrap_or_default()
        };
        assert_eq!(
            [(0, None), (1, None), (2, Some(2)), (0, Some(1)), (1, Some(3))]
                .map(|(least, most)| of(least, most)),
            [
                "",
                "At least one item is `x`.",
                "Exactly 2 items are `x`.",
                "At most one item is `x`.",
                "1 to 3 items are `x`.",
            ]
        );
    }
}
