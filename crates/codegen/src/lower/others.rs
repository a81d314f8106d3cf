//! What is said of keys without naming them: the type of what is under other keys, and what holds for those that have a field, too.

use std::collections::BTreeSet;

use webhook_catalog::{NamePattern, matches_every_name};
use webhook_schema::Diagnostic;
use webhook_schema::model::{Constraints, JsonType, Keyword, Schema};

use super::array::each;
use super::members::{Member, Properties, key};
use super::typed::Typed;
use super::types::{common_types, in_words, intersection};
use super::{Lowered, Lowering, Reported};
use crate::ir::{Arm, Description, Item, Keys, Remarks, ShapeId, ShapeKind, Type, Which};
use crate::markup::code;
use crate::names::Way;
use crate::rules;

/// What the keys hold that have no description of their own.
pub(super) struct Rest {
    pub item: Box<Item>,
    /// What is said of these, by what they match.
    pub keys: Vec<Keys>,
    /// What is promised of each value.
    pub remarks: Remarks,
}

impl Rest {
    /// Where there are no other keys than these: the type of its values, and all that is said of them.
    pub(super) fn of_map(self) -> (Box<Item>, Remarks) {
        let Self { item, mut keys, mut remarks } = self;
        if keys.iter().all(|keys| keys.which == Which::Others) {
            keys.retain(Keys::has_words);
            keys.iter_mut().for_each(|keys| keys.which = Which::All);
        }
        remarks.under_keys.splice(0..0, keys.into_iter().map(|keys| (String::new(), keys)));
        (item, remarks)
    }

    /// Whatever comes.
    pub(super) fn any() -> Self {
        Self { item: Typed::any().item(), keys: Vec::new(), remarks: Remarks::default() }
    }
}

/// What is said of keys without naming them.
struct Other<'c> {
    /// Which of the members says so.
    number: usize,
    is_about: Box<dyn Fn(&str) -> bool + 'c>,
    /// Whether it is about keys that match a pattern.
    is_pattern: bool,
    member: Member<'c>,
    /// The types that it allows; `None` for any.
    types: Option<BTreeSet<JsonType>>,
}

