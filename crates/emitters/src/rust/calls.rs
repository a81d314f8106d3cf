//! Calls of functions, methods and closures.

use std::rc::Rc;

use syn::{Expr, ExprCall, ExprClosure, ExprMethodCall};

use super::Reader;
use super::written::{first, text};
use crate::builder::{Arguments, Callee, Reads};
use crate::calls::Meaning;
use crate::facts::{Path, Step, Use, path};

impl Reader {
    pub(super) fn call(&mut self, it: &ExprCall, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let offset = self.at(first(&it.func));
        let Expr::Path(function) = &*it.func else {
            self.expression(&it.func, &nothing);
            let callee = Callee::Function(path(["(…)"]));
            let to = self.to.call(callee, offset, it.args.len(), goes);
            self.arguments(it.args.iter(), &to);
            return;
        };
        let steps = self.steps(&function.path);
        let steps = if self.parsing > 0 && is_variant(&steps) { Vec::new() } else { steps };
        let to = self.to.call(callee(steps), offset, it.args.len(), goes);
        // `String::from`, `Box::new`: it is the type that says what becomes of the argument.
        let wraps = function.path.segments.iter().rev().nth(1).is_some_and(|ty| {
            ["String", "Box", "Arc", "Rc", "Cow", "Some"].contains(&ty.ident.to_string().as_str())
        });
        self.type_arguments(&function.path, &to.of(0));
        match wraps {
            true => it.args.iter().for_each(|argument| self.expression(argument, goes)),
            false => self.arguments(it.args.iter(), &to),
        }
    }

    pub(super) fn method_call(&mut self, it: &ExprMethodCall, goes: &Rc<Use>) {
        let name = it.method.to_string();
        if let (Expr::Array(list), "join" | "concat") = (&*it.receiver, name.as_str()) {
            let parts: Vec<_> = list.elems.iter().map(text).collect();
            let between = it.args.first().and_then(text).unwrap_or_default();
            self.to.joined(&parts, &between, self.at(list.bracket_token.span.open()), goes);
            return;
        }
        let is_self = matches!(&*it.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let place = self.place(&it.receiver).unwrap_or_default();
        let path = [place, path([name.as_str()])].concat();
        let class = self.class.clone().filter(|_| is_self);
        let to = self.to.call(Callee::Method { path, class }, self.at(it.method.span()), it.args.len(), goes);
        if let Some(turbofish) = &it.turbofish {
            self.generic_arguments(turbofish.args.iter(), &to.of(0));
        }
        self.arguments(it.args.iter(), &to);
        let is_each = ["filter_map", "flat_map", "for_each", "map", "try_for_each"].contains(&name.as_str());
        let is_closure = matches!(it.args.first(), Some(Expr::Closure(_)));
        let receiver = match self.parameters.first() {
            // The elements are what the closure is called with.
            Some(Some(first)) if is_each && is_closure => Rc::new(Use::Each(Rc::new(Use::Parameter(*first)))),
            _ => to.receiver(),
        };
        if !is_self {
            self.expression(&it.receiver, &receiver);
        }
    }

    pub(super) fn arguments<'a>(&mut self, arguments: impl Iterator<Item = &'a Expr>, to: &Arguments) {
        let mut key = None;
        for (index, argument) in arguments.enumerate() {
            let goes = match &key {
                Some(key) => Rc::new(Use::Field { name: String::clone(key), of: to.of(index) }),
                None => to.of(index),
            };
            self.expression(argument, &goes);
            if index == 0 && to.meaning == Meaning::Keyed {
                key = text(argument);
            }
        }
    }

    pub(super) fn closure(&mut self, it: &ExprClosure, goes: &Rc<Use>) {
        self.scoped(None, |reader| {
            let parameters = it.inputs.iter().map(|pattern| reader.parameter(pattern)).collect();
            let returns = std::mem::replace(&mut reader.returns, Rc::clone(goes));
            reader.expression(&it.body, goes);
            reader.returns = returns;
            reader.parameters = parameters;
        });
    }
}

/// What is called by a path: a function, or one that belongs to a type.
fn callee(steps: Path) -> Callee {
    match steps.as_slice() {
        [.., Step::Named(ty), Step::Named(name)] if is_upper(ty) && !is_upper(name) => {
            let class = Some(ty.clone());
            Callee::Method { path: steps, class }
        }
        _ => Callee::Function(steps),
    }
}

fn is_variant(steps: &[Step]) -> bool {
    matches!(steps, [.., Step::Named(ty), Step::Named(name)] if is_upper(ty) && is_upper(name))
}

fn is_upper(name: &str) -> bool {
    name.starts_with(|first: char| first.is_uppercase())
}
