//! Follows texts through the sources of one language: through constants and variables, fields, parameters and results,
//! across files, to where they are sent; or to where they are only compared, or to nowhere.
//!
//! Names are looked up as the languages do within a file. Across files they are looked up by name alone, so two constants of
//! one name are taken for one: that may overlook a mistake, and never invents one.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Facts, Kind, Path, Reference, Step, Text, Use, last};
use crate::names::Names;

/// Steps that one text is followed for. Where there are more, it is taken to be sent.
const LONGEST_WAY: usize = 2_000;
/// Steps in one direction, and fields within fields, after which a text is not followed.
const DEEPEST: usize = 64;
const DEEPEST_FIELD: usize = 4;

/// A text that is sent.
#[derive(Debug)]
pub(crate) struct Sent {
    /// The number of the file.
    pub(crate) file: usize,
    pub(crate) offset: usize,
    pub(crate) text: Text,
    /// Where it goes in; never empty.
    pub(crate) slots: Vec<Slot>,
}

/// What a text is put into when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// An argument of a function, counted from 0.
    Argument(String, usize),
    /// A field of an object.
    Field(String),
    /// The result of a function.
    Result(String),
}

/// What is found in the sources of one language.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) sent: Vec<Sent>,
    /// Calls of the functions that emit, whose name no text leads to: the file and the offset.
    pub(crate) unknown: Vec<(usize, usize)>,
}

/// Follows every text that may be a name. `functions` are those that emit, where somebody said so.
pub(crate) fn follow(files: &[Facts], functions: &[Path], names: &Names) -> Found {
    let mut world = World::new(files, functions);
    world.connect();
    let mut found = Found::default();
    let mut named = BTreeSet::new();
    for (file, facts) in files.iter().enumerate() {
        for origin in &facts.origins {
            // What leads to a function that emits is of interest whatever it is.
            let matters = !functions.is_empty() || names.may_be(&origin.text);
            if matters && world.is_alive(file, origin.scope) {
                let slots = world.slots(file, origin.scope, &origin.goes, &mut named);
                found.add(file, origin.offset, &origin.text, slots);
            }
        }
        for reference in facts.references.iter().filter(|reference| !reference.is_method) {
            if let Some(name) = names.typed(&reference.path)
                && world.is_alive(file, reference.scope)
            {
                let slots = world.slots(file, reference.scope, &reference.goes, &mut named);
                found.add(file, reference.offset, &Text::Literal(name), slots);
            }
        }
    }
    for (file, facts) in files.iter().enumerate() {
        for (number, call) in facts.calls.iter().enumerate() {
            let is_open = world.emits(&call.callee) && !named.contains(&(file, number));
            if is_open && world.is_alive(file, call.scope) {
                found.unknown.push((file, call.offset));
            }
        }
    }
    found
}

impl Found {
    fn add(&mut self, file: usize, offset: usize, text: &Text, slots: Vec<Slot>) {
        if !slots.is_empty() {
            self.sent.push(Sent { file, offset, text: text.clone(), slots });
        }
    }
}

/// A binding, by file and number.
type Id = (usize, usize);

struct World<'f> {
    files: &'f [Facts],
    functions: &'f [Path],
    /// What other files can name.
    shared: BTreeMap<&'f str, Vec<Id>>,
    /// Methods by their own name, whatever they belong to.
    methods: BTreeMap<&'f str, Vec<Id>>,
    /// References to a binding, each with what is taken of it.
    uses: BTreeMap<Id, Vec<(Path, usize, &'f Reference)>>,
    /// Functions that somebody may call.
    called: BTreeSet<Id>,
}

impl<'f> World<'f> {
    fn new(files: &'f [Facts], functions: &'f [Path]) -> Self {
        let mut shared: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        let mut methods: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        let mut called = BTreeSet::new();
        for (file, facts) in files.iter().enumerate() {
            for (number, binding) in facts.bindings.iter().enumerate() {
                if binding.is_shared && !matches!(binding.kind, Kind::Import(_)) {
                    shared.entry(&binding.name).or_default().push((file, number));
                    if let Some((_, method)) = binding.name.rsplit_once("::") {
                        methods.entry(method).or_default().push((file, number));
                    }
                }
                if matches!(binding.kind, Kind::Function { is_public: true, .. }) {
                    called.insert((file, number));
                }
            }
        }
        Self { files, functions, shared, methods, uses: BTreeMap::new(), called }
    }

