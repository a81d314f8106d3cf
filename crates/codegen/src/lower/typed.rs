//! The type of a value, from everything that its schemas say of it.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::Diagnostic;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};

use super::annotations::{Named, described};
use super::members::{Branches, Member, Parts};
use super::union::is_null;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Description, Item, Remarks, ShapeId, ShapeKind, Type};
use crate::names::{Way, type_ident};
use crate::rules;

/// How many schemas may lead into each other, so that the stack holds all of them.
const DEEPEST: usize = 2000;

/// Types that there may be for each schema, on average, and how many more: references in cycles, with other keywords next to
/// them, can have a type for each combination of definitions.
const TYPES: (usize, usize) = (8, 1000);

/// How many lists and maps may be in each other: rustc gives up on types that are made of more.
const MOST_COLLECTIONS: usize = 16;

/// The type of a value and what is said about it.
#[derive(Clone)]
pub(super) struct Typed {
    pub ty: Type,
    pub nullable: bool,
    pub constraints: Constraints,
    pub remarks: Remarks,
    /// The description of what was referred to.
    pub description: Option<Description>,
}

impl Typed {
    pub(super) fn new(ty: Type, constraints: Constraints) -> Typed {
        Typed { ty, nullable: false, constraints, remarks: Remarks::default(), description: None }
    }

    pub(super) fn shape(id: ShapeId) -> Typed {
        Typed::new(Type::Shape(id), Constraints::default())
    }

    pub(super) fn any() -> Typed {
        Typed::new(Type::Any, Constraints::default())
    }

    pub(super) fn item(self) -> Box<Item> {
        Box::new(Item { nullable: self.nullable, ty: self.ty })
    }
}

