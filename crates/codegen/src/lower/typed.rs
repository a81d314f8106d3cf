//! The type of a value, from everything that its schemas say of it.

use std::collections::BTreeSet;

use serde_json::Value;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};
use webhook_schema::{Diagnostic, Location, Rare};

use super::annotations::described;
use super::idle::of_type;
use super::members::{Member, Parts};
use super::types::Allowed;
use super::{Lowered, Lowering, Reported};
use crate::ir::{Description, EnumValue, Item, Remarks, ShapeId, Type};
use crate::names::{Way, type_ident};
use crate::rules;

/// How many schemas may lead into each other, so that the stack holds all of them.
const DEEPEST: usize = 2000;

/// Types that there may be for each schema, on average, and how many more: references in cycles, with other keywords next to
/// them, can have a type for each combination of definitions.
const TYPES: (usize, usize) = (8, 1000);

/// Schemas that may be looked at together, for each one that there is, and how many more: what includes others is looked at
/// with all that these say, and so is each of its parts.
const LOOKED_AT: (usize, usize) = (500, 100_000);

/// The type of a value and what is said about it.
#[derive(Clone)]
pub(super) struct Typed {
    pub ty: Type,
    pub nullable: bool,
    /// Whether it may not be null although any value is read.
    pub not_null: bool,
    /// Whether that is only what is meant: no `type` says so, or only under a condition.
    pub implied: bool,
    pub constraints: Constraints,
    pub remarks: Remarks,
    /// The only value besides null, where no enum is made of it: it may be one of several alternatives.
    pub only: Option<EnumValue>,
    /// The description of what was referred to.
    pub description: Option<Description>,
}

impl Typed {
    pub(super) fn new(ty: Type, constraints: Constraints) -> Typed {
        Typed {
            ty,
            nullable: false,
            not_null: false,
            implied: false,
            constraints,
            remarks: Remarks::default(),
            only: None,
            description: None,
        }
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
        self.looked_at += members.len();
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
        let (of_each, more) = LOOKED_AT;
        let most_looked_at = self.schemas * of_each + more;
        let (message, help) = match () {
            () if self.is_endless => return Err(Reported),
            () if self.depth == DEEPEST => (
                format!("more than {DEEPEST} schemas lead from one to the next until this one"),
                "make the payload flatter, or leave a value open with `true` in place of its schema",
            ),
            () if self.shapes.len() > most => (
                format!("more than {most} types are made of {} schemas", self.schemas),
                "each combination of a definition with other keywords next to its `$ref` is a type of its own: move \
                 those keywords into the definition, or leave a value open with `true` in place of its schema",
            ),
            () if self.looked_at > most_looked_at => (
                format!("{} schemas are combined in more than {most_looked_at} ways", self.schemas),
                "include fewer schemas in each other by `allOf` and `$ref`, or leave a value open with `true` in place of its \
                 schema; if the document is not yours, describe the payload in the event's own schema, and refer from there to \
                 the definitions that you need",
            ),
            () => return Ok(()),
        };
        self.is_endless = true;
        let at = members.first().ok_or(Reported)?.schema.location.clone();
        Err(self.refuse(&rules::VALUE, &at, &message, help))
    }

