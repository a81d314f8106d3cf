//! Maps in unions, and the items of lists and maps that are one. A map takes any key, so an object with fields may be one, too:
//! what tells the two apart is a key that every such object has, with a value that is none of the map's.

use webhook_schema::model::{Constraints, JsonType};

use super::members::{Member, key};
use super::typed::Typed;
use super::{Lowered, Lowering, Reported};
use crate::fit;
use crate::ir::{Item, ShapeKind, Type};
use crate::names::Way;

impl<'c> Lowering<'c, '_> {
    /// One type for maps and, where something tells these apart from them, for objects.
    pub(super) fn united_maps(
        &mut self,
        members: &[Member<'c>],
        types: Vec<Type>,
        way: &Way,
    ) -> Lowered<Type> {
        if let Some(&id) = self.unions_at.get(&(key(members, way), way.ident())) {
            return Ok(Type::Shape(id));
        }
        let (maps, mut objects): (Vec<Type>, Vec<Type>) =
            types.into_iter().partition(|ty| matches!(ty, Type::Map(_)));
        let items = maps.into_iter().filter_map(|ty| match ty {
            Type::Map(item) => Some(vec![*item]),
            _ => None,
        });
        let map = self.united_items(members, Some(items.collect()), way, Type::Map)?;
        let Type::Map(item) = map else { return Ok(map) };
        if objects.is_empty() {
            return Ok(Type::Map(item));
        }
        let schema = members.last().ok_or(Reported)?.schema;
        if !objects.iter().all(|object| self.is_never_a_map(object, &item)) {
            let message = "any object is read here, and given back as it comes: it may be a map, or have the fields that are \
                           described, and nothing tells which";
            self.note(schema, message.to_owned());
            return Ok(Type::Any);
        }
        // What is said of it, the union says.
        let map = self.new_shape(schema, &way.to("map"));
        self.shapes[map.0].kind =
            ShapeKind::Object { fields: Vec::new(), rest: Some(item), keys: Vec::new() };
        objects.push(Type::Shape(map));
        self.united_objects(members, &objects, JsonType::Object, way)
    }

    /// Lists, or maps, of one of several types: `items` has what each of them holds.
    pub(super) fn united_items(
        &mut self,
        members: &[Member<'c>],
        items: Option<Vec<Vec<Item>>>,
        way: &Way,
        collection: impl Fn(Box<Item>) -> Type,
    ) -> Lowered<Type> {
        let Some(items) = items else { return Ok(Type::Any) };
        let typed = |Item { ty, nullable }| Typed { nullable, ..Typed::new(ty, Constraints::default()) };
        let items = items.into_iter().flatten().map(typed).collect();
        let typed = self.united(members, items, &way.to("item"))?;
        let item = Item { nullable: typed.nullable && typed.ty != Type::Any, ty: typed.ty };
        Ok(collection(Box::new(item)))
    }

    /// Whether each object of a type, or of a union of them, has a key with a value that no map of these items has.
    fn is_never_a_map(&self, ty: &Type, item: &Item) -> bool {
        let Type::Shape(id) = ty else { return false };
        match &self.shapes[id.0].kind {
            ShapeKind::Object { fields, .. } => fields.iter().any(|field| {
                let is_known = [&field.ty, &item.ty]
                    .into_iter()
                    .all(|ty| ty.shape().is_none_or(|id| !self.undecided.contains_key(&id)));
                field.required && is_known && fit::are_apart(&self.shapes, field, item)
            }),
            ShapeKind::Union { .. } => {
                let objects = self.unions.iter().find(|union| union.union == *id).map(|union| &union.objects);
                objects.is_some_and(|all| all.iter().all(|id| self.is_never_a_map(&Type::Shape(*id), item)))
            }
            _ => false,
        }
    }
}