impl<'c> Lowering<'c, '_> {
    /// The type of the values of a schema. What has no name of its own goes by the way to it.
    pub(super) fn typed(&mut self, schema: &'c Schema, way: &Way) -> Lowered<Typed> {
        self.typed_by(&[Member::new(schema, way)], way)
    }

    /// The type of the values that several schemas hold for.
    pub(super) fn typed_by(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        self.refuse_endless(members)?;
        self.depth += 1;
        let typed = self.typed_here(members, way);
        self.depth -= 1;
        typed
    }

    /// Gives up on all that is left where it would take too long, or too much of the stack.
    fn refuse_endless(&mut self, members: &[Member<'c>]) -> Lowered<()> {
        let (of_each, more) = TYPES;
        let most = self.schemas * of_each + more;
        let (message, help) = match () {
            () if self.is_endless => return Err(Reported),
            () if self.depth == DEEPEST => (
                format!("more than {DEEPEST} schemas lead into each other up to here"),
                "make the payload flatter",
            ),
            () if self.shapes.len() > most => (
                format!("more than {most} types are made of {} schemas", self.schemas),
                "use fewer references with other keywords next to them: each combination is a type of its own",
            ),
            () => return Ok(()),
        };
        self.is_endless = true;
        let at = members.first().ok_or(Reported)?.schema.location.clone();
        Err(self.refuse(&rules::VALUE, &at, &message, help))
    }

    fn typed_here(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        let alias = members.last().and_then(|nearest| self.alias(nearest.schema, Named::Type));
        if let Some(alias) =
            alias.map(|alias| Way::new(type_ident(&alias))).filter(|alias| alias.root() != way.root())
        {
            let renamed = |member: &Member<'c>| match member.way.root() == way.root() {
                true => Member { way: alias.clone(), ..member.clone() },
                false => member.clone(),
            };
            return self.typed_by(&members.iter().map(renamed).collect::<Vec<_>>(), &alias);
        }
        let Parts { own, silent, definitions, is_never } = self.parts(members)?;
        if is_never {
            let at = &members[0].schema.location;
            let message = "no value is valid here";
            return Err(self.refuse(&rules::VALUE, at, message, "describe the values with a `type`"));
        }
        let mut typed = match (&own[..], &definitions[..]) {
            ([], []) => Typed::any(),
            ([], [definition]) => self.definition(definition)?,
            (_, [definition]) => {
                let typed = self.definition(definition)?;
                match self.narrowed(typed, &own)? {
                    Some(typed) => typed,
                    None => self.merged(members, way)?,
                }
            }
            ([_], []) => self.merged(members, way)?,
            ([first, rest @ ..], []) if first.way.root() != way.root() => {
                // The first gives the type, as a schema that is included does, where the others only say which of its
                // values occur here.
                let typed = self.typed_by(std::slice::from_ref(first), &first.way)?;
                match self.narrowed(typed, rest)? {
                    Some(typed) => typed,
                    None => self.merged(members, way)?,
                }
            }
            _ => self.merged(members, way)?,
        };
        self.remark(&own, &mut typed);
        self.remark(&silent, &mut typed);
        Ok(typed)
    }

    /// The type of a definition, which goes by the definition's name.
    pub(super) fn definition(&mut self, schema: &'c Schema) -> Lowered<Typed> {
        let at = &schema.location;
        if let Some(known) = self.definitions.get(at) {
            return known.clone().ok_or(Reported);
        }
        if let Some(open) = self.open_definitions.iter().position(|(open, _)| open == at) {
            // It holds itself, and needs a name for that.
            let id = match self.open_definitions[open].1 {
                Some(id) => id,
                None => {
                    let id = self.new_shape(schema, &self.way_of(schema));
                    self.undecided.insert(id);
                    self.open_definitions[open].1 = Some(id);
                    id
                }
            };
            return Ok(Typed {
                description: described(schema),
                nullable: self.may_be_null(schema),
                ..Typed::shape(id)
            });
        }
        self.open_definitions.push((at.clone(), None));
        let way = self.way_of(schema);
        let typed = match self.id_shape(schema, &way) {
            Some(typed) => Ok(typed),
            None => self.typed(schema, &way),
        };
        let itself = self.open_definitions.pop().and_then(|(_, id)| id);
        let typed = typed.map(|typed| {
            let typed = match itself {
                Some(id) if self.undecided.remove(&id) => self.named(id, schema, typed),
                _ => typed,
            };
            Typed { description: described(schema).or(typed.description.clone()), ..typed }
        });
        self.definitions.insert(at.clone(), typed.as_ref().ok().cloned());
        typed
    }

    /// Whether a schema allows null, by itself or by what it includes: asked of definitions that hold themselves, before
    /// their type is known.
    fn may_be_null(&self, schema: &Schema) -> bool {
        let lists = [Keyword::OneOf, Keyword::AnyOf].into_iter().filter_map(|keyword| schema.list(keyword));
        let by_itself = is_null(schema) || schema.nullable || schema.names_type(JsonType::Null);
        if by_itself || lists.flatten().any(|branch| self.may_be_null(branch)) {
            return true;
        }
        let included = schema.list(Keyword::AllOf).unwrap_or_default();
        let referred = schema.reference.as_ref().and_then(|_| self.target(schema).ok());
        let mut parts = included.iter().chain(referred).peekable();
        schema.types.is_none() && parts.peek().is_some() && parts.all(|part| self.may_be_null(part))
    }

    /// Gives a type the name that a value in it already goes by.
    fn named(&mut self, id: ShapeId, schema: &'c Schema, typed: Typed) -> Typed {
        match typed.ty {
            Type::Shape(other) if self.shapes[other.0].ident == self.shapes[id.0].ident => {
                self.same.insert(id, other);
                typed
            }
            _ => {
                let item = Item { ty: typed.ty, nullable: false };
                self.finish_shape(id, schema, ShapeKind::Named(Box::new(item)));
                Typed { ty: Type::Shape(id), ..typed }
            }
        }
    }

    /// The type that all of the members together give.
    fn merged(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        let members = self.members(members)?;
        let constraints = self.constraints(&members)?;
        if let Some((own, branches)) = self.branches_of(&members) {
            return self.typed_by_branches(&members, own, branches, way);
        }
        let types = self.types(&members)?;
        let values = self.values(&members, types.as_ref())?;
        let allows_null = |typed: Typed| {
            let of_types = types.as_ref().map(|types| types.contains(&JsonType::Null));
            let of_values = values.as_ref().map(|values| values.contains(&Value::Null));
            let of_both = [of_types, of_values].into_iter().flatten().reduce(|a, b| a && b);
            // As OpenAPI 3.0 has it: whatever stands next to it.
            let is_said = members.iter().any(|member| member.schema.nullable) && of_types != Some(false);
            Typed { nullable: of_both.unwrap_or(false) || is_said || typed.nullable, ..typed }
        };
        if let Some(values) = &values
            && let Some(typed) = self.typed_by_values(&members, values, &constraints, way)
        {
            return Ok(allows_null(typed));
        }
        let others: Option<Vec<JsonType>> =
            types.as_ref().map(|types| types.iter().copied().filter(|ty| *ty != JsonType::Null).collect());
        let typed = match others.as_deref() {
            None if values.is_some() => {
                let types: BTreeSet<JsonType> = values.iter().flatten().map(JsonType::of_value).collect();
                let types: Vec<JsonType> = types.into_iter().filter(|ty| *ty != JsonType::Null).collect();
                self.typed_by_types(&types, &members, constraints, way)?
            }
            None | Some([]) => Typed::new(Type::Any, constraints),
            Some([ty]) => self.typed_by_type(*ty, &members, constraints, way)?,
            Some(types) => self.typed_by_types(types, &members, constraints, way)?,
        };
        Ok(allows_null(typed))
    }

    /// The types of JSON that a value may have; `None` for any. A schema that has only keywords of one type is meant to
    /// be of that type.
    fn types(&mut self, members: &[Member<'c>]) -> Lowered<Option<BTreeSet<JsonType>>> {
        let common = match common_types(members) {
            Ok(common) => common,
            Err(Contradiction { schema, expected, found }) => {
                let names = |types: &BTreeSet<JsonType>| {
                    types.iter().map(|ty| format!("`{}`", ty.as_str())).collect::<Vec<_>>().join(" or ")
                };
                let message = format!(
                    "no value is valid here: what it is combined with allows {}, but this {}",
                    names(&expected),
                    names(&found)
                );
                let help = "choose a type that both allow, or include another schema";
                let at = schema.location_of(Keyword::Type);
                return Err(self.refuse(&rules::VALUE, &at, &message, help));
            }
        };
        let says_values = |member: &Member<'_>| {
            member.schema.values.is_some() || member.schema.constraints.constant.is_some()
        };
        if common.is_some() || members.iter().any(says_values) {
            return Ok(common);
        }
        let keywords = || members.iter().flat_map(|member| &member.schema.keywords);
        let formats = members.iter().filter_map(|member| member.schema.constraints.format.as_deref());
        let of_format =
            formats.map(|format| if is_of_number(format) { JsonType::Number } else { JsonType::String });
        let implied: BTreeSet<JsonType> =
            keywords().filter_map(|keyword| keyword.implies()).chain(of_format).collect();
        let nullable = members.iter().any(|member| member.schema.nullable);
        if let (Some(ty), Some(member)) = (implied.first().filter(|_| implied.len() == 1), members.last()) {
            self.note(member.schema, format!("no `type` is given; it is taken for `{}`", ty.as_str()));
        }
        Ok((implied.len() == 1)
            .then(|| implied.into_iter().chain(nullable.then_some(JsonType::Null)).collect()))
    }

    /// The only values, where the schemas list them; those of other types are left out.
    fn values(
        &mut self,
        members: &[Member<'c>],
        types: Option<&BTreeSet<JsonType>>,
    ) -> Lowered<Option<Vec<Value>>> {
        let mut common: Option<Vec<Value>> = None;
        for member in members {
            let schema = member.schema;
            let constant = schema.constraints.constant.as_ref().map(std::slice::from_ref);
            for (keyword, values) in [(Keyword::Enum, schema.values.as_deref()), (Keyword::Const, constant)] {
                let Some(values) = values else { continue };
                let known: Option<BTreeSet<String>> =
                    common.as_ref().map(|common| common.iter().map(identity).collect());
                let is_common =
                    |value: &&Value| known.as_ref().is_none_or(|known| known.contains(&identity(value)));
                let is_of_type = |value: &&Value| types.is_none_or(|types| has_type(types, value));
                let (mut both, mut seen) = (Vec::new(), BTreeSet::new());
                for value in values.iter().filter(is_common).filter(is_of_type) {
                    // What is listed twice is one value.
                    if seen.insert(identity(value)) {
                        both.push(value.clone());
                    }
                }
                if both.is_empty() {
                    let at = schema.location_of(keyword);
                    let message =
                        "no value is valid here: what is listed is ruled out by the type, or by another list";
                    let help = "list values that the other keywords allow";
                    return Err(self.refuse(&rules::VALUE, &at, message, help));
                }
                common = Some(both);
            }
        }
        Ok(common)
    }

    /// What all members promise of a value; a range that nothing is in is reported.
    fn constraints(&mut self, members: &[Member<'c>]) -> Lowered<Constraints> {
        let mut all = Constraints::default();
        for member in members {
            all.tighten(&member.schema.constraints);
            if let Some((keyword, message)) = all.contradiction() {
                let at = self.place_of(member.schema, keyword);
                return Err(self.refuse(&rules::VALUE, &at, &message, "exchange the two, or correct one"));
            }
        }
        // A list of values says more.
        all.constant = None;
        Ok(all)
    }

    fn typed_by_type(
        &mut self,
        ty: JsonType,
        members: &[Member<'c>],
        constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        let ty = match ty {
            JsonType::String => match constraints.format.as_deref() {
                Some("date-time") => Type::Timestamp,
                Some("password") => Type::Secret,
                _ => Type::String,
            },
            JsonType::Integer => Type::Integer { unsigned: constraints.is_never_negative() },
            JsonType::Number => Type::Number,
            JsonType::Boolean => Type::Boolean,
            JsonType::Array => return self.array(members, constraints, way),
            JsonType::Object => return self.object(members, constraints, way),
            JsonType::Null => Type::Any,
        };
        Ok(Typed::new(ty, constraints))
    }

    /// The type of a value that may have several types of JSON.
    fn typed_by_types(
        &mut self,
        types: &[JsonType],
        members: &[Member<'c>],
        constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        let all: Vec<Lowered<Typed>> = types
            .iter()
            .map(|ty| {
                let way = if matches!(ty, JsonType::Object | JsonType::Array) {
                    way.to(ty.as_str())
                } else {
                    way.clone()
                };
                self.typed_by_type(*ty, members, constraints.of_type(*ty), &way)
            })
            .collect();
        let all = all.into_iter().collect::<Lowered<Vec<Typed>>>()?;
        self.united(members, all, way)
    }

    fn array(&mut self, members: &[Member<'c>], constraints: Constraints, way: &Way) -> Lowered<Typed> {
        let rest: Vec<Member<'c>> = members
            .iter()
            .flat_map(|member| {
                let items = member.schema.rest_of_items();
                let items = items.or_else(|| member.schema.one(Keyword::UnevaluatedItems));
                items.map(|items| Member::new(items, &member.way.to("item")))
            })
            .filter(|items| items.schema.boolean != Some(false))
            .collect();
        let rest = match &rest[..] {
            [] => Typed::any(),
            // Of items that none can be, there are none: the list is empty, whatever its type.
            [first, _, ..] if common_types(&self.members(&rest)?).is_err() => {
                self.typed_by(std::slice::from_ref(first), &way.to("item"))?
            }
            items => self.typed_by(items, &way.to("item"))?,
        };
        let schema = members.last().ok_or(Reported)?.schema;
        let rest = self.item(rest, schema.rest_of_items().unwrap_or(schema), &way.to("item"));
        let first = members.iter().find(|member| !member.schema.first_items().is_empty());
        match first {
            Some(first) => self.tuple(first, members, rest, way),
            None => Ok(Typed::new(Type::List(rest), constraints)),
        }
    }

    /// What a list or a map holds. Of collections in collections in collections, the inner ones get a name: nobody reads
    /// such a type.
    pub(super) fn item(&mut self, typed: Typed, schema: &'c Schema, way: &Way) -> Box<Item> {
        const DEEPEST: usize = 1;
        let nullable = typed.nullable && typed.ty != Type::Any;
        if typed.ty.collections() <= DEEPEST {
            return Box::new(Item { ty: typed.ty, nullable });
        }
        if self.collections_in(&typed.ty) > MOST_COLLECTIONS {
            let message = format!("more than {MOST_COLLECTIONS} lists or maps are in each other here");
            let help = "make an object of one of them, with a field for what is inside";
            self.refuse(&rules::VALUE, &schema.location, &message, help);
        }
        let id = self.new_shape(schema, way);
        self.finish_shape(id, schema, ShapeKind::Named(Box::new(Item { ty: typed.ty, nullable: false })));
        Box::new(Item { ty: Type::Shape(id), nullable })
    }

    /// How many lists and maps are in each other, with or without names.
    fn collections_in(&self, ty: &Type) -> usize {
        match ty {
            Type::List(item) | Type::Map(item) => 1 + self.collections_in(&item.ty),
            Type::Shape(id) if !self.undecided.contains(id) => match &self.shapes[id.0].kind {
                ShapeKind::Named(item) => self.collections_in(&item.ty),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// Keeps, of a type that other schemas narrow, what they say; `None` where they say what the type does not hold.
    fn narrowed(&mut self, mut typed: Typed, others: &[Member<'c>]) -> Lowered<Option<Typed>> {
        if !others.iter().all(|other| self.narrows(&typed, other)) {
            return Ok(None);
        }
        for other in others {
            let schema = other.schema;
            if schema.types.as_ref().is_some_and(|types| !types.contains(&JsonType::Null)) && !schema.nullable
            {
                typed.nullable = false;
            }
            typed.nullable |= schema.nullable;
            typed.constraints.tighten(&Constraints { constant: None, ..schema.constraints.clone() });
            self.remark_narrowing(schema, "", &mut typed.remarks);
        }
        Ok(Some(typed))
    }

    /// Reports at a keyword, where the schema has it, and at the schema otherwise.
    fn place_of(&self, schema: &Schema, keyword: Keyword) -> webhook_schema::Location {
        if schema.has(keyword) { schema.location_of(keyword) } else { schema.location.clone() }
    }

    pub(super) fn note(&mut self, schema: &Schema, message: String) {
        let note = Diagnostic::at_value(&rules::UNTYPED, schema.location.clone(), message, "").note();
        self.notes.push(note);
    }
}

/// Whether a format is one of OpenAPI's for numbers; every format of JSON Schema is one of texts.
fn is_of_number(format: &str) -> bool {
    ["int", "uint"].iter().any(|start| format.starts_with(start))
        || ["float", "double", "decimal"].contains(&format)
}

/// Types of which no value can be.
pub(super) struct Contradiction<'c> {
    /// The schema that rules out what the others allow.
    schema: &'c Schema,
    expected: BTreeSet<JsonType>,
    found: BTreeSet<JsonType>,
}

/// The types that all members allow; `None` where none of them says anything of types.
pub(super) fn common_types<'c>(
    members: &[Member<'c>],
) -> Result<Option<BTreeSet<JsonType>>, Contradiction<'c>> {
    let mut common: Option<BTreeSet<JsonType>> = None;
    for member in members {
        let mut own: Option<BTreeSet<JsonType>> =
            member.schema.types.as_ref().map(|own| own.iter().copied().collect());
        if let Some(own) = &mut own
            && member.schema.nullable
        {
            own.insert(JsonType::Null);
        }
        for found in own.into_iter().chain(types_of_branches(member)) {
            let both = common.as_ref().map_or_else(|| found.clone(), |common| intersection(common, &found));
            if both.is_empty() {
                return Err(Contradiction {
                    schema: member.schema,
                    expected: common.unwrap_or_default(),
                    found,
                });
            }
            common = Some(both);
        }
    }
    Ok(common)
}

/// The types that branches allow which say nothing but those: another way to write a list of types.
pub(super) fn types_of_branches(member: &Member<'_>) -> Option<BTreeSet<JsonType>> {
    if member.branches != Branches::Alternatives {
        return None;
    }
    let mut keywords = [Keyword::OneOf, Keyword::AnyOf].into_iter();
    let branches = keywords.find_map(|keyword| member.schema.list(keyword))?;
    let is_bare = |branch: &Schema| {
        branch.boolean.is_none()
            && branch.keywords.iter().all(|own| *own == Keyword::Type || own.is_annotation())
    };
    let types = branches.iter().map(|branch| {
        let types = branch.types.as_ref().filter(|_| is_bare(branch))?;
        Some(types.iter().copied().chain(branch.nullable.then_some(JsonType::Null)))
    });
    Some(types.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The types that both allow; integers are numbers.
fn intersection(a: &BTreeSet<JsonType>, b: &BTreeSet<JsonType>) -> BTreeSet<JsonType> {
    let allows = |types: &BTreeSet<JsonType>, ty: JsonType| {
        types.contains(&ty) || (ty == JsonType::Integer && types.contains(&JsonType::Number))
    };
    a.union(b).copied().filter(|ty| allows(a, *ty) && allows(b, *ty)).collect()
}

fn has_type(types: &BTreeSet<JsonType>, value: &Value) -> bool {
    let ty = JsonType::of_value(value);
    types.contains(&ty) || (ty == JsonType::Integer && types.contains(&JsonType::Number))
}

/// A text that is the same for equal values; JSON Schema compares numbers by value.
fn identity(value: &Value) -> String {
    match value.as_f64() {
        // There is a 0 below 0, which is equal to the other.
        Some(number) => format!("{:?}", number + 0.0),
        None => value.to_string(),
    }
}
