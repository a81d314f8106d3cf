//! Statements and expressions.

use std::rc::Rc;

use syn::{BinOp, Block, Expr, ExprBinary, Lit, Local, Member, Stmt, UnOp};

use super::paths::bound;
use super::written::{ends, first, text};
use super::{Reader, attributes};
use crate::builder::Reads;
use crate::facts::{Kind, Use};

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
}
