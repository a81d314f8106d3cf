//! What a source file says of texts, whatever its language: where they come from, what they are bound to, and where they
//! go. Each language has a reader that makes these facts; [`flow`](crate::flow) follows them.

use std::collections::BTreeMap;
use std::rc::Rc;

pub(crate) type ScopeId = usize;
pub(crate) type BindingId = usize;
/// A place in the sources: the number of a file, and bytes from its start.
pub(crate) type Place = (usize, usize);

/// What one file says.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) scopes: Vec<Scope>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) origins: Vec<Origin>,
    pub(crate) references: Vec<Reference>,
    pub(crate) calls: Vec<Call>,
    /// Modules that are compiled for tests only and are in files of their own.
    pub(crate) test_modules: Vec<String>,
}

impl Facts {
    /// Whether a function of that name is defined or called here.
    pub(crate) fn has_function(&self, name: &str) -> bool {
        let is_own = |binding: &Binding| binding.name.rsplit("::").next() == Some(name);
        self.bindings.iter().any(is_own) || self.calls.iter().any(|call| last(&call.callee) == Some(name))
    }
}

/// A part of a file with names of its own.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) parent: Option<ScopeId>,
    /// The function that it is the body of.
    pub(crate) function: Option<BindingId>,
    pub(crate) names: BTreeMap<String, Vec<BindingId>>,
}

/// A name that stands for something: a constant, a variable, a function, a type with members.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) name: String,
    /// Whether other files can refer to it.
    pub(crate) is_shared: bool,
    pub(crate) kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Value,
    Parameter,
    /// Its parameters, `None` for one that is taken apart; and whether somebody outside of the sources may call it.
    Function {
        parameters: Vec<Option<BindingId>>,
        is_public: bool,
    },
    /// Something of another file, by its path there.
    Import(Path),
}

/// A text.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) text: Text,
    /// Bytes from the start of the file.
    pub(crate) offset: usize,
    pub(crate) scope: ScopeId,
    pub(crate) goes: Rc<Use>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    Literal(String),
    /// Put together at run time: what is fixed, around what is not.
    Computed(Vec<String>),
}

/// A use of a name.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) path: Path,
    pub(crate) offset: usize,
    pub(crate) scope: ScopeId,
    pub(crate) goes: Rc<Use>,
    /// Whether it is a method's name alone, so that what it belongs to is not known.
    pub(crate) is_method: bool,
}

/// A name with what follows it: `EVENTS.quota[kind]`.
pub(crate) type Path = Vec<Step>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Named(String),
    /// Any member: which one is known at run time.
    Any,
}

/// A call, by the name of what is called.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) callee: Path,
    /// The name of the function, where it may be one of ours; empty for a method of something that is not known.
    pub(crate) target: Path,
    pub(crate) offset: usize,
    pub(crate) scope: ScopeId,
}

/// What becomes of a value.
#[derive(Debug, Default)]
pub(crate) enum Use {
    /// It is compared, matched, looked up or thrown away.
    #[default]
    Nothing,
    /// It is an argument, counted from 0; what the call gives has a use too.
    Argument { call: usize, index: usize, result: Rc<Use> },
    /// It is a field of an object.
    Field { name: String, of: Rc<Use> },
    /// It is an element of a list.
    Listed(Rc<Use>),
    /// The elements of the list have that use.
    Each(Rc<Use>),
    /// A name stands for it.
    Bound(Path),
    /// It has each of these uses.
    Several(Vec<Rc<Use>>),
    /// It is the name of variants of an enum, and counts where one of them is made.
    IfMade { variants: Vec<Path>, then: Rc<Use> },
    /// A parameter stands for it.
    Parameter(BindingId),
    /// A function, of this name, returns it.
    Returned(Path),
    /// It is assigned to a field of something that is not followed.
    Assigned(String),
}

/// Steps out of names.
pub(crate) fn path<'a>(names: impl IntoIterator<Item = &'a str>) -> Path {
    names.into_iter().map(|name| Step::Named(name.to_owned())).collect()
}

/// The last name of a path.
pub(crate) fn last(path: &[Step]) -> Option<&str> {
    path.iter().rev().find_map(|step| match step {
        Step::Named(name) => Some(name.as_str()),
        Step::Any => None,
    })
}
