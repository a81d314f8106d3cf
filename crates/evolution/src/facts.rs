//! Everything that is said of one value, whichever way it is written: references are followed, what is included is
//! gathered, and alternatives stand next to each other.

pub(crate) mod arrays;
mod branches;
pub(crate) mod claims;
pub(crate) mod forms;
pub(crate) mod keys;
pub(crate) mod kinds;
pub(crate) mod limits;
pub(crate) mod objects;
pub(crate) mod same;
pub(crate) mod values;

use std::collections::HashSet;

use serde_json::Value;
use webhook_catalog::{Catalog, Validator};
use webhook_schema::Location;
use webhook_schema::model::{Keyword, Role, Schema};

use self::branches::{Branch, flatten};
use self::kinds::Kinds;
use self::values::{Listed, Listing};

/// How many alternatives are looked at one by one; where there are more, branches are only tested for being the same.
const MOST: usize = 64;

/// Schemas that a value has to be valid against. None: it may be anything.
pub(crate) type Entries<'c> = Vec<&'c Schema>;

/// A schema with branches, and the keyword for them.
pub(crate) type Owner<'c> = (&'c Schema, Keyword);

/// One of the schemas that together say what a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'c> {
    pub schema: &'c Schema,
    /// Whether it says nothing of null.
    pub or_null: bool,
}

/// One of the things that a value may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alternative<'c> {
    /// What holds for it, all at once.
    pub members: Vec<Member<'c>>,
    /// What branches list that say nothing but types or values.
    pub listings: Vec<Listing<'c>>,
    /// Schemas with branches of which exactly one has to hold.
    pub exclusive: Vec<&'c Schema>,
    /// Branches that are not looked into: the schema that has them, and the keyword.
    pub tests: Vec<Owner<'c>>,
    /// The branch that makes it one of several.
    pub branch: Option<&'c Schema>,
    /// The kinds of its values.
    pub kinds: Kinds,
    /// The same, whichever values are listed.
    pub unlisted: Kinds,
    /// The values, where they are listed.
    pub values: Option<Listed>,
}

/// What a value may be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts<'c> {
    pub alternatives: Vec<Alternative<'c>>,
    /// Where the alternatives come from: the schema that has the branches, and the keyword.
    pub union: Option<Owner<'c>>,
    /// All schemas whose branches were looked into, each by itself.
    pub chosen: Vec<Owner<'c>>,
    pub kinds: Kinds,
}

impl Default for Kinds {
    fn default() -> Self {
        Self::ANY
    }
}

/// Branches, without those that are for null only or that nothing is valid against.
struct Union<'c> {
    owner: &'c Schema,
    keyword: Keyword,
    branches: Vec<Branch<'c>>,
    or_null: bool,
}

/// What holds at once, with the branches that are still to be chosen from.
#[derive(Default)]
struct Gathered<'c> {
    members: Vec<Member<'c>>,
    exclusive: Vec<&'c Schema>,
    unions: Vec<Union<'c>>,
    /// Those that are not looked into, whatever they say.
    tests: Vec<Owner<'c>>,
    seen: HashSet<(usize, bool)>,
}

/// A number for a schema, the same as long as the catalog is there.
pub(crate) fn address(schema: &Schema) -> usize {
    std::ptr::from_ref(schema) as usize
}