    fn typed_here(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        if let Some(alias) = self.alias_of(members, way).filter(|alias| alias.root() != way.root()) {
            let renamed = |member: &Member<'c>| match member.way.root() == way.root() {
                true => Member { way: alias.clone(), ..member.clone() },
                false => member.clone(),
            };
            return self.typed_by(&members.iter().map(renamed).collect::<Vec<_>>(), &alias);
        }
        let Parts { own, silent, definitions, is_never } = self.parts(members)?;
        if is_never {
            let never = members.iter().find(|member| member.schema.boolean == Some(false));
            return Err(self.refuse_all(&never.unwrap_or(&members[0]).schema.location));
        }
        let mut typed = match (&own[..], &definitions[..]) {
            ([], []) => Typed::any(),
            ([], [definition]) => self.definition(definition)?,
            (_, [definition]) => {
                let typed = self.definition(definition)?;
                match self.narrowed(typed, members, &own)? {
                    Some(typed) => typed,
                    None => self.merged(members, way)?,
                }
            }
            ([_], []) => self.merged(members, way)?,
            ([first, rest @ ..], []) if first.way.root() != way.root() => {
                // The first gives the type, as a schema that is included does, where the others only say which of its
                // values occur here.
                let typed = self.typed_by(std::slice::from_ref(first), &first.way)?;
                match self.narrowed(typed, members, rest)? {
                    Some(typed) => typed,
                    None => self.merged(members, way)?,
                }
            }
            _ => self.merged(members, way)?,
        };
        self.describe_whole(members, &typed.ty, way);
        if (typed.nullable || typed.ty == Type::Any) && members.iter().any(|member| self.denies_null(member))
        {
            (typed.nullable, typed.not_null) = (false, true);
        }
        self.remark_types_listed(&own, &mut typed);
        self.remark(&own, &mut typed);
        self.remark(&silent, &mut typed);
        self.quote_choices(members, &own, &mut typed)?;
        if typed.ty == Type::Number {
            own.iter().chain(&silent).for_each(|member| self.warn_of_long_number(member.schema));
        }
        if let Type::Integer { unsigned } = typed.ty {
            own.iter().chain(&silent).for_each(|member| self.warn_of_long_samples(member.schema, unsigned));
        }
        Ok(typed)
    }

    /// The name that an author gives the type of several schemas. What has it elsewhere, such as a branch of what is included here,
    /// goes by that name alone only where nothing is next to it.
    fn alias_of(&self, members: &[Member<'c>], way: &Way) -> Option<Way> {
        let nearest = members.last()?.schema;
        let alias = Way::new(type_ident(&self.type_alias(nearest)?));
        let is_here = || self.way_to(&nearest.location).starts_with(way);
        (members.len() == 1 || is_here()).then_some(alias)
    }

    /// Has a type that is made here say what the schema says that includes all of it, rather than the last part.
    fn describe_whole(&mut self, members: &[Member<'c>], ty: &Type, way: &Way) {
        let (Some(whole), Type::Shape(id)) = (members.last(), ty) else { return };
        let is_own = self.shapes[id.0].ident == way.ident();
        if is_own
            && whole.schema.has(Keyword::AllOf)
            && !whole.says_something()
            && let Some(said) = described(whole.schema)
        {
            self.shapes[id.0].description = said;
        }
    }

    /// Whether null is not valid by what a member says, whatever types it names: `not` may rule null out, too.
    fn denies_null(&mut self, member: &Member<'c>) -> bool {
        let catalog = self.catalog;
        !self.nulls.allows(member.schema, &|schema| catalog.target(schema))
    }

    /// The type that all of the members together give.
    fn merged(&mut self, members: &[Member<'c>], way: &Way) -> Lowered<Typed> {
        let members = self.members(members)?;
        self.looked_at += members.len();
        let constraints = self.constraints(&members)?;
        if let Some((own, branches)) = self.branches_of(&members) {
            return self.typed_by_branches(&members, own, branches, way);
        }
        let Allowed { types, is_implied } = self.types(&members)?;
        let values = self.values(&members, types.as_ref())?;
        self.refuse_denied(&members, types.as_ref().filter(|_| !is_implied), values.as_deref())?;
        let allows_null = |typed: Typed| {
            let of_types = types.as_ref().map(|types| types.contains(&JsonType::Null));
            let of_values = values.as_ref().map(|values| values.contains(&Value::Null));
            let of_both = [of_types, of_values].into_iter().flatten().reduce(|a, b| a && b);
            // As OpenAPI 3.0 has it: whatever stands next to it.
            let is_said = members.iter().any(|member| member.schema.nullable) && of_types != Some(false);
            let nullable = of_both.unwrap_or(false) || is_said || typed.nullable;
            Typed { nullable, implied: is_implied || typed.implied, ..typed }
        };
        let of_values = || values.iter().flatten().map(JsonType::of_value).collect();
        if let Some(types) =
            types.clone().filter(|_| !is_implied).or_else(|| values.as_ref().map(|_| of_values()))
        {
            self.note_idle(&members, &types);
        }
        let first = constraints.clone();
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
            Some([]) => {
                let mut null = Typed::new(Type::Any, of_type(constraints, JsonType::Null));
                null.remarks.narrowed = Some(vec![Value::Null]);
                null
            }
            None => Typed::new(Type::Any, constraints),
            Some([ty]) => self.typed_by_type(*ty, &members, constraints, way)?,
            Some(types) => self.typed_by_types(types, &members, constraints, way)?,
        };
        let mut typed = allows_null(typed);
        for member in &members {
            self.remark_second(member.schema, &first, &mut typed.remarks);
        }
        // Of objects and lists, no type says which there are.
        typed.remarks.narrowed = typed.remarks.narrowed.take().or(values);
        Ok(typed)
    }

    /// What all members promise of a value; a range that nothing is in is reported.
    fn constraints(&mut self, members: &[Member<'c>]) -> Lowered<Constraints> {
        let mut all = Constraints::default();
        for member in members {
            all.tighten(&member.schema.constraints);
            if let Some((keyword, message)) = all.contradiction() {
                return Err(self.refuse_limits(members, keyword, &message, "swap the two, or correct one"));
            }
        }
        // A list of values says more.
        all.constant = Rare::empty();
        Ok(all)
    }

    fn typed_by_type(
        &mut self,
        ty: JsonType,
        members: &[Member<'c>],
        constraints: Constraints,
        way: &Way,
    ) -> Lowered<Typed> {
        let constraints = of_type(constraints, ty);
        let ty = match ty {
            JsonType::String => match constraints.format.as_deref() {
                Some("date-time") => Type::Timestamp,
                Some("password") => Type::Secret,
                _ => Type::String,
            },
            JsonType::Integer => {
                if let Some((keyword, message)) = constraints.contradiction_of_integers() {
                    let help = "widen the limits, or describe a `number`";
                    return Err(self.refuse_limits(members, keyword, &message, help));
                }
                let unsigned = constraints.is_never_negative();
                self.warn_of_long_integers(members, &constraints, unsigned);
                Type::Integer { unsigned }
            }
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

    /// Keeps, of a type that others of the members narrow, what they say; `None` where they say what the type does not hold.
    fn narrowed(
        &mut self,
        mut typed: Typed,
        members: &[Member<'c>],
        others: &[Member<'c>],
    ) -> Lowered<Option<Typed>> {
        if !others.iter().all(|other| self.narrows(&typed, other)) {
            return Ok(None);
        }
        self.refuse_contradictions(members)?;
        for other in others {
            let schema = other.schema;
            if schema.types.as_ref().is_some_and(|types| !types.contains(&JsonType::Null)) && !schema.nullable
            {
                typed.nullable = false;
            }
            typed.nullable |= schema.nullable;
            typed.implied &= schema.types.is_none();
            self.remark_second(schema, &typed.constraints, &mut typed.remarks);
            typed
                .constraints
                .tighten(&Constraints { constant: Rare::empty(), ..(*schema.constraints).clone() });
            self.remark_narrowing(schema, "", &mut typed.remarks);
        }
        Ok(Some(typed))
    }

    /// Refuses what no value is by all that is said of it. What is merged is looked at on the way.
    pub(super) fn refuse_contradictions(&mut self, members: &[Member<'c>]) -> Lowered<()> {
        let members = self.members(members)?;
        self.looked_at += members.len();
        let constraints = self.constraints(&members)?;
        let types = self.common_types(&members)?;
        self.values(&members, types.as_ref())?;
        self.refuse_contained(&members, constraints.max_items)?;
        self.refuse_keys(&members)
    }

    pub(super) fn note(&mut self, schema: &Schema, message: String) {
        self.note_at(schema.location.clone(), message);
    }

    pub(super) fn note_at(&mut self, place: Location, message: String) {
        self.notes.push(Diagnostic::at_value(&rules::UNTYPED, place, message, "").note());
    }
}
