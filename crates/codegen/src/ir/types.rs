//! Types of values.

use super::{JsonType, Shape, ShapeId};

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any text.
    String,
    /// A text that nothing may show.
    Secret,
    /// A date and time of RFC 3339.
    Timestamp,
    /// A whole number; `unsigned` where the schema rules negative ones out.
    Integer {
        /// Whether it is never negative.
        unsigned: bool,
    },
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Any JSON.
    Any,
    /// A list.
    List(Box<Item>),
    /// An object whose keys are data.
    Map(Box<Item>),
    /// A named shape.
    Shape(ShapeId),
}

/// What a list or map holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// The type of a value that is not null.
    pub ty: Type,
    /// Whether it may be null.
    pub nullable: bool,
}

impl Type {
    /// Whether a type, or what it holds, is such a one.
    pub fn any(&self, is_such: &dyn Fn(&Type) -> bool) -> bool {
        let inside = match self {
            Type::List(item) | Type::Map(item) => item.ty.any(is_such),
            _ => false,
        };
        inside || is_such(self)
    }

    /// Goes through a type and those that it holds.
    pub fn for_each(&mut self, change: &mut dyn FnMut(&mut Type)) {
        change(self);
        if let Type::List(item) | Type::Map(item) = self {
            item.ty.for_each(change);
        }
    }

    /// The type in JSON; `None` for any, and for a shape, which may have several.
    pub fn json_type(&self) -> Option<JsonType> {
        Some(match self {
            Type::String | Type::Secret | Type::Timestamp => JsonType::String,
            Type::Integer { .. } => JsonType::Integer,
            Type::Number => JsonType::Number,
            Type::Boolean => JsonType::Boolean,
            Type::List(_) => JsonType::Array,
            Type::Map(_) => JsonType::Object,
            Type::Any | Type::Shape(_) => return None,
        })
    }

    /// The types in JSON, those of a shape among them; empty for any.
    pub fn json_types(&self, shapes: &[Shape]) -> Vec<JsonType> {
        match self {
            Type::Shape(id) => shapes[id.0].kind.json_types(),
            ty => ty.json_type().into_iter().collect(),
        }
    }

    /// How many lists and maps are in each other.
    pub fn collections(&self) -> usize {
        match self {
            Type::List(item) | Type::Map(item) => 1 + item.ty.collections(),
            _ => 0,
        }
    }

    /// The shape that a value of this type holds, directly or in lists and maps.
    pub fn shape(&self) -> Option<ShapeId> {
        match self {
            Type::Shape(id) => Some(*id),
            Type::List(item) | Type::Map(item) => item.ty.shape(),
            _ => None,
        }
    }
}
