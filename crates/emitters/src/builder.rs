//! What the readers of all languages share: scopes, names, and the use of a call's arguments.

use std::rc::Rc;

use crate::calls::{Meaning, meaning};
use crate::facts::{
    Binding, BindingId, Call, Facts, Kind, Origin, Path, Reference, Scope, ScopeId, Step, Text, Use, last,
};

/// Facts in the making.
pub(crate) struct Builder {
    pub(crate) facts: Facts,
    pub(crate) scope: ScopeId,
    /// How many tests and dead branches are around: nothing in them counts.
    dead: usize,
    /// Variants of enums that everything here is about, from the outside in.
    pub(crate) variants: Vec<Vec<Path>>,
    nothing: Rc<Use>,
}

/// What reads a language, around the facts that it makes.
pub(crate) trait Reads {
    fn to(&mut self) -> &mut Builder;

    /// Does something that may never run: if so, nothing in it counts.
    fn branch(&mut self, is_dead: bool, work: impl FnOnce(&mut Self)) {
        self.to().dead += usize::from(is_dead);
        work(self);
        self.to().dead -= usize::from(is_dead);
    }

    /// Does something in a scope of its own, which may be that of a function.
    fn scoped(&mut self, function: Option<BindingId>, work: impl FnOnce(&mut Self)) {
        let to = self.to();
        let parent = Some(to.scope);
        to.facts.scopes.push(Scope { parent, function, ..Scope::default() });
        let outside = std::mem::replace(&mut to.scope, to.facts.scopes.len() - 1);
        work(self);
        self.to().scope = outside;
    }
}

impl Default for Builder {
    fn default() -> Self {
        let facts = Facts { scopes: vec![Scope::default()], ..Facts::default() };
        Self { facts, scope: 0, dead: 0, variants: Vec::new(), nothing: Rc::new(Use::Nothing) }
    }
}

impl Builder {
    pub(crate) fn nothing(&self) -> Rc<Use> {
        Rc::clone(&self.nothing)
    }

    pub(crate) fn declare(&mut self, name: &str, is_shared: bool, kind: Kind) -> BindingId {
        self.declare_in(self.scope, name, is_shared, kind)
    }

    pub(crate) fn declare_in(
        &mut self,
        scope: ScopeId,
        name: &str,
        is_shared: bool,
        kind: Kind,
    ) -> BindingId {
        let binding = self.facts.bindings.len();
        self.facts.bindings.push(Binding { name: name.to_owned(), is_shared, kind });
        self.facts.scopes[scope].names.entry(name.to_owned()).or_default().push(binding);
        binding
    }

    /// What a name stands for here.
    pub(crate) fn lookup(&self, name: &str) -> Option<BindingId> {
        let around = std::iter::successors(Some(self.scope), |scope| self.facts.scopes[*scope].parent);
        around.filter_map(|scope| self.facts.scopes[scope].names.get(name)?.last().copied()).next()
    }

    /// Whether a name stands for a variable or a constant of this file.
    pub(crate) fn is_own_value(&self, name: &str) -> bool {
        self.lookup(name).is_some_and(|binding| matches!(self.facts.bindings[binding].kind, Kind::Value))
    }

    /// Says which parameters a function has.
    pub(crate) fn parameters(&mut self, function: BindingId, names: Vec<Option<BindingId>>) {
        if let Kind::Function { parameters, .. } = &mut self.facts.bindings[function].kind {
            *parameters = names;
        }
    }

    pub(crate) fn literal(&mut self, text: &str, offset: usize, goes: &Rc<Use>) {
        self.origin(Text::Literal(text.to_owned()), offset, goes);
    }

    pub(crate) fn computed(&mut self, fixed: Vec<String>, offset: usize, goes: &Rc<Use>) {
        self.origin(Text::Computed(fixed), offset, goes);
    }

    /// What is put together from parts with something between them; `None` is a part that is not known.
    pub(crate) fn joined(&mut self, parts: &[Option<String>], between: &str, offset: usize, goes: &Rc<Use>) {
        let mut fixed = vec![String::new()];
        for (number, part) in parts.iter().enumerate() {
            let last = fixed.len() - 1;
            fixed[last].push_str(if number > 0 { between } else { "" });
            match part {
                Some(text) => fixed[last].push_str(text),
                None => fixed.push(String::new()),
            }
        }
        match fixed.as_slice() {
            [text] => self.literal(text, offset, goes),
            _ => self.computed(fixed, offset, goes),
        }
    }