/// Gathers what the schemas say of a value.
pub(crate) fn facts<'c>(catalog: &'c Catalog, entries: &[&'c Schema]) -> Facts<'c> {
    facts_with_tests(catalog, entries, Vec::new())
}

/// The same, where some branches are not looked into.
pub(crate) fn facts_with_tests<'c>(
    catalog: &'c Catalog,
    entries: &[&'c Schema],
    tests: Vec<Owner<'c>>,
) -> Facts<'c> {
    let mut gathered = Gathered { tests, ..Gathered::default() };
    for entry in entries {
        gathered.add(catalog, entry, false);
    }
    let (mut union, mut chosen) = (None, Vec::new());
    let mut alternatives = gathered.alternatives(catalog, (&mut union, &mut chosen));
    let whole = alternatives.first().cloned();
    alternatives.iter_mut().for_each(Alternative::settle);
    alternatives.retain(|alternative| !alternative.kinds.is_empty());
    // Where nothing is valid, what is said is still there to be pointed at.
    if alternatives.is_empty() {
        alternatives.extend(whole.map(|whole| Alternative { kinds: Kinds::NONE, ..whole }));
    }
    let kinds = alternatives.iter().map(|alternative| alternative.kinds).fold(Kinds::NONE, |a, b| a | b);
    let union = union.filter(|_| alternatives.len() > 1 || kinds.count_non_null() > 1);
    Facts { alternatives, union, chosen, kinds }
}

/// The schemas that say what a schema says, by itself and by what it includes and refers to.
pub(crate) fn parts<'c>(catalog: &'c Catalog, schema: &'c Schema) -> Vec<&'c Schema> {
    let mut gathered = Gathered::default();
    gathered.add(catalog, schema, false);
    gathered.members.into_iter().map(|member| member.schema).collect()
}

impl<'c> Gathered<'c> {
    fn add(&mut self, catalog: &'c Catalog, schema: &'c Schema, or_null: bool) {
        let or_null = or_null || schema.nullable;
        if !self.seen.insert((address(schema), or_null)) {
            return;
        }
        if let Some(target) = catalog.target(schema) {
            self.add(catalog, target, or_null);
        }
        for part in schema.list(Keyword::AllOf).unwrap_or_default() {
            self.add(catalog, part, or_null);
        }
        self.members.push(Member { schema, or_null });
        for keyword in [Keyword::OneOf, Keyword::AnyOf] {
            let Some(all) = schema.list(keyword) else { continue };
            if keyword == Keyword::OneOf {
                self.exclusive.push(schema);
            }
            let mut branches = Vec::new();
            flatten(catalog, all, &mut branches, &[], 0);
            let or_null = or_null || branches.iter().any(|branch| is_null(catalog, branch.schema));
            branches
                .retain(|branch| !is_null(catalog, branch.schema) && branch.schema.boolean != Some(false));
            match &branches[..] {
                [one] => {
                    self.exclusive.extend(&one.exclusive);
                    self.add(catalog, one.schema, or_null);
                }
                _ => self.unions.push(Union { owner: schema, keyword, branches, or_null }),
            }
        }
    }

    fn alternatives(
        self,
        catalog: &'c Catalog,
        (from, chosen): (&mut Option<Owner<'c>>, &mut Vec<Owner<'c>>),
    ) -> Vec<Alternative<'c>> {
        let base = Alternative { members: self.members, exclusive: self.exclusive, ..Alternative::default() };
        let mut alternatives = vec![base];
        for union in self.unions {
            let schemas: Vec<&Schema> = union.branches.iter().map(|branch| branch.schema).collect();
            let is_exclusive_alike = union.branches.windows(2).all(|two| {
                let addresses =
                    |branch: &Branch<'c>| branch.exclusive.iter().map(|it| address(it)).collect::<Vec<_>>();
                addresses(&two[0]) == addresses(&two[1])
            });
            let listing = values::listing(union.owner, union.keyword, &schemas, union.or_null);
            if let Some(listing) = listing.filter(|_| is_exclusive_alike) {
                if listing.values.is_none() && union.branches.len() > 1 {
                    from.get_or_insert((union.owner, union.keyword));
                }
                let exclusive =
                    union.branches.first().map(|branch| &branch.exclusive[..]).unwrap_or_default();
                for each in &mut alternatives {
                    each.listings.push(listing.clone());
                    each.exclusive.extend(exclusive);
                }
                continue;
            }
            let choices = || {
                let branches = union.branches.iter();
                branches.map(|branch| (branch, branch_of(catalog, branch.schema, union.or_null)))
            };
            let is_one =
                |test: &Owner<'c>| address(test.0) == address(union.owner) && test.1 == union.keyword;
            let is_test = self.tests.iter().any(is_one)
                || schemas.iter().all(|branch| !shapes_value(catalog, branch, 0));
            let choices: Vec<_> = if is_test { Vec::new() } else { choices().collect() };
            let number: usize = choices.iter().map(|(_, inner)| inner.len()).sum();
            if is_test || number * alternatives.len() > MOST {
                for each in &mut alternatives {
                    each.tests.push((union.owner, union.keyword));
                    each.exclusive.extend(union.branches.iter().flat_map(|branch| &branch.exclusive));
                }
                continue;
            }
            from.get_or_insert((union.owner, union.keyword));
            chosen.push((union.owner, union.keyword));
            let combined = alternatives.iter().flat_map(|each| {
                choices
                    .iter()
                    .flat_map(move |(branch, inner)| inner.iter().map(move |choice| each.and(choice, branch)))
            });
            alternatives = combined.collect();
        }
        alternatives
    }
}

