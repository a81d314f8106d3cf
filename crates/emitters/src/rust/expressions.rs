//! Statements and expressions.

use std::rc::Rc;

use syn::{
    BinOp, Block, Expr, ExprBinary, ExprCall, ExprClosure, ExprIf, ExprMatch, ExprMethodCall, ExprPath,
    GenericArgument, Lit, Local, Member, PathArguments, Stmt, UnOp,
};

use super::patterns::{asks_for_text, guard, variants};
use super::{Reader, attributes};
use crate::builder::{Arguments, Callee};
use crate::calls::Meaning;
use crate::facts::{Kind, Path, Step, Use, path};

impl Reader {
    /// A block, whose value has a use.
    pub(super) fn block(&mut self, block: &Block, goes: &Rc<Use>) {
        self.scoped(None, |reader| reader.statements(&block.stmts, goes));
    }

    pub(super) fn statements(&mut self, statements: &[Stmt], goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let mut is_over = false;
        for statement in statements {
            let ends = ends(statement);
            self.branch(
                is_over || attributes::is_test(attributes::of(statement)),
                |reader| match statement {
                    Stmt::Local(local) => reader.local(local),
                    Stmt::Item(item) => reader.item(item),
                    Stmt::Expr(value, None) => reader.expression(value, goes),
                    Stmt::Expr(value, Some(_)) => reader.expression(value, &nothing),
                    Stmt::Macro(it) => {
                        let goes = if it.semi_token.is_none() { goes } else { &nothing };
                        reader.macro_call(&it.mac, goes);
                    }
                },
            );
            is_over |= ends;
        }
    }

    fn local(&mut self, local: &Local) {
        let nothing = self.to.nothing();
        self.branch(attributes::is_test(&local.attrs), |reader| {
            let names = reader.declare_all(&local.pat, Kind::Value);
            let Some(init) = &local.init else { return };
            if let (Some(truth), [(_, binding)]) = (reader.truth(&init.expr), names.as_slice()) {
                reader.constants.insert(*binding, truth);
            }
            let goes = bound(names.into_iter().map(|(name, _)| name));
            reader.expression(&init.expr, &goes);
            init.diverge.iter().for_each(|(_, other)| reader.expression(other, &nothing));
        });
    }

    pub(super) fn expression(&mut self, expression: &Expr, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        match expression {
            Expr::Lit(it) => {
                if let Lit::Str(text) = &it.lit {
                    self.to.literal(&text.value(), self.at(text.span()), goes);
                }
            }
            Expr::Path(it) => self.path(it, goes),
            Expr::Array(it) => {
                let goes = Rc::new(Use::Listed(Rc::clone(goes)));
                it.elems.iter().for_each(|element| self.expression(element, &goes));
            }
            Expr::Tuple(it) => {
                for (number, element) in it.elems.iter().enumerate() {
                    self.field(&number.to_string(), element, goes);
                }
            }
            Expr::Struct(it) => {
                for field in &it.fields {
                    let name = match &field.member {
                        Member::Named(name) => name.to_string(),
                        Member::Unnamed(index) => index.index.to_string(),
                    };
                    self.field(name.trim_start_matches("r#"), &field.expr, goes);
                }
                self.path_reference(&it.path, goes);
                it.rest.iter().for_each(|rest| self.expression(rest, goes));
            }
            Expr::Binary(it) => self.binary(it, goes),
            Expr::Assign(it) => {
                let target = self.assigned(&it.left);
                self.expression(&it.right, &Rc::new(target));
            }
            Expr::Call(it) => self.call(it, goes),
            Expr::MethodCall(it) => self.method_call(it, goes),
            Expr::Macro(it) => self.macro_call(&it.mac, goes),
            Expr::If(it) => self.conditional(it, goes),
            Expr::Match(it) => self.selection(it, goes),
            Expr::Block(it) => self.block(&it.block, goes),
            Expr::Async(it) => self.block(&it.block, goes),
            Expr::Unsafe(it) => self.block(&it.block, goes),
            Expr::Const(it) => self.block(&it.block, goes),
            Expr::TryBlock(it) => self.block(&it.block, goes),
            Expr::Loop(it) => self.block(&it.body, &nothing),
            Expr::While(it) => self.scoped(None, |reader| {
                reader.expression(&it.cond, &nothing);
                let is_dead = reader.truth(&it.cond) == Some(false);
                reader.branch(is_dead, |reader| reader.block(&it.body, &nothing));
            }),
            Expr::ForLoop(it) => self.scoped(None, |reader| {
                let names = reader.declare_all(&it.pat, Kind::Value);
                let goes = bound(names.into_iter().map(|(name, _)| name));
                reader.expression(&it.expr, &Rc::new(Use::Each(goes)));
                reader.block(&it.body, &nothing);
            }),
            Expr::Let(it) => {
                let names = self.declare_all(&it.pat, Kind::Value);
                self.expression(&it.expr, &bound(names.into_iter().map(|(name, _)| name)));
            }
            Expr::Closure(it) => self.closure(it, goes),
            Expr::Return(it) => {
                let goes = Rc::clone(&self.returns);
                it.expr.iter().for_each(|value| self.expression(value, &goes));
            }
            Expr::Break(it) => it.expr.iter().for_each(|value| self.expression(value, goes)),
            Expr::Yield(it) => it.expr.iter().for_each(|value| self.expression(value, goes)),
            Expr::Await(it) => self.expression(&it.base, goes),
            Expr::Cast(it) => self.expression(&it.expr, goes),
            Expr::Group(it) => self.expression(&it.expr, goes),
            Expr::Paren(it) => self.expression(&it.expr, goes),
            Expr::Reference(it) => self.expression(&it.expr, goes),
            Expr::Try(it) => self.expression(&it.expr, goes),
            Expr::Unary(it) => {
                self.expression(&it.expr, if matches!(it.op, UnOp::Deref(_)) { goes } else { &nothing })
            }
            Expr::Field(it) => match self.place(expression) {
                Some(path) => self.to.reference(path, self.at(first(expression)), goes),
                None => self.expression(&it.base, goes),
            },
            Expr::Index(it) => {
                self.expression(&it.index, &nothing);
                match self.place(expression) {
                    Some(path) => self.to.reference(path, self.at(first(expression)), goes),
                    None => self.expression(&it.expr, goes),
                }
            }
            Expr::Repeat(it) => self.expression(&it.expr, &Rc::new(Use::Listed(Rc::clone(goes)))),
            Expr::Range(it) => {
                it.start.iter().chain(&it.end).for_each(|bound| self.expression(bound, &nothing));
            }
            _ => {}
        }
    }