impl<'c> Lowering<'c, '_> {
    /// What the keys hold that have no description of their own, where something is said of that, and what is promised of it.
    pub(super) fn rest(
        &mut self,
        members: &[Member<'c>],
        way: &Way,
        step: fn(&Way) -> Way,
    ) -> Lowered<Option<Rest>> {
        // What is said under a condition does not hold for all; what is read is kept whatever it is.
        if self.conditional_members(members)?.iter().any(|part| !rest_of(&part.member).is_empty()) {
            return Ok(Some(Rest::any()));
        }
        let stepped = |member: &Member<'c>| {
            let way = step(&member.way);
            rest_of(member)
                .into_iter()
                .map(move |(pattern, rest)| (pattern, Member { way: way.clone(), ..rest }))
        };
        let (patterns, all): (Vec<_>, Vec<Member<'c>>) = members.iter().flat_map(stepped).unzip();
        let way = step(way);
        let differ = members.iter().any(|member| tells_keys_apart(member.schema));
        // Keys that may hold anything do not take the types from the others.
        let says_something = |member: &&Member<'c>| has_keywords(member.schema);
        let said: Vec<Member<'c>> = all.iter().filter(says_something).cloned().collect();
        let is_open = leaves_others_open(members) || said.len() < all.len();
        let mut each_typed = Vec::new();
        let typed = match &said[..] {
            [] if all.is_empty() => return Ok(None),
            [] => Typed::any(),
            // All hold that is said of other keys, where that is about the same ones.
            several if !differ && common_types(&self.members(several)?).is_ok() => {
                self.typed_by(several, &way)?
            }
            several => {
                let each = self.each_of(several)?;
                let typed = self.united_if_several(several, each.clone(), &way)?;
                let mut each = each.into_iter();
                let of_each = all.iter().map(|member| match says_something(&member) {
                    true => each.next().unwrap_or_else(Typed::any),
                    false => Typed::any(),
                });
                each_typed = of_each.collect();
                typed
            }
        };
        if each_typed.is_empty() {
            each_typed.push(typed.clone());
        }
        let keys = all.iter().zip(patterns).zip(&each_typed);
        let which =
            |pattern: Option<&str>| pattern.map_or(Which::Others, |it| Which::Matching(it.to_owned()));
        let keys = keys.map(|((member, pattern), typed)| self.said_of(member.schema, which(pattern), typed));
        let mut keys: Vec<Keys> = keys.collect();
        if keys.iter().all(|keys| keys.which == Which::Others) {
            keys.retain(|keys| keys.has_words() || keys.constraints != Constraints::default());
        }
        keys.sort_by_key(|keys| keys.which == Which::Others);
        let typed = if is_open { self.or_other(&all, typed, &way) } else { typed };
        if all.len() > 1 {
            self.leave_undescribed(&typed.ty, &each_typed);
        }
        let [first, ..] = &all[..] else { return Ok(None) };
        let remarks = each("{key}", &typed);
        Ok(Some(Rest { item: self.item(typed, first.schema, &way), keys, remarks }))
    }

    /// Leaves the types of a value under one of several kinds of keys to speak for themselves: what a schema says of one kind is
    /// not true of all, and told next to the keys.
    fn leave_undescribed(&mut self, ty: &Type, each: &[Typed]) {
        let Type::Shape(id) = ty else { return };
        let is_of_one = each.iter().any(|one| one.ty == *ty);
        let shape = &mut self.shapes[id.0];
        if !is_of_one && matches!(shape.kind, ShapeKind::Types { .. }) {
            shape.description = Description::default();
        }
    }

    /// What is said of values that have no field.
    pub(super) fn said_of(&self, schema: &Schema, which: Which, typed: &Typed) -> Keys {
        let is_known = !typed.ty.shape().is_some_and(|id| self.undecided.contains_key(&id));
        Keys {
            types: if is_known { typed.ty.json_types(&self.shapes) } else { Vec::new() },
            nullable: typed.nullable,
            constraints: typed.constraints.clone(),
            description: schema.annotations.description.clone(),
            remarks: self.remarks_of_part(&which, typed).into(),
            which,
        }
    }

    /// What is said of such values besides their types and limits. What is said of parts of them is told with the map or the list,
    /// where there is nothing but these; an alternative has none around it.
    fn remarks_of_part(&self, which: &Which, typed: &Typed) -> Remarks {
        /// Values that people read in passing; of more, the type tells.
        const MOST: usize = 8;
        let values = || match typed.ty {
            Type::Shape(id) => self.values_of_enum(id).filter(|values| values.len() <= MOST),
            _ => None,
        };
        // Next to other kinds of keys, nobody could tell which values are under which.
        let listed = matches!(which, Which::Matching(_)).then(values).flatten();
        let listed = listed.map(|all| all.into_iter().map(|one| one.value).collect());
        if *which == Which::Alternative {
            return typed.remarks.clone();
        }
        Remarks {
            narrowed: typed.remarks.narrowed.clone().or(listed),
            limits: Vec::new(),
            keys: Vec::new(),
            under_keys: Vec::new(),
            ..typed.remarks.clone()
        }
    }

    /// A type next to which there may be any other value: an event is not lost for one that no pattern is about, or that a
    /// condition leaves open.
    pub(super) fn or_other(&mut self, members: &[Member<'c>], typed: Typed, way: &Way) -> Typed {
        let typed = Typed { nullable: true, not_null: false, ..typed };
        // What is a value out of a list may be any other already.
        if matches!(typed.ty, Type::Shape(id) if self.keeps_any(id)) {
            return typed;
        }
        let arms = self.arms_of(&typed.ty, &typed.constraints).unwrap_or_default();
        let Some(first) = members.first().filter(|_| !arms.is_empty()) else {
            return Typed { ty: Type::Any, ..typed };
        };
        // The names of these, and of the objects that they are unions of.
        let shapes = arms.iter().filter_map(|(_, ty, _)| ty.shape()).flat_map(|id| {
            let union = self.unions.iter().find(|union| union.union == id);
            union.into_iter().flat_map(|union| &union.objects).copied().chain([id])
        });
        let taken: Vec<&str> = shapes.map(|id| self.shapes[id.0].ident.as_str()).collect();
        let ways = [way.clone(), way.to("either"), way.to("or_other")];
        let way = ways.iter().find(|way| !taken.contains(&way.ident().as_str())).unwrap_or(way).clone();
        let typed = Typed { constraints: Constraints::default(), ..typed };
        let key = (key(members, &way), way.ident());
        if let Some(&id) = self.open_at.get(&key) {
            return Typed { ty: Type::Shape(id), ..typed };
        }
        let id = self.new_shape(first.schema, &way);
        self.open_at.insert(key, id);
        let arms = arms
            .into_iter()
            .map(|(json, ty, constraints)| Arm { json, ty, told: None, constraints })
            .collect();
        self.finish_shape(id, first.schema, ShapeKind::Types { arms, is_open: true });
        Typed { ty: Type::Shape(id), ..typed }
    }

    /// Whether a shape has a variant for any value that is none of its others.
    fn keeps_any(&self, id: ShapeId) -> bool {
        match &self.shapes[id.0].kind {
            ShapeKind::Types { is_open, .. } => *is_open,
            ShapeKind::Enum(values) => values.iter().any(|value| !value.value.is_string()),
            _ => false,
        }
    }

    /// What a schema says of the keys that it does not describe holds for those, too, that another one describes, and what it
    /// says of the keys that match a pattern for all that do. Where they rule each other out, a pattern is refused; of keys that are
    /// just not described elsewhere, nobody means that.
    pub(super) fn add_others(
        &mut self,
        members: &[Member<'c>],
        properties: &mut Properties<'c>,
    ) -> Lowered<()> {
        let others = self.others(members)?;
        if others.is_empty() {
            return Ok(());
        }
        let mut result = Ok(());
        for (key, described) in properties {
            let Ok(mut types) = common_types(&self.members(described)?) else { continue };
            let mut all = Vec::new();
            let own = types.clone();
            let says_more =
                |other: &&Other<'c>| !own.as_ref().is_some_and(|own| only_allows(other.member.schema, own));
            for other in others.iter().filter(|other| (other.is_about)(key)).filter(says_more) {
                let both = match (&types, &other.types) {
                    (Some(own), Some(others)) => Some(intersection(own, others)),
                    (own, others) => own.clone().or_else(|| others.clone()),
                };
                let is_contradiction = both.as_ref().is_some_and(BTreeSet::is_empty);
                let is_ruled_out = || self.leave_no_value(&[described, &[other.member.clone()][..]].concat());
                if is_contradiction || !other.is_pattern && is_ruled_out()? {
                    if other.is_pattern {
                        self.refuse_pattern(key, described, other, types.as_ref());
                        result = Err(Reported);
                    }
                } else {
                    types = both;
                    all.push(other.member.clone());
                    let own = members.iter().rposition(|member| {
                        member.schema.map(Keyword::Properties).is_some_and(|own| own.contains_key(*key))
                    });
                    // What a branch adds to a key next to it is the branch's own.
                    if own.is_some_and(|own| own < other.number) {
                        let way = members[other.number].way.to(key);
                        let of_way = described.iter_mut().filter(|one| one.way.root() == way.root());
                        of_way.for_each(|one| one.way = way.clone());
                    }
                }
            }
            self.looked_at += all.len();
            all.reverse();
            all.append(described);
            *described = all;
        }
        result
    }

    /// Refuses what is said of keys that match a pattern where no value of a property is of a type that both allow.
    fn refuse_pattern(
        &mut self,
        key: &str,
        described: &[Member<'c>],
        other: &Other<'c>,
        types: Option<&BTreeSet<JsonType>>,
    ) {
        let (own, others) = (types.map(in_words), other.types.as_ref().map(in_words));
        let (own, others) = (own.unwrap_or_default(), others.unwrap_or_default());
        let message = format!(
            "no value is valid for {}: its own schema allows {own}, and this pattern, which it matches, {others}",
            code(key)
        );
        let help = "choose a type that both allow, or a pattern that the key does not match";
        let refused = Diagnostic::at_key(&rules::VALUE, other.member.schema.location.clone(), message, help);
        let property = described.last().map(|nearest| nearest.schema.location.clone());
        let refused = match property {
            Some(property) => refused.label(property, "the property"),
            None => refused,
        };
        self.report(refused);
    }

    /// What members say of keys without naming them, as far as any value is valid by it.
    fn others(&self, members: &[Member<'c>]) -> Lowered<Vec<Other<'c>>> {
        let mut others = Vec::new();
        let mut add = |number: usize, schema, is_about, is_pattern| {
            let member = Member::new(schema, &members[number].way.to("value"));
            if let Ok(types) = common_types(&self.members(std::slice::from_ref(&member))?) {
                others.push(Other { number, is_about, is_pattern, member, types });
            }
            Ok(())
        };
        for (number, member) in members.iter().enumerate() {
            let schema = member.schema;
            let rest = schema.one(Keyword::AdditionalProperties).filter(|rest| has_keywords(rest));
            if let Some(rest) = rest.filter(|_| !schema.has(Keyword::PatternProperties)) {
                let own = schema.map(Keyword::Properties);
                let is_own = move |key: &str| own.is_some_and(|own| own.contains_key(key));
                add(number, rest, Box::new(move |key: &str| !is_own(key)), false)?;
            }
            for (pattern, schema) in schema.map(Keyword::PatternProperties).into_iter().flatten() {
                if has_keywords(schema) {
                    let pattern = NamePattern::new(pattern);
                    add(number, schema, Box::new(move |key: &str| pattern.matches(key)), true)?;
                }
            }
        }
        Ok(others)
    }
}

/// Whether all that a schema says of values of some types is that they may be of these: it lists types, of which some may be
/// limited that do not occur here.
fn only_allows(schema: &Schema, types: &BTreeSet<JsonType>) -> bool {
    let choices = [Keyword::AnyOf, Keyword::OneOf];
    let says = |keyword: &&Keyword| !keyword.is_annotation() && !choices.contains(keyword);
    let lists: Vec<&[Schema]> = choices.into_iter().filter_map(|keyword| schema.list(keyword)).collect();
    let ([branches], None) = (&lists[..], schema.keywords.iter().find(says)) else { return false };
    let own = |branch: &Schema| branch.types.iter().flatten().copied().collect::<BTreeSet<_>>();
    let is_bare =
        |branch: &Schema| branch.keywords.iter().all(|own| *own == Keyword::Type || own.is_annotation());
    let meets = |branch: &&Schema| branch.types.is_none() || !intersection(&own(branch), types).is_empty();
    let mut here = branches.iter().filter(meets).peekable();
    here.peek().is_some()
        && here.all(|branch| branch.types.is_some() && is_bare(branch))
        && types.iter().all(|ty| branches.iter().any(|branch| ty.is_among(&own(branch))))
}

/// Whether a schema is more than `true`, `false` or `{}`.
fn has_keywords(schema: &Schema) -> bool {
    schema.boolean.is_none() && !schema.keywords.is_empty()
}

/// What a schema says of keys that have no description of their own, each with the pattern that these match, if they do.
fn rest_of<'c>(member: &Member<'c>) -> Vec<(Option<&'c str>, Member<'c>)> {
    let patterns = member.schema.map(Keyword::PatternProperties).into_iter().flatten();
    // `true` and `{}` say of which keys there may be any value, and `false` which ones there are not.
    let patterns = patterns.filter(|(_, schema)| schema.boolean != Some(false));
    let patterns = patterns.map(|(pattern, schema)| {
        let pattern = Some(&**pattern).filter(|pattern| !matches_every_name(pattern));
        (pattern, Member::new(schema, &member.way.to("value")))
    });
    others_of(member).map(|others| (None, others)).into_iter().chain(patterns).collect()
}

/// What a schema says of keys that it neither names nor has a pattern for.
pub(super) fn others_of<'c>(member: &Member<'c>) -> Option<Member<'c>> {
    let keywords = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
    let others = keywords.into_iter().find_map(|keyword| member.schema.one(keyword))?;
    // `true` and `{}` say nothing, and `false` that there are none.
    has_keywords(others).then(|| Member::new(others, &member.way.to("value")))
}

/// Whether keys that match no pattern may hold anything.
fn leaves_others_open(members: &[Member<'_>]) -> bool {
    let closes = |schema: &Schema| {
        let others = [Keyword::AdditionalProperties, Keyword::UnevaluatedProperties];
        let mut others = others.into_iter().filter_map(|keyword| schema.one(keyword));
        others.any(|others| others.boolean == Some(false) || has_keywords(others))
    };
    let is_about_all = |schema: &Schema| patterns(schema).any(matches_every_name);
    members.iter().any(|member| member.schema.has(Keyword::PatternProperties))
        && !members.iter().any(|member| closes(member.schema) || is_about_all(member.schema))
}

/// Whether what a schema says of other keys is not about all of them alike.
fn tells_keys_apart(schema: &Schema) -> bool {
    schema.has(Keyword::UnevaluatedProperties) || patterns(schema).any(|pattern| !matches_every_name(pattern))
}

/// The patterns that a schema has for keys.
fn patterns(schema: &Schema) -> impl Iterator<Item = &str> {
    schema.map(Keyword::PatternProperties).into_iter().flatten().map(|(pattern, _)| &**pattern)
}
