//! What each of several branches says of a value that its type does not.

use serde_json::Value;
use webhook_schema::model::{Constraints, Schema};

use super::Lowering;
use super::typed::Typed;
use crate::ir::{Keys, Remarks, ShapeKind, Type, Which};
use crate::words;

/// What a branch says, in each of the ways in which it may be told.
pub(super) struct Said {
    /// As neither an object nor values out of a list.
    plain: Option<Keys>,
    /// As values out of a list.
    list: Option<Keys>,
    /// Next to a type that says what its values are.
    shape: Option<Keys>,
}

impl<'c> Lowering<'c, '_> {
    /// What branches say, each with its type.
    pub(super) fn said_of_branches(&self, branches: &[(usize, &'c Schema)], all: &[Typed]) -> Vec<Said> {
        let is_first = |other: &Typed| other.ty == all[0].ty && other.constraints == all[0].constraints;
        let differ = !all.iter().all(is_first);
        let said = branches.iter().zip(all).map(|((_, branch), typed)| Said {
            plain: self.said_of_alternative(branch, typed, differ),
            list: self.said_of_list(branch, typed),
            shape: self.said_of_shape(branch, typed),
        });
        said.collect()
    }

    /// Notes what branches say next to the type that all of them make, or of their own types, where a union has those.
    pub(super) fn note_said(&mut self, all: Vec<Said>, types: &[(&Schema, Type)], typed: &mut Typed) {
        let arms = self.arms_of(&typed.ty, &typed.constraints).unwrap_or_default();
        let all = all.into_iter().zip(types).map(|(said, (_, ty))| {
            // Of lists that are one with others, no type of their own says it.
            let is_arm = arms.iter().any(|(_, arm, _)| arm == ty);
            let shape = said.shape.map(|said| match is_arm {
                true => Keys { description: None, ..said },
                false => said,
            });
            let shape = shape.filter(says_something);
            let shape = shape.filter(|said| !self.note_remarks(ty, said, &typed.ty));
            Said { shape, ..said }
        });
        let all = all.collect();
        let said = self.told(all, typed);
        typed.remarks.under_keys.extend(said.into_iter().map(|said| (String::new(), said)));
    }

    /// What one of several branches says that is neither an object nor a value out of a list, which say it themselves.
    /// Limits are those of the type, unless branches differ in them.
    fn said_of_alternative(&self, branch: &'c Schema, typed: &Typed, differ: bool) -> Option<Keys> {
        let is_plain = !matches!(typed.ty, Type::Shape(_) | Type::Any) && typed.only.is_none();
        let said = is_plain.then(|| self.said_of(branch, Which::Alternative, typed))?;
        let description = said.description.clone().or(typed.description.clone().map(|said| said.text));
        let constraints =
            typed.ty.json_type().map_or_else(Constraints::default, |ty| said.constraints.of_type(ty));
        let has_limits = typed.ty == Type::Timestamp || !words::constraints(&constraints).is_empty();
        Some(Keys { description, constraints, ..said })
            .filter(|said| said.has_words() || differ && has_limits)
    }

    /// What a branch says that is values out of a list, of one type of JSON.
    fn said_of_list(&self, branch: &'c Schema, typed: &Typed) -> Option<Keys> {
        let values = match typed.ty {
            Type::Shape(id) => self.values_of_enum(id)?,
            _ => vec![typed.only.clone()?],
        };
        let mut said = self.said_of(branch, Which::Alternative, typed);
        let meanings = values.iter().filter(|_| values.len() > 1);
        let meanings = meanings.filter_map(|it| Some((it.value.clone(), it.meaning.clone()?)));
        said.remarks = Remarks {
            meanings: meanings.collect(),
            narrowed: Some(values.iter().map(|it| it.value.clone()).collect()),
            ..(*said.remarks).clone()
        }
        .into();
        (said.types.len() == 1).then_some(said)
    }

    /// What a branch says of values whose type says what they are.
    fn said_of_shape(&self, branch: &'c Schema, typed: &Typed) -> Option<Keys> {
        let Type::Shape(id) = typed.ty else { return None };
        let shape = &self.shapes[id.0];
        let mut said = match self.values_of_enum(id) {
            // What is said of one value is its meaning.
            Some(values) if values.len() == 1 => return None,
            Some(_) if typed.remarks == Remarks::default() => return None,
            Some(_) => self.said_of_list(branch, typed)?,
            None => self.said_of(branch, Which::Alternative, typed),
        };
        let is_title_said = |title: &String| *shape.description.text == *words::sentence(title);
        let title = said.remarks.title.clone().filter(|title| !is_title_said(title));
        said.remarks = Remarks { title, ..(*said.remarks).clone() }.into();
        // A list has limits of its own only to say which of its values there are.
        let is_list = matches!(shape.kind, ShapeKind::Enum(_));
        let constraints = if is_list { Constraints::default() } else { said.constraints.clone() };
        let is_list_by_position = matches!(shape.kind, ShapeKind::Tuple { .. });
        let description = said.description.clone().filter(|_| is_list_by_position);
        Some(Keys { description, constraints, ..said }).filter(says_something)
    }

    /// What is told of each branch. A list has a type that tells its values, unless other values of the same type of JSON may
    /// come: then it is told as they are.
    fn told(&self, all: Vec<Said>, typed: &Typed) -> Vec<Keys> {
        let arms = self.arms_of(&typed.ty, &typed.constraints).unwrap_or_default();
        let is_lost = |list: &Keys| {
            let is_told = |(value, _): &(Value, String)| {
                list.remarks.narrowed.as_ref().is_some_and(|values| values.contains(value))
            };
            let mut same = arms.iter().filter(|(json, ..)| list.types.contains(json));
            same.any(|(_, ty, _)| ty.shape().is_none()) && !typed.remarks.meanings.iter().any(is_told)
        };
        let is_any_plain = all.iter().any(|said| said.plain.is_some());
        let told = |Said { plain, list, shape }: Said| {
            plain.or(list.filter(|list| is_any_plain && is_lost(list))).or(shape)
        };
        all.into_iter().filter_map(told).collect()
    }
}

/// Whether anything is said beyond the type.
fn says_something(said: &Keys) -> bool {
    said.has_words() || !words::constraints(&said.constraints).is_empty()
}