    fn origin(&mut self, text: Text, offset: usize, goes: &Rc<Use>) {
        if self.dead == 0 && !matches!(**goes, Use::Nothing) {
            let goes = self.variants.iter().rev().fold(Rc::clone(goes), |then, variants| {
                Rc::new(Use::IfMade { variants: variants.clone(), then })
            });
            self.facts.origins.push(Origin { text, offset, scope: self.scope, goes });
        }
    }

    pub(crate) fn reference(&mut self, path: Path, offset: usize, goes: &Rc<Use>) {
        self.refer(path, offset, goes, false);
    }

    fn refer(&mut self, path: Path, offset: usize, goes: &Rc<Use>, is_method: bool) {
        if self.dead == 0 && !path.is_empty() {
            let goes = Rc::clone(goes);
            self.facts.references.push(Reference { path, offset, scope: self.scope, goes, is_method });
        }
    }

    /// A call, whose result has a use: it is noted, and the use of each argument returned.
    pub(crate) fn call(
        &mut self,
        callee: Callee,
        offset: usize,
        arguments: usize,
        goes: &Rc<Use>,
    ) -> Arguments {
        let (callee, target) = match callee {
            Callee::Function(path) => (path.clone(), path),
            Callee::Method { path, class } => {
                let name = last(&path).unwrap_or_default();
                let target = class.map(|class| vec![Step::Named(format!("{class}::{name}"))]);
                self.refer(vec![Step::Named(name.to_owned())], offset, goes, true);
                (path, target.unwrap_or_default())
            }
        };
        self.refer(target.clone(), offset, goes, false);
        let name = last(&callee).unwrap_or_default();
        let meaning = if is_log(&callee) { Meaning::Consumes } else { meaning(name, arguments) };
        if self.dead == 0 {
            self.facts.calls.push(Call { callee, target, offset, scope: self.scope });
        }
        let call = self.facts.calls.len().saturating_sub(1);
        Arguments { call, meaning, result: Rc::clone(goes), nothing: self.nothing() }
    }
}

/// What is called.
pub(crate) enum Callee {
    /// A function or a constructor, by its path.
    Function(Path),
    /// A method: the path to it, and the class if that is known. A method of ours is declared as `Class::method`.
    Method { path: Path, class: Option<String> },
}

/// Whether a path is a method of a log, such as `console.anything`.
fn is_log(callee: &[Step]) -> bool {
    const LOGS: [&str; 5] = ["console", "log", "logger", "logging", "tracing"];
    callee.len() > 1 && matches!(&callee[0], Step::Named(name) if LOGS.contains(&name.as_str()))
}

/// What a method is called on, as the number of an argument.
pub(crate) const RECEIVER: usize = usize::MAX;

/// What the arguments of a call are used for.
pub(crate) struct Arguments {
    call: usize,
    pub(crate) meaning: Meaning,
    result: Rc<Use>,
    nothing: Rc<Use>,
}

impl Arguments {
    /// The use of an argument, counted from 0.
    pub(crate) fn of(&self, index: usize) -> Rc<Use> {
        match self.meaning {
            Meaning::Passes => Rc::clone(&self.result),
            Meaning::Consumes => Rc::clone(&self.nothing),
            Meaning::Keyed if index == 0 => Rc::clone(&self.nothing),
            Meaning::Keyed | Meaning::Sends => {
                Rc::new(Use::Argument { call: self.call, index, result: Rc::clone(&self.result) })
            }
        }
    }

    /// The use of what a method is called on.
    pub(crate) fn receiver(&self) -> Rc<Use> {
        match self.meaning {
            Meaning::Passes => Rc::clone(&self.result),
            Meaning::Consumes | Meaning::Keyed => Rc::clone(&self.nothing),
            Meaning::Sends => {
                Rc::new(Use::Argument { call: self.call, index: RECEIVER, result: Rc::clone(&self.result) })
            }
        }
    }
}