    /// Finds what each reference is to, and which functions are called.
    fn connect(&mut self) {
        let mut open = Vec::new();
        for (file, facts) in self.files.iter().enumerate() {
            for reference in &facts.references {
                for (target, rest) in self.targets(file, reference) {
                    let function = matches!(self.kind(target), Kind::Function { .. });
                    if function && !self.is_within(file, reference.scope, target) {
                        open.push((target, file, reference.scope));
                    }
                    self.uses.entry(target).or_default().push((rest, file, reference));
                }
            }
        }
        // A function is called if a function that is called refers to it.
        loop {
            let before = self.called.len();
            let (now, later): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|&(_, file, scope)| self.is_alive(file, scope));
            self.called.extend(now.into_iter().map(|(target, ..)| target));
            open = later;
            if self.called.len() == before {
                return;
            }
        }
    }

    fn kind(&self, (file, binding): Id) -> &'f Kind {
        &self.files[file].bindings[binding].kind
    }

    fn targets(&self, file: usize, reference: &Reference) -> Vec<(Id, Path)> {
        if !reference.is_method {
            return self.resolve(file, reference.scope, &reference.path);
        }
        let name = last(&reference.path).unwrap_or_default();
        self.methods.get(name).into_iter().flatten().map(|id| (*id, Path::new())).collect()
    }

    /// The functions around a scope, from the inside out.
    fn functions_around(&self, file: usize, scope: usize) -> impl Iterator<Item = Id> {
        let scopes = &self.files[file].scopes;
        let around = std::iter::successors(Some(scope), |scope| scopes[*scope].parent);
        around.filter_map(move |scope| Some((file, scopes[scope].function?)))
    }

    fn is_within(&self, file: usize, scope: usize, function: Id) -> bool {
        self.functions_around(file, scope).any(|around| around == function)
    }

    fn is_alive(&self, file: usize, scope: usize) -> bool {
        self.functions_around(file, scope).all(|function| self.called.contains(&function))
    }

    /// What a path leads to, with the rest of it that is taken from there.
    fn resolve(&self, file: usize, scope: usize, path: &[Step]) -> Vec<(Id, Path)> {
        let Some(Step::Named(first)) = path.first() else { return Vec::new() };
        let facts = &self.files[file];
        let mut scope = Some(scope);
        while let Some(at) = scope {
            if let Some(bindings) = facts.scopes[at].names.get(first) {
                let found = bindings.iter().flat_map(|&binding| match &facts.bindings[binding].kind {
                    Kind::Import(there) => self.elsewhere(&[there, &path[1..]].concat()),
                    _ => vec![((file, binding), path[1..].to_vec())],
                });
                return found.collect();
            }
            scope = facts.scopes[at].parent;
        }
        self.elsewhere(path)
    }

    /// What a path leads to in any file, by the first of its names that there is.
    fn elsewhere(&self, path: &[Step]) -> Vec<(Id, Path)> {
        for (at, step) in path.iter().enumerate() {
            if let Step::Named(name) = step
                && let Some(ids) = self.shared.get(name.as_str())
            {
                return ids.iter().map(|id| (*id, path[at + 1..].to_vec())).collect();
            }
        }
        Vec::new()
    }

    /// Whether a variant of an enum is made anywhere; true where the enum is not in the sources.
    fn is_made(&self, file: usize, scope: usize, variant: &[Step]) -> bool {
        let targets = self.resolve(file, scope, variant);
        let is_made = |(id, member): &(Id, Path)| {
            let uses = self.uses.get(id).into_iter().flatten();
            uses.filter(|(taken, ..)| taken == member && !member.is_empty()).any(|(_, file, reference)| {
                !matches!(*reference.goes, Use::Nothing | Use::Listed(_))
                    && self.is_alive(*file, reference.scope)
            })
        };
        targets.is_empty() || targets.iter().any(is_made)
    }

    /// Whether a path names a function that emits, by what somebody said.
    fn emits(&self, callee: &[Step]) -> bool {
        self.functions.iter().any(|function| callee.ends_with(function))
    }

    fn slots(
        &self,
        file: usize,
        scope: usize,
        goes: &Use,
        named: &mut BTreeSet<(usize, usize)>,
    ) -> Vec<Slot> {
        let (seen, slots) = (BTreeSet::new(), BTreeSet::new());
        let mut way = Way { world: self, seen, slots, named, left: LONGEST_WAY };
        way.go(file, scope, goes, &[], 0, 0);
        if way.left == 0 {
            way.slots.insert(Slot::Result("…".to_owned()));
        }
        way.slots.into_iter().collect()
    }
}

/// The way of one text.
struct Way<'w, 'f> {
    world: &'w World<'f>,
    seen: BTreeSet<(Id, Path, usize)>,
    slots: BTreeSet<Slot>,
    /// Calls of functions that emit whose name is known.
    named: &'w mut BTreeSet<(usize, usize)>,
    left: usize,
}

