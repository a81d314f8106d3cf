//! Statements, functions and classes.

use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtClassDef, StmtFunctionDef};

use super::Reader;
use crate::builder::Reads;
use crate::facts::{Kind, Step, Use, last, path};

impl Reader {
    pub(super) fn statements(&mut self, statements: &[Stmt]) {
        let mut is_over = false;
        for statement in statements {
            self.branch(is_over, |reader| reader.statement(statement));
            is_over |=
                matches!(statement, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_));
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        let nothing = self.to.nothing();
        match statement {
            Stmt::Expr(it) => self.expression(&it.value, &nothing),
            Stmt::Return(it) => {
                let goes = Rc::clone(&self.returns);
                it.value.iter().for_each(|value| self.expression(value, &goes));
            }
            Stmt::Assign(it) => it.targets.iter().for_each(|target| self.assign(target, &it.value)),
            Stmt::AnnAssign(it) => it.value.iter().for_each(|value| self.assign(&it.target, value)),
            Stmt::AugAssign(it) => self.expression(&it.value, &nothing),
            Stmt::If(it) => {
                self.expression(&it.test, &nothing);
                let mut truth = self.truth(&it.test);
                self.branch(truth == Some(false), |reader| reader.statements(&it.body));
                for clause in &it.elif_else_clauses {
                    let own = clause.test.as_ref().and_then(|test| self.truth(test));
                    clause.test.iter().for_each(|test| self.expression(test, &nothing));
                    let is_dead = truth == Some(true) || own == Some(false);
                    self.branch(is_dead, |reader| reader.statements(&clause.body));
                    truth = if own == Some(true) { own } else { truth };
                }
            }
            Stmt::While(it) => {
                self.expression(&it.test, &nothing);
                let is_dead = self.truth(&it.test) == Some(false);
                self.branch(is_dead, |reader| reader.statements(&it.body));
                self.statements(&it.orelse);
            }
            Stmt::For(it) => {
                let goes = self.elements(&it.target);
                self.expression(&it.iter, &goes);
                self.statements(&it.body);
                self.statements(&it.orelse);
            }
            Stmt::With(it) => {
                for item in &it.items {
                    let goes = item
                        .optional_vars
                        .as_ref()
                        .map_or_else(|| Rc::clone(&nothing), |name| self.target(name));
                    self.expression(&item.context_expr, &goes);
                }
                self.statements(&it.body);
            }
            Stmt::Match(it) => {
                self.expression(&it.subject, &nothing);
                it.cases.iter().for_each(|case| self.statements(&case.body));
            }
            Stmt::Try(it) => {
                self.statements(&it.body);
                it.handlers
                    .iter()
                    .for_each(|ExceptHandler::ExceptHandler(handler)| self.statements(&handler.body));
                self.statements(&it.orelse);
                self.statements(&it.finalbody);
            }
            Stmt::Raise(it) => it.exc.iter().for_each(|error| self.expression(error, &nothing)),
            Stmt::Assert(it) => self.expression(&it.test, &nothing),
            Stmt::FunctionDef(it) => self.function(it),
            Stmt::ClassDef(it) => self.class(it),
            Stmt::ImportFrom(it) => {
                for alias in &it.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.to.declare(name, false, Kind::Import(path([alias.name.as_str()])));
                }
            }
            Stmt::Import(it) => {
                for alias in &it.names {
                    let first = alias.name.split('.').next().unwrap_or_default();
                    let name = alias.asname.as_ref().map_or(first, |name| name.as_str());
                    self.to.declare(name, false, Kind::Import(Vec::new()));
                }
            }
            _ => {}
        }
    }

    fn assign(&mut self, target: &Expr, value: &Expr) {
        // Each name of a tuple gets what stands at its place.
        if let (Expr::Tuple(targets), Expr::Tuple(values)) = (target, value)
            && targets.elts.len() == values.elts.len()
        {
            targets.elts.iter().zip(&values.elts).for_each(|(target, value)| self.assign(target, value));
            return;
        }
        let goes = self.target(target);
        if let (Expr::Name(name), Some(truth)) = (target, self.truth(value))
            && let Some(binding) = self.to.lookup(&name.id)
        {
            self.constants.insert(binding, truth);
        }
        self.expression(value, &goes);
    }

    /// What becomes of a value that is assigned.
    pub(super) fn target(&mut self, target: &Expr) -> Rc<Use> {
        if let Expr::Name(name) = target {
            let shared = self.functions == 0;
            // A name that is set again is not constant.
            match self.to.lookup(&name.id).filter(|_| self.is_own(&name.id)) {
                Some(binding) => {
                    self.constants.remove(&binding);
                }
                None => {
                    self.to.declare(&name.id, shared, Kind::Value);
                }
            }
            return Rc::new(Use::Bound(path([name.id.as_str()])));
        }
        match self.place(target) {
            Some(place) => match place.first() {
                Some(Step::Named(name))
                    if place.len() > 1 && self.to.is_own_value(name) && !self.is_instance(target) =>
                {
                    Rc::new(Use::Bound(place))
                }
                _ => Rc::new(Use::Assigned(last(&place).unwrap_or("[…]").to_owned())),
            },
            None => self.to.nothing(),
        }
    }

    /// Whether a name is of the scope at hand.
    fn is_own(&self, name: &str) -> bool {
        self.to.facts.scopes[self.to.scope].names.contains_key(name)
    }

    /// What becomes of the elements of a list that a name runs through.
    pub(super) fn elements(&mut self, target: &Expr) -> Rc<Use> {
        let names: Vec<&Expr> = match target {
            Expr::Tuple(it) => it.elts.iter().collect(),
            other => vec![other],
        };
        let uses = names.into_iter().map(|name| Rc::new(Use::Each(self.target(name)))).collect();
        Rc::new(Use::Several(uses))
    }

    fn function(&mut self, it: &StmtFunctionDef) {
        let own = it.name.as_str();
        let name = match (&self.class, self.functions) {
            (Some(class), 0) => format!("{class}::{own}"),
            _ => own.to_owned(),
        };
        let is_private = own.starts_with('_') && !own.ends_with("__");
        let is_public = !is_private || !it.decorator_list.is_empty();
        let shared = self.functions == 0;
        let is_method = self.class.is_some() && shared;
        let kind = Kind::Function { parameters: Vec::new(), is_public };
        let scope = if shared { 0 } else { self.to.scope };
        let binding = self.to.declare_in(scope, &name, shared, kind);
        let nothing = self.to.nothing();
        it.decorator_list.iter().for_each(|decorator| self.expression(&decorator.expression, &nothing));
        let returns = std::mem::replace(&mut self.returns, Rc::new(Use::Returned(path([name.as_str()]))));
        self.functions += 1;
        self.branch(own.starts_with("test_"), |reader| {
            reader.scoped(Some(binding), |reader| {
                let positional = it.parameters.posonlyargs.iter().chain(&it.parameters.args);
                let named =
                    positional.map(|one| reader.to.declare(&one.parameter.name, false, Kind::Parameter));
                let named: Vec<_> = named.map(Some).collect();
                let rest = it.parameters.kwonlyargs.iter().map(|one| &one.parameter);
                let rest = rest.chain(it.parameters.vararg.as_deref()).chain(it.parameters.kwarg.as_deref());
                for one in rest {
                    reader.to.declare(&one.name, false, Kind::Parameter);
                }
                let skipped = usize::from(is_method).min(named.len());
                reader.to.parameters(binding, named[skipped..].to_vec());
                reader.statements(&it.body);
            });
        });
        self.functions -= 1;
        self.returns = returns;
    }

    fn class(&mut self, it: &StmtClassDef) {
        let name = it.name.to_string();
        let shared = self.functions == 0;
        self.to.declare(&name, shared, Kind::Value);
        let bases = it.arguments.iter().flat_map(|arguments| &arguments.args);
        let bases: Vec<String> = bases
            .filter_map(|base| self.place(base).and_then(|path| last(&path).map(str::to_owned)))
            .collect();
        let is_enum = bases.iter().any(|base| base.ends_with("Enum") || base.ends_with("Choices"));
        let is_test = name.starts_with("Test") || bases.iter().any(|base| base.ends_with("TestCase"));
        let around = self.class.replace(name.clone());
        let functions = std::mem::take(&mut self.functions);
        self.branch(is_test, |reader| {
            reader.scoped(None, |reader| {
                for statement in &it.body {
                    let (target, value) = match statement {
                        Stmt::Assign(it) => (it.targets.first(), Some(&*it.value)),
                        Stmt::AnnAssign(it) => (Some(&*it.target), it.value.as_deref()),
                        other => {
                            reader.statement(other);
                            continue;
                        }
                    };
                    let (Some(Expr::Name(field)), Some(value)) = (target, value) else { continue };
                    let mut uses = vec![Rc::new(Use::Bound(path([name.as_str(), field.id.as_str()])))];
                    if !is_enum && field.id.chars().any(char::is_lowercase) {
                        // Every instance has it.
                        uses.push(Rc::new(Use::Assigned(field.id.to_string())));
                    }
                    reader.expression(value, &Rc::new(Use::Several(uses)));
                }
            });
        });
        self.functions = functions;
        self.class = around;
    }
}