/// The alternatives that a branch is by itself.
fn branch_of<'c>(catalog: &'c Catalog, branch: &'c Schema, or_null: bool) -> Vec<Alternative<'c>> {
    let mut gathered = Gathered::default();
    gathered.add(catalog, branch, or_null);
    gathered.alternatives(catalog, (&mut None, &mut Vec::new()))
}

/// Whether a schema says nothing of a value but by these keywords. A `$dynamicRef` means one schema, as a `$ref` does.
pub(crate) fn says_only(schema: &Schema, keywords: &[Keyword]) -> bool {
    schema.boolean.is_none()
        && schema.keywords.iter().all(|own| match own {
            Keyword::DynamicRef | Keyword::RecursiveRef => keywords.contains(&Keyword::Ref),
            Keyword::Ref => keywords.contains(own),
            own => {
                keywords.contains(own)
                    || matches!(own.role(), Role::Annotates | Role::Defines | Role::Identifies)
            }
        })
}

/// Whether a schema says nothing of a value at all.
pub(crate) fn says_nothing(schema: &Schema) -> bool {
    schema.boolean == Some(true) || says_only(schema, &[])
}

pub(crate) fn is_null(catalog: &Catalog, branch: &Schema) -> bool {
    branch.is_null()
        || says_only(branch, &[Keyword::Ref]) && catalog.target(branch).is_some_and(Schema::is_null)
}

/// Whether nothing is said of a value.
pub(crate) fn are_any(facts: &Facts<'_>) -> bool {
    let says_nothing =
        |member: &Member<'_>| says_nothing(member.schema) || says_only(member.schema, &[Keyword::Ref]);
    let [only] = &facts.alternatives[..] else { return false };
    only.listings.is_empty() && only.tests.is_empty() && only.members.iter().all(says_nothing)
}

/// Whether a value is valid against all of these.
pub(crate) fn is_valid(catalog: &Catalog, entries: &[&Schema], value: &Value) -> bool {
    entries.iter().all(|schema| {
        let validator = Validator::new(catalog, &schema.location);
        validator.is_some_and(|validator| validator.is_valid(value))
    })
}

/// Whether a branch says more than which keys have to be there, or must not be, or what is promised of a value.
fn shapes_value(catalog: &Catalog, branch: &Schema, depth: usize) -> bool {
    let included = branch.list(Keyword::AllOf).unwrap_or_default();
    let mut properties = branch.map(Keyword::Properties).into_iter().flatten();
    let only_rules_out = properties.all(|(_, property)| property.boolean == Some(false));
    let shapes = |keyword: &Keyword| keyword.shapes() && !(*keyword == Keyword::Properties && only_rules_out);
    branch.keywords.iter().any(shapes)
        || catalog.target(branch).is_some()
        || depth < 8 && included.iter().any(|part| shapes_value(catalog, part, depth + 1))
}