impl Way<'_, '_> {
    /// `member` is where the text is within the value that has this use, and `lists` in how many lists that is.
    fn go(&mut self, file: usize, scope: usize, goes: &Use, member: &[Step], lists: usize, steps: usize) {
        if steps > DEEPEST || member.len() > DEEPEST_FIELD || self.left == 0 {
            return;
        }
        let steps = steps + 1;
        self.left -= 1;
        match goes {
            Use::Nothing => {}
            Use::Field { name, of } => {
                let member = [&[Step::Named(name.clone())], member].concat();
                self.go(file, scope, of, &member, lists, steps);
            }
            Use::Listed(of) => {
                // An object in a list is sent with it; a text in a list is one of several that are meant.
                let lists = if member.is_empty() { lists + 1 } else { lists };
                self.go(file, scope, of, member, lists, steps);
            }
            Use::Each(of) => self.go(file, scope, of, member, lists.saturating_sub(1), steps),
            Use::Assigned(name) => self.arrive(Slot::Field(name.clone()), member, lists),
            Use::Bound(path) => {
                for (id, rest) in self.world.resolve(file, scope, path) {
                    self.through(id, &[&rest, member].concat(), lists, steps);
                }
            }
            Use::Several(uses) => {
                uses.iter().for_each(|goes| self.go(file, scope, goes, member, lists, steps));
            }
            Use::IfMade { variants, then } => {
                if variants.iter().any(|variant| self.world.is_made(file, scope, variant)) {
                    self.go(file, scope, then, member, lists, steps);
                }
            }
            Use::Parameter(binding) => self.through((file, *binding), member, lists, steps),
            Use::Returned(path) => {
                for (id, _) in self.world.resolve(file, scope, path) {
                    if let Kind::Function { is_public: true, .. } = self.world.kind(id) {
                        let name = last(path).unwrap_or_default();
                        self.arrive(Slot::Result(name.to_owned()), member, lists);
                    }
                    self.through(id, member, lists, steps);
                }
            }
            Use::Argument { call, index, result } => {
                self.argument(file, (*call, *index), result, member, lists, steps);
            }
        }
    }

    fn argument(
        &mut self,
        file: usize,
        (number, index): (usize, usize),
        result: &Use,
        member: &[Step],
        lists: usize,
        steps: usize,
    ) {
        let call = &self.world.files[file].calls[number];
        let name = last(&call.callee).unwrap_or_default().to_owned();
        if self.world.emits(&call.callee) && (lists == 0 || member.is_empty()) {
            self.named.insert((file, number));
            self.slots.insert(slot(Slot::Argument(name, index), member));
            return;
        }
        let mut is_ours = false;
        for (id, rest) in self.world.resolve(file, call.scope, &call.target) {
            if let Kind::Function { parameters, .. } = self.world.kind(id)
                && rest.is_empty()
                && let Some(Some(parameter)) = parameters.get(index)
            {
                is_ours = true;
                self.through((id.0, *parameter), member, lists, steps);
            }
        }
        if !is_ours {
            self.arrive(Slot::Argument(name, index), member, lists);
            if !self.world.functions.is_empty() {
                self.go(file, call.scope, result, member, lists, steps);
            }
        }
    }

    /// Follows every use of a binding.
    fn through(&mut self, id: Id, member: &[Step], lists: usize, steps: usize) {
        if !self.seen.insert((id, member.to_vec(), lists)) {
            return;
        }
        for (taken, file, reference) in self.world.uses.get(&id).into_iter().flatten() {
            if self.world.is_alive(*file, reference.scope)
                && let Some(rest) = rest(member, taken)
            {
                self.go(*file, reference.scope, &reference.goes, rest, lists, steps);
            }
        }
    }

    /// It is sent; unless it stands in a list of names, or only what somebody said emits.
    fn arrive(&mut self, at: Slot, member: &[Step], lists: usize) {
        if self.world.functions.is_empty() && lists == 0 {
            self.slots.insert(slot(at, member));
        }
    }
}

/// A field goes by its own name, whatever the object is put into.
fn slot(at: Slot, member: &[Step]) -> Slot {
    match last(member) {
        Some(name) => Slot::Field(name.to_owned()),
        None => at,
    }
}

/// Where a text is within what is taken of a value; `None` if it is not in there.
fn rest<'m>(member: &'m [Step], taken: &[Step]) -> Option<&'m [Step]> {
    let is_same = |(a, b): (&Step, &Step)| a == b || matches!((a, b), (Step::Any, _) | (_, Step::Any));
    let fits = member.iter().zip(taken).all(is_same);
    // What is taken of the text itself, such as `.length`, is taken for the text.
    fits.then(|| member.get(taken.len()..).unwrap_or_default())
}
