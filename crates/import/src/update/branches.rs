//! Branches of a choice or a combination, before and after: their order says nothing.

use serde_json::Value;
use webhook_schema::model::Keyword;

use super::texts::without_texts;

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
