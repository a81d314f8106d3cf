//! Branches of a choice or a combination, before and after: their order says nothing.

use serde_json::Value;
use webhook_schema::model::Keyword;

use super::without_texts;

/// The old branch that each new one belongs to, and the old ones that are left.
pub(super) fn pairs<'v>(old: &'v [Value], new: &'v [Value]) -> (Vec<Option<usize>>, Vec<usize>) {
    let bare: Vec<Value> = old.iter().map(without_texts).collect();
    let mut left: Vec<usize> = (0..old.len()).collect();
    let mut pairs: Vec<Option<usize>> = Vec::new();
    for branch in new.iter().map(without_texts) {
        let same = left.iter().position(|other| bare[*other] == branch);
        pairs.push(same.map(|at| left.remove(at)));
    }
    let key = tag(old, new);
    let own_tag = |branch| constant(branch, key?);
    let leads = |branch: &'v Value| branch.get(Keyword::Ref.as_str());
    for mark in [&leads as &dyn Fn(&'v Value) -> Option<&'v Value>, &own_tag] {
        for (branch, pair) in new.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
            let own = mark(branch);
            let same = left.iter().position(|at| own.is_some() && mark(&old[*at]) == own);
            *pair = same.map(|at| left.remove(at));
        }
    }
    let mut unpaired: Vec<_> = new.iter().zip(&mut pairs).filter(|(_, old)| old.is_none()).collect();
    if let ([(branch, only)], [at]) = (unpaired.as_mut_slice(), left.as_slice())
        // What has another tag is another branch.
        && (own_tag(branch).is_none() || own_tag(&old[*at]).is_none())
    {
        **only = Some(*at);
        left.clear();
    }
    (pairs, left)
}

/// The property that tells the branches apart that have any, before and after: each has a value of its own there.
fn tag<'v>(old: &'v [Value], new: &[Value]) -> Option<&'v str> {
    fn with_properties(branches: &[Value]) -> impl Iterator<Item = &Value> {
        branches.iter().filter(|branch| branch.get(Keyword::Properties.as_str()).is_some())
    }
    let tells_apart = |key: &str, branches| {
        let tags: Option<Vec<&Value>> =
            with_properties(branches).map(|branch| constant(branch, key)).collect();
        tags.is_some_and(|tags| (1..tags.len()).all(|at| !tags[..at].contains(&tags[at])))
    };
    // Where there is one before and after, it may have become another.
    let are_several = [old, new].into_iter().any(|branches| with_properties(branches).count() > 1);
    let properties =
        with_properties(old).filter_map(|branch| branch[Keyword::Properties.as_str()].as_object());
    let mut keys = properties.flatten().map(|(key, _)| key.as_str());
    keys.find(|key| are_several && tells_apart(key, old) && tells_apart(key, new))
}

/// The only value that a branch allows for a property.
fn constant<'v>(branch: &'v Value, key: &str) -> Option<&'v Value> {
    let property = branch.get(Keyword::Properties.as_str())?.get(key)?;
    let listed = property.get(Keyword::Enum.as_str()).and_then(Value::as_array);
    let only = listed.and_then(|listed| if let [only] = listed.as_slice() { Some(only) } else { None });
    property.get(Keyword::Const.as_str()).or(only)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Texts, merged};
    use super::*;

    #[test]
    fn branches_belong_together_by_what_they_allow() {
        let branch = |ty: &str, title: &str| json!({ "type": ty, "title": title });
        let bare = |ty: &str| json!({ "type": ty });
        let text = branch("string", "Text");
        let old = json!({ "oneOf": [text, { "items": bare("null"), "description": "A list." }] });
        for (new, expected, lost) in [
            // Others come first, and the order changes.
            (
                json!([{ "items": bare("null") }, bare("integer"), bare("string")]),
                json!([{ "items": bare("null"), "description": "A list." }, bare("integer"), text]),
                0,
            ),
            // One changed.
            (
                json!([{ "items": bare("integer") }, bare("string")]),
                json!([{ "items": bare("integer"), "description": "A list." }, text]),
                0,
            ),
            // One is gone.
            (json!([bare("string")]), json!([text]), 0),
            // Nobody knows which is which.
            (json!([bare("integer"), bare("null")]), json!([bare("integer"), bare("null")]), 2),
        ] {
            let mut texts = Texts::default();
            assert_eq!(merged(&old, &json!({ "oneOf": new }), &mut texts), json!({ "oneOf": expected }));
            assert_eq!(texts, Texts { kept: 0, lost });
        }
    }
    #[test]
    fn branches_belong_together_by_what_tags_them() {
        let branch = |kind: &str, keys: &[&str]| {
            let mut branch =
                json!({ "properties": { "kind": { "const": kind }, "version": { "const": 1 } } });
            keys.iter().for_each(|key| branch["properties"][key] = json!({ "type": "string" }));
            branch
        };
        let written = |kind: &str, keys: &[&str], name: &str| {
            let mut written = json!({ "x-rust-name": name });
            let branch = branch(kind, keys);
            written.as_object_mut().unwrap().extend(branch.as_object().unwrap().clone());
            written
        };
        let old = [written("card", &[], "ByCard"), written("iban", &[], "ByIban"), json!({ "type": "null" })];
        let nothing = json!({ "type": "null" });
        for (new, expected, lost) in [
            // Both changed.
            (
                json!([branch("iban", &["at"]), branch("card", &["at"]), nothing]),
                json!([written("iban", &["at"], "ByIban"), written("card", &["at"], "ByCard"), nothing]),
                0,
            ),
            // One is new, and one changed.
            (
                json!([branch("sepa", &[]), branch("card", &["at"]), branch("iban", &[])]),
                json!([
                    branch("sepa", &[]),
                    written("card", &["at"], "ByCard"),
                    written("iban", &[], "ByIban")
                ]),
                0,
            ),
            // One is another, which has no name of the one that was there.
            (
                json!([branch("card", &["at"]), branch("sepa", &[]), nothing]),
                json!([written("card", &["at"], "ByCard"), branch("sepa", &[]), nothing]),
                1,
            ),
        ] {
            let mut texts = Texts::default();
            let old = json!({ "anyOf": old });
            assert_eq!(merged(&old, &json!({ "anyOf": new }), &mut texts), json!({ "anyOf": expected }));
            assert_eq!(texts, Texts { kept: 0, lost });
        }
        // The only one there is may have another tag.
        let choice = |branch: Value| json!({ "anyOf": [nothing, branch] });
        let old = choice(written("card", &[], "By"));
        let new = merged(&old, &choice(branch("sepa", &[])), &mut Texts::default());
        assert_eq!(new, choice(written("sepa", &[], "By")));
        // What is referred to tells branches apart, too.
        let to = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
        let old = json!({ "oneOf": [{ "$ref": "#/$defs/A", "title": "First" }, to("B")] });
        let new = json!({ "oneOf": [to("C"), { "$ref": "#/$defs/A", "deprecated": true }] });
        let first = json!({ "$ref": "#/$defs/A", "title": "First", "deprecated": true });
        let expected = json!({ "oneOf": [to("C"), first] });
        assert_eq!(merged(&old, &new, &mut Texts::default()), expected);
    }
}