    fn field(&mut self, name: &str, value: &Expr, goes: &Rc<Use>) {
        let goes = match **goes {
            Use::Nothing => Rc::clone(goes),
            _ => Rc::new(Use::Field { name: name.to_owned(), of: Rc::clone(goes) }),
        };
        self.expression(value, &goes);
    }

    fn path(&mut self, expression: &ExprPath, goes: &Rc<Use>) {
        self.path_reference(&expression.path, goes);
    }

    fn path_reference(&mut self, path: &syn::Path, goes: &Rc<Use>) {
        let found = self.steps(path);
        // A text leads here, so it is a value that was read; or a variable, which is anything.
        let is_read = self.parsing > 0 && found.len() > 1;
        let goes = if is_read { self.to.nothing() } else { Rc::clone(goes) };
        let offset = path.segments.first().map_or(0, |segment| self.at(segment.ident.span()));
        self.to.reference(found, offset, &goes);
        self.type_arguments(path, &goes);
    }

    /// The types that a path is given: `emit::<kind::QuotaWarning>`.
    fn type_arguments(&mut self, path: &syn::Path, goes: &Rc<Use>) {
        for segment in &path.segments {
            if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
                self.generic_arguments(arguments.args.iter(), goes);
            }
        }
    }

    fn generic_arguments<'a>(
        &mut self,
        arguments: impl Iterator<Item = &'a GenericArgument>,
        goes: &Rc<Use>,
    ) {
        for argument in arguments {
            if let GenericArgument::Type(syn::Type::Path(it)) = argument {
                let offset = it.path.segments.first().map_or(0, |segment| self.at(segment.ident.span()));
                self.to.reference(self.steps(&it.path), offset, goes);
            }
        }
    }

    /// A path as steps; `Self` is the type around.
    pub(super) fn steps(&self, path: &syn::Path) -> Path {
        let names = path.segments.iter().map(|segment| segment.ident.to_string());
        let names = names.map(|name| match (&self.class, name.as_str()) {
            (Some(class), "Self") => class.clone(),
            _ => name,
        });
        let names = names.filter(|name| !["crate", "self", "super"].contains(&name.as_str()));
        names.map(Step::Named).collect()
    }

    /// A path through fields: `EVENTS.quota`, `NAMES[at]`.
    fn place(&self, expression: &Expr) -> Option<Path> {
        match expression {
            Expr::Path(it) => Some(self.steps(&it.path)).filter(|path| !path.is_empty()),
            Expr::Field(it) => {
                let mut path = self.place(&it.base)?;
                path.push(Step::Named(match &it.member {
                    Member::Named(name) => name.to_string(),
                    Member::Unnamed(index) => index.index.to_string(),
                }));
                Some(path)
            }
            Expr::Index(it) => Some([self.place(&it.expr)?, vec![Step::Any]].concat()),
            Expr::Paren(it) => self.place(&it.expr),
            Expr::Unary(it) if matches!(it.op, UnOp::Deref(_)) => self.place(&it.expr),
            _ => None,
        }
    }

    fn assigned(&self, left: &Expr) -> Use {
        let Some(place) = self.place(left) else {
            return Use::Assigned("…".to_owned());
        };
        match (place.first(), place.len()) {
            (_, 1) => Use::Bound(place),
            (Some(Step::Named(name)), _) if self.to.is_own_value(name) => Use::Bound(place),
            _ => Use::Assigned(crate::facts::last(&place).unwrap_or_default().to_owned()),
        }
    }

    fn binary(&mut self, it: &ExprBinary, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        if matches!(it.op, BinOp::Add(_) | BinOp::AddAssign(_)) {
            let mut fixed = vec![String::new()];
            self.parts(&it.left, &mut fixed);
            self.parts(&it.right, &mut fixed);
            if fixed.iter().any(|part| !part.is_empty()) {
                self.to.computed(fixed, self.at(first(&it.left)), goes);
            }
            return;
        }
        self.expression(&it.left, &nothing);
        // `ready && emit(…)`, with what cannot be true before it.
        let is_dead = matches!(it.op, BinOp::And(_)) && self.truth(&it.left) == Some(false)
            || matches!(it.op, BinOp::Or(_)) && self.truth(&it.left) == Some(true);
        self.branch(is_dead, |reader| reader.expression(&it.right, &nothing));
    }

    /// The parts of a sum of texts.
    fn parts(&mut self, expression: &Expr, fixed: &mut Vec<String>) {
        match expression {
            Expr::Binary(it) if matches!(it.op, BinOp::Add(_)) => {
                self.parts(&it.left, fixed);
                self.parts(&it.right, fixed);
            }
            other => match text(other) {
                Some(text) => fixed.last_mut().into_iter().for_each(|part| part.push_str(&text)),
                None => {
                    let nothing = self.to.nothing();
                    self.expression(other, &nothing);
                    fixed.push(String::new());
                }
            },
        }
    }

    fn call(&mut self, it: &ExprCall, goes: &Rc<Use>) {
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

    fn method_call(&mut self, it: &ExprMethodCall, goes: &Rc<Use>) {
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

    fn closure(&mut self, it: &ExprClosure, goes: &Rc<Use>) {
        let outside = self.to.enter(None);
        let parameters = it.inputs.iter().map(|pattern| self.parameter(pattern)).collect();
        let returns = std::mem::replace(&mut self.returns, Rc::clone(goes));
        self.expression(&it.body, goes);
        self.returns = returns;
        self.parameters = parameters;
        self.to.scope = outside;
    }

    fn conditional(&mut self, it: &ExprIf, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let truth = self.truth(&it.cond);
        self.scoped(None, |reader| {
            reader.expression(&it.cond, &nothing);
            reader.branch(truth == Some(false), |reader| reader.block(&it.then_branch, goes));
        });
        if let Some((_, other)) = &it.else_branch {
            self.branch(truth == Some(true), |reader| reader.expression(other, goes));
        }
    }

    fn selection(&mut self, it: &ExprMatch, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        self.expression(&it.expr, &nothing);
        let of_self = self.place(&it.expr) == Some(Path::new()) || is_self(&it.expr);
        for arm in &it.arms {
            let variants: Vec<Path> = if of_self {
                variants(&arm.pat).iter().map(|path| self.steps(path)).collect()
            } else {
                Vec::new()
            };
            let is_named = variants.iter().any(|variant| variant.len() > 1);
            let reads = usize::from(asks_for_text(&arm.pat));
            self.branch(attributes::is_test(&arm.attrs), |reader| {
                if is_named {
                    reader.to.variants.push(variants);
                }
                reader.parsing += reads;
                reader.scoped(None, |reader| {
                    let names = reader.declare_all(&arm.pat, Kind::Value);
                    // What is taken out of what is matched goes on.
                    if !names.is_empty() {
                        let goes = bound(names.into_iter().map(|(name, _)| name));
                        reader.expression(&it.expr, &goes);
                    }
                    guard(&arm.pat).into_iter().for_each(|guard| reader.expression(guard, &nothing));
                    reader.expression(&arm.body, goes);
                });
                reader.parsing -= reads;
                if is_named {
                    reader.to.variants.pop();
                }
            });
        }
    }

    /// Whether an expression is always true, or always false.
    pub(super) fn truth(&self, expression: &Expr) -> Option<bool> {
        match expression {
            Expr::Lit(it) => match &it.lit {
                Lit::Bool(it) => Some(it.value),
                _ => None,
            },
            Expr::Unary(it) if matches!(it.op, UnOp::Not(_)) => self.truth(&it.expr).map(|truth| !truth),
            Expr::Paren(it) => self.truth(&it.expr),
            Expr::Group(it) => self.truth(&it.expr),
            Expr::Binary(it) => {
                let (left, right) = (self.truth(&it.left), self.truth(&it.right));
                match it.op {
                    BinOp::And(_) if left == Some(false) || right == Some(false) => Some(false),
                    BinOp::Or(_) if left == Some(true) || right == Some(true) => Some(true),
                    BinOp::And(_) | BinOp::Or(_) => left.and(right),
                    _ => None,
                }
            }
            Expr::Macro(it) if it.mac.path.is_ident("cfg") => {
                let condition = it.mac.tokens.to_string();
                ["test", "any ()", "any()", "false"].contains(&condition.as_str()).then_some(false)
            }
            Expr::Path(it) => {
                let name = it.path.get_ident()?.to_string();
                self.constants.get(&self.to.lookup(&name)?).copied()
            }
            _ => None,
        }
    }
}

/// Names that a value is bound to.
fn bound(names: impl Iterator<Item = String>) -> Rc<Use> {
    let mut uses: Vec<Rc<Use>> = names.map(|name| Rc::new(Use::Bound(vec![Step::Named(name)]))).collect();
    match uses.len() {
        0 => Rc::new(Use::Nothing),
        1 => uses.remove(0),
        _ => Rc::new(Use::Several(uses)),
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

fn is_self(expression: &Expr) -> bool {
    match expression {
        Expr::Path(it) => it.path.is_ident("self"),
        Expr::Unary(it) => is_self(&it.expr),
        Expr::Reference(it) => is_self(&it.expr),
        Expr::Paren(it) => is_self(&it.expr),
        _ => false,
    }
}

/// A text as it is written.
fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(it) => match &it.lit {
            Lit::Str(text) => Some(text.value()),
            Lit::Char(character) => Some(character.value().to_string()),
            _ => None,
        },
        Expr::Reference(it) => text(&it.expr),
        Expr::Paren(it) => text(&it.expr),
        Expr::MethodCall(it) if ["to_owned", "to_string", "into"].iter().any(|name| it.method == name) => {
            text(&it.receiver)
        }
        Expr::Call(it) if it.args.len() == 1 => match &*it.func {
            Expr::Path(function) if function.path.segments.first()?.ident == "String" => {
                text(it.args.first()?)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether nothing after a statement runs.
fn ends(statement: &Stmt) -> bool {
    let is_end = |mac: &syn::Macro| {
        let name = mac.path.segments.last().map(|segment| segment.ident.to_string());
        name.is_some_and(|name| ["panic", "todo", "unimplemented", "unreachable"].contains(&name.as_str()))
    };
    match statement {
        Stmt::Expr(Expr::Return(_) | Expr::Break(_) | Expr::Continue(_), _) => true,
        Stmt::Expr(Expr::Macro(it), _) => is_end(&it.mac),
        Stmt::Expr(Expr::Block(it), _) => it.block.stmts.iter().any(ends),
        Stmt::Macro(it) => is_end(&it.mac),
        _ => false,
    }
}

/// Where an expression starts.
fn first(expression: &Expr) -> proc_macro2::Span {
    match expression {
        Expr::Path(it) => {
            it.path.segments.first().map_or_else(proc_macro2::Span::call_site, |it| it.ident.span())
        }
        Expr::Lit(it) => it.lit.span(),
        Expr::Field(it) => first(&it.base),
        Expr::Index(it) => first(&it.expr),
        Expr::MethodCall(it) => first(&it.receiver),
        Expr::Call(it) => first(&it.func),
        Expr::Paren(it) => it.paren_token.span.open(),
        Expr::Reference(it) => it.and_token.spans[0],
        Expr::Binary(it) => first(&it.left),
        Expr::Try(it) => first(&it.expr),
        Expr::Await(it) => first(&it.base),
        _ => proc_macro2::Span::call_site(),
    }
}
