//! Values of one of several types.
//!
//! What a value of several JSON types is, its type tells. Of objects, the text at one key tells them apart, or else what is in
//! them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use indexmap::IndexSet;
use webhook_schema::model::{Constraints, JsonType};

use super::alternatives::remarks_of_any;
use super::discriminator::{Branch, Tags};
use super::members::{Member, key};
use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Arm, Field, Item, Keys, Remarks, Shape, ShapeId, ShapeKind, Type, Variant};
use crate::names::Way;

/// A union whose objects may not be finished yet, for one of them may hold the union.
pub(super) struct Unsettled<'c> {
    pub union: ShapeId,
    pub objects: Vec<ShapeId>,
    /// The branches that have types of their own, where it is made of branches.
    pub branches: Vec<Branch<'c>>,
    /// What objects go by that are written in its branches.
    pub names: Vec<(ShapeId, String)>,
    /// What branches say of objects, besides what these say themselves.
    pub remarks: Vec<(ShapeId, Remarks)>,
    pub tags: Option<Tags>,
}

impl<'c> Lowering<'c, '_> {
    /// One type for values of several.
    pub(super) fn united(&mut self, members: &[Member<'c>], all: Vec<Typed>, way: &Way) -> Lowered<Typed> {
        let schema = members.last().ok_or(Reported)?.schema;
        let nullable = all.iter().any(|typed| typed.nullable);
        let implied = all.iter().any(|typed| typed.implied);
        let mut arms: BTreeMap<JsonType, Vec<(Type, Constraints)>> = BTreeMap::new();
        // Branches that are one definition twice are one.
        let mut seen = HashSet::new();
        let distinct: Vec<&Typed> = all.iter().filter(|typed| seen.insert(&typed.ty)).collect();
        let listed = self.listed(&all);
        if let ([only], None) = (&distinct[..], &listed) {
            let mut only = (*only).clone();
            if all.iter().any(|other| other.constraints != only.constraints) {
                only.constraints = Constraints::default();
            }
            only.remarks = remarks_of_any(&all);
            return Ok(Typed { nullable, implied, only: None, ..only });
        }
        // A type of one of the values that goes by this way already is not the type of all of them.
        let is_taken = distinct.iter().any(|typed| self.goes_by(&typed.ty, way));
        let way = &if is_taken { way.to("either") } else { way.clone() };
        if let Some(values) = listed {
            let ty = self.enum_of(members, values, way)?;
            return Ok(Typed { nullable, implied, ..Typed::new(ty, Constraints::default()) });
        }
        for typed in distinct {
            match self.arms_of(&typed.ty, &typed.constraints) {
                Some(more) => {
                    for (json, ty, constraints) in more {
                        arms.entry(json).or_default().push((ty, constraints));
                    }
                }
                None => {
                    self.note(
                        schema,
                        "any value is read here, and given back as it comes: nothing tells its types apart"
                            .to_owned(),
                    );
                    return Ok(Typed { nullable, ..Typed::any() });
                }
            }
        }
        // What is an integer to one branch is a number to another.
        if arms.contains_key(&JsonType::Number)
            && let Some(integers) = arms.remove(&JsonType::Integer)
        {
            arms.entry(JsonType::Number).or_default().extend(integers);
        }
        let mut united = Vec::new();
        let is_one = arms.len() == 1;
        for (json, types) in arms {
            let inner = match json {
                _ if is_one => way.clone(),
                JsonType::Object | JsonType::Array | JsonType::String => way.to(json.as_str()),
                _ => way.clone(),
            };
            let constraints = match &types[..] {
                [(_, constraints)] => constraints.clone(),
                _ => Constraints::default(),
            };
            let ty = self.of_one_json_type(members, json, types, &inner)?;
            united.push(Arm { json, ty, told: None, constraints });
        }
        if united.len() == 1
            && let Some(Arm { ty, constraints, .. }) = united.pop()
        {
            return Ok(Typed { nullable, implied, ..Typed::new(ty, constraints) });
        }
        let key = (key(members, way), way.ident());
        let id = match self.unions_at.get(&key) {
            Some(&id) => id,
            None => {
                let id = self.new_shape(schema, way);
                self.unions_at.insert(key, id);
                self.finish_shape(id, schema, ShapeKind::Types { arms: united, is_open: false });
                id
            }
        };
        Ok(Typed { nullable, implied, ..Typed::shape(id) })
    }

    /// Whether a type is a shape that has its name by a way.
    pub(super) fn goes_by(&self, ty: &Type, way: &Way) -> bool {
        matches!(ty, Type::Shape(id) if self.shapes[id.0].ident == way.ident())
    }

    /// The types of JSON of a type, each with the type of its values; `None` where they are not known, or all.
    pub(super) fn arms_of(
        &self,
        ty: &Type,
        constraints: &Constraints,
    ) -> Option<Vec<(JsonType, Type, Constraints)>> {
        // What stands beside branches may be about values of the others.
        let arm = |json| vec![(json, ty.clone(), constraints.of_type(json))];
        let Type::Shape(id) = ty else { return ty.json_type().map(arm) };
        if let Some(json) = self.undecided.get(id) {
            return json.map(arm);
        }
        match &self.shapes[id.0].kind {
            ShapeKind::Types { arms, .. } => {
                Some(arms.iter().map(|arm| (arm.json, arm.ty.clone(), arm.constraints.clone())).collect())
            }
            kind => match kind.json_types()[..] {
                [json] => Some(arm(json)),
                ref all if matches!(kind, ShapeKind::Enum(_)) => {
                    let has_texts = all.contains(&JsonType::String);
                    let of_values = |json| {
                        let ty = of_mixed_values(json, has_texts).unwrap_or(ty.clone());
                        (json, ty, constraints.of_type(json))
                    };
                    Some(all.iter().copied().map(of_values).collect())
                }
                _ => None,
            },
        }
    }

    /// One type for values of one type of JSON.
    fn of_one_json_type(
        &mut self,
        members: &[Member<'c>],
        json: JsonType,
        types: Vec<(Type, Constraints)>,
        way: &Way,
    ) -> Lowered<Type> {
        // Texts of a form are data; any texts at all next to a list say that the list may grow.
        let is_of_form = |(ty, constraints): &(Type, Constraints)| {
            matches!(ty, Type::Timestamp) || (*ty == Type::String && *constraints != Constraints::default())
        };
        let has_form = types.iter().any(is_of_form);
        let distinct: IndexSet<Type> = types.into_iter().map(|(ty, _)| ty).collect();
        let mut distinct: Vec<Type> = distinct.into_iter().collect();
        // Of a list with other values, the texts are a list of their own.
        let is_mixed = |ty: &Type| matches!(ty, Type::Shape(id) if self.shapes[id.0].kind.is_mixed());
        if distinct.len() == 1 && !(json == JsonType::String && distinct.iter().any(is_mixed)) {
            return distinct.pop().ok_or(Reported);
        }
        let is_undecided = |ty: &Type| matches!(ty, Type::Shape(id) if self.undecided.contains_key(id));
        if distinct.iter().any(is_undecided) {
            return Ok(Type::Any);
        }
        Ok(match json {
            JsonType::String if has_form => Type::String,
            JsonType::String => self.united_texts(members, &distinct, way)?,
            JsonType::Integer if distinct.iter().any(|ty| matches!(ty, Type::Shape(_))) => {
                Type::Integer { unsigned: false }
            }
            JsonType::Integer => Type::Integer {
                unsigned: distinct.iter().all(|ty| matches!(ty, Type::Integer { unsigned: true })),
            },
            JsonType::Number => Type::Number,
            JsonType::Boolean => Type::Boolean,
            JsonType::Null => Type::Any,
            JsonType::Array => {
                let items: Option<Vec<_>> = distinct.iter().map(|ty| self.items_of(ty)).collect();
                match distinct.iter().all(|ty| self.is_tuple(ty)) && !items.as_deref().is_some_and(are_alike)
                {
                    true => self.united_objects(members, &distinct, json, way)?,
                    false => self.united_items(members, items, way, Type::List)?,
                }
            }
            JsonType::Object if distinct.iter().any(|ty| matches!(ty, Type::Map(_))) => {
                self.united_maps(members, distinct, way)?
            }
            JsonType::Object => self.united_objects(members, &distinct, json, way)?,
        })
    }

    /// What a list holds; of one whose items have types by their position, what is at any of them.
    fn items_of(&self, ty: &Type) -> Option<Vec<Item>> {
        match ty {
            Type::List(item) => Some(vec![Item::clone(item)]),
            Type::Shape(id) if !self.undecided.contains_key(id) => match &self.shapes[id.0].kind {
                ShapeKind::Named(item) => self.items_of(&item.ty),
                ShapeKind::Tuple { fields, rest, is_closed } => {
                    let first =
                        fields.iter().map(|field| Item { ty: field.ty.clone(), nullable: field.nullable });
                    let rest = (!is_closed).then(|| Item::clone(rest));
                    Some(first.chain(rest).collect())
                }
                ShapeKind::Union { json: JsonType::Array, variants, .. } => {
                    let items = variants.iter().map(|variant| self.items_of(&Type::Shape(variant.shape)));
                    Some(items.collect::<Option<Vec<_>>>()?.concat())
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a type is a tuple, or one of several.
    fn is_tuple(&self, ty: &Type) -> bool {
        let Type::Shape(id) = ty else { return false };
        let kind = &self.shapes[id.0].kind;
        matches!(kind, ShapeKind::Tuple { .. } | ShapeKind::Union { json: JsonType::Array, .. })
    }

    /// A union of objects, or of tuples; those that are unions themselves are taken apart.
    pub(super) fn united_objects(
        &mut self,
        members: &[Member<'c>],
        types: &[Type],
        json: JsonType,
        way: &Way,
    ) -> Lowered<Type> {
        let key = (key(members, way), way.ident());
        if let Some(&id) = self.unions_at.get(&key) {
            return Ok(Type::Shape(id));
        }
        let mut objects = IndexSet::new();
        for ty in types {
            let Type::Shape(id) = ty else { return Ok(Type::Any) };
            let is_union = matches!(self.shapes[id.0].kind, ShapeKind::Union { .. });
            let inner = || self.unions.iter().find(|union| union.union == *id);
            match is_union.then(inner).flatten() {
                Some(inner) => objects.extend(&inner.objects),
                None => {
                    objects.insert(*id);
                }
            }
        }
        let objects = objects.into_iter().collect();
        let schema = members.last().ok_or(Reported)?.schema;
        let union = self.new_shape(schema, way);
        self.unions_at.insert(key, union);
        self.finish_shape(union, schema, ShapeKind::Union { json, tag: None, variants: Vec::new() });
        self.unions.push(Unsettled {
            union,
            objects,
            branches: Vec::new(),
            names: Vec::new(),
            remarks: Vec::new(),
            tags: None,
        });
        Ok(Type::Shape(union))
    }

    /// The union of the objects among the values of a type.
    pub(super) fn unsettled(&mut self, ty: &Type) -> Option<&mut Unsettled<'c>> {
        let arms = self.arms_of(ty, &Constraints::default())?;
        let object =
            arms.iter().find(|(json, ..)| *json == JsonType::Object).and_then(|(_, ty, _)| ty.shape());
        self.unions.iter_mut().find(|unsettled| Some(unsettled.union) == object)
    }

    /// Notes what objects go by, each with the way to its branch, that are written there: a name of their own may be cut.
    pub(super) fn note_names<'a>(&mut self, all: impl Iterator<Item = (&'a Type, &'a Way)>, union: &Type) {
        let own = all.filter_map(|(ty, way)| {
            let Type::Shape(id) = ty else { return None };
            let is_own = self.shapes[id.0].ident == way.ident();
            is_own.then(|| Some((*id, way.last()?.to_owned()))).flatten()
        });
        let own = own.collect();
        if let Some(unsettled) = self.unsettled(union) {
            unsettled.names = own;
        }
    }

    /// Notes what a branch says of an object of a union, or of each of those that it is one of; says whether it is one.
    pub(super) fn note_remarks(&mut self, branch: &Type, said: &Keys, union: &Type) -> bool {
        let Type::Shape(id) = branch else { return false };
        let inner = self.unions.iter().find(|unsettled| unsettled.union == *id);
        let objects = inner.map_or_else(|| vec![*id], |inner| inner.objects.clone());
        let Some(unsettled) = self.unsettled(union) else { return false };
        let is_of_union = objects.iter().all(|object| unsettled.objects.contains(object));
        if is_of_union {
            let mut remarks = (*said.remarks).clone();
            let own = (said.constraints != Constraints::default())
                .then(|| (String::new(), said.constraints.clone()));
            remarks.limits.splice(0..0, own);
            unsettled.remarks.extend(objects.into_iter().map(|object| (object, remarks.clone())));
        }
        is_of_union
    }

    /// Finds the tags of all unions, now that every object is known.
    pub(super) fn settle_unions(&mut self) {
        for unsettled in std::mem::take(&mut self.unions) {
            let objects = &unsettled.objects;
            let by_constants = self.common_tag(objects);
            let by_constants = by_constants
                .map(|(tag, texts)| (tag, texts.into_iter().zip(objects.iter().copied()).collect()));
            let (tag, variants) = match by_constants.or_else(|| self.discriminated(&unsettled)) {
                Some((tag, variants)) => (Some(tag), variants),
                None => (None, objects.iter().map(|object| (String::new(), *object)).collect()),
            };
            let name = |id: ShapeId| unsettled.names.iter().find(|(object, _)| *object == id);
            let remarks = |id: ShapeId| unsettled.remarks.iter().find(|(object, _)| *object == id);
            let variants = variants.into_iter().map(|(text, shape)| Variant {
                text,
                name: name(shape).map(|(_, name)| name.clone()),
                shape,
                told: None,
                remarks: remarks(shape).map(|(_, said)| said.clone()).unwrap_or_default().into(),
                place: self.shapes[shape.0].place.clone(),
            });
            let variants = variants.collect();
            let kind = &mut self.shapes[unsettled.union.0].kind;
            if let ShapeKind::Union { json, .. } = *kind {
                *kind = ShapeKind::Union { json, tag, variants };
            }
        }
    }

    /// The first key that every object requires and holds one text at, each another, with the texts.
    fn common_tag(&self, objects: &[ShapeId]) -> Option<(String, Vec<String>)> {
        let constants: Vec<Vec<(&str, &str)>> =
            objects.iter().map(|id| self.constants(&self.shapes[id.0])).collect();
        constants.first()?.iter().find_map(|(key, _)| {
            let text = |constants: &Vec<(&str, &str)>| {
                constants.iter().find(|(other, _)| other == key).map(|(_, text)| (*text).to_owned())
            };
            let texts: Vec<String> = constants.iter().map(text).collect::<Option<_>>()?;
            let distinct: BTreeSet<&String> = texts.iter().collect();
            (distinct.len() == texts.len()).then(|| ((*key).to_owned(), texts))
        })
    }

    /// The keys that an object always has, each with the one text that it holds there.
    fn constants<'s>(&'s self, shape: &'s Shape) -> Vec<(&'s str, &'s str)> {
        let constant = |field: &'s Field| {
            if !field.required || field.nullable {
                return None;
            }
            if let Some([only]) = field.remarks.narrowed.as_deref() {
                return Some((field.key.as_str(), only.as_str()?));
            }
            let Type::Shape(id) = field.ty else { return None };
            match &self.shapes[id.0].kind {
                ShapeKind::Enum(values) => match &values[..] {
                    [only] => Some((field.key.as_str(), only.value.as_str()?)),
                    _ => None,
                },
                _ => None,
            }
        };
        shape.kind.fields().iter().filter_map(constant).collect()
    }
}

/// The type of the values of one type of JSON out of a list of several, unless that is the type of the list: of numbers next to
/// texts, no enum has variants, and there are no other booleans.
fn of_mixed_values(json: JsonType, has_texts: bool) -> Option<Type> {
    match json {
        JsonType::Boolean => Some(Type::Boolean),
        JsonType::Integer if has_texts => Some(Type::Integer { unsigned: false }),
        JsonType::Number if has_texts => Some(Type::Number),
        _ => None,
    }
}

/// Whether all that several lists hold is of one type, so that positions say no more than lengths.
fn are_alike(items: &[Vec<Item>]) -> bool {
    let mut types = items.iter().flatten().map(|item| &item.ty);
    types.next().is_some_and(|first| types.all(|other| other == first))
}