impl<'c> Alternative<'c> {
    /// What is both.
    fn and(&self, other: &Self, branch: &Branch<'c>) -> Self {
        let mut both = self.clone();
        both.members.extend(other.members.iter().copied());
        both.listings.extend(other.listings.iter().cloned());
        both.exclusive.extend(other.exclusive.iter().chain(&branch.exclusive));
        both.tests.extend(other.tests.iter().copied());
        both.branch = both.branch.or(Some(branch.schema));
        both
    }

    /// Finds out the kinds of its values.
    fn settle(&mut self) {
        let of_members = self.members.iter().map(|member| member.kinds());
        let of_listings = self.listings.iter().map(|listing| listing.kinds);
        self.kinds = of_members.chain(of_listings).fold(Kinds::ANY, |a, b| a & b);
        if self.asks_for_what_it_rules_out() {
            self.kinds = self.kinds - Kinds::OBJECT;
        }
        self.unlisted = self.kinds;
        self.values = values::of(self);
        if let Some(listed) = &self.values {
            let each = listed.values.iter().map(|one| Kinds::of_value(&one.value));
            self.kinds = each.fold(Kinds::NONE, |a, b| a | b);
        }
    }

    /// Whether no object is one of these: a key is required, and `properties` says that it is not there.
    fn asks_for_what_it_rules_out(&self) -> bool {
        let schemas = || self.members.iter().map(|member| member.schema);
        let mut required = schemas().flat_map(|schema| schema.required.iter());
        required.any(|entry| schemas().any(|schema| schema.rules_out(&entry.key)))
    }

    /// What tells it from others, as long as the catalog is there.
    pub(crate) fn key(&self) -> Vec<usize> {
        let members =
            self.members.iter().map(|member| address(member.schema) * 2 + usize::from(member.or_null));
        let listings = self.listings.iter().map(|listing| address(listing.owner) * 2);
        let is_one_of = |keyword: Keyword| usize::from(keyword == Keyword::OneOf);
        let tests = self.tests.iter().map(|(owner, keyword)| address(owner) * 2 + is_one_of(*keyword));
        members.chain([0]).chain(listings).chain([0]).chain(tests).collect()
    }

    /// The member that is nearest to the value: it knows best what is meant.
    pub(crate) fn nearest(&self) -> Option<&'c Schema> {
        // What only refers to another schema leaves it to that one to speak.
        let speaks = |member: &&Member<'c>| {
            member.schema.boolean.is_some() || !says_only(member.schema, &[Keyword::Ref])
        };
        let speaking = self.members.iter().rev().find(speaks);
        speaking.or(self.members.last()).map(|member| member.schema)
    }

    /// The member in which something would be that another version has at a location; or else the nearest.
    pub(crate) fn counterpart(&self, location: &Location) -> Option<&'c Schema> {
        let holds = |schema: &&'c Schema| {
            let within = location.pointer.strip_prefix(&*schema.location.pointer);
            schema.location.file == location.file
                && within.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let holding = self.members.iter().map(|member| member.schema).filter(holds);
        holding.max_by_key(|schema| schema.location.pointer.len()).or_else(|| self.nearest())
    }

    /// Where that is.
    pub(crate) fn around(&self, location: &Location) -> Location {
        self.counterpart(location).map_or_else(|| location.clone(), |schema| schema.location.clone())
    }
}

impl Member<'_> {
    fn kinds(&self) -> Kinds {
        let own = match (&self.schema.boolean, &self.schema.types) {
            (Some(false), _) => Kinds::NONE,
            (_, Some(types)) => Kinds::of_types(types),
            _ => Kinds::ANY,
        };
        if self.or_null { own | Kinds::NULL } else { own }
    }
}
