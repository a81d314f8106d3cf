//! What runs under a condition, and conditions that are always true or always false.

use std::rc::Rc;

use syn::{BinOp, Expr, ExprIf, ExprMatch, Lit, UnOp};

use super::paths::bound;
use super::patterns::{asks_for_text, guard, variants};
use super::written::is_self;
use super::{Reader, attributes};
use crate::builder::Reads;
use crate::facts::{Kind, Path, Use};

impl Reader {
    pub(super) fn conditional(&mut self, it: &ExprIf, goes: &Rc<Use>) {
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

    pub(super) fn selection(&mut self, it: &ExprMatch, goes: &Rc<Use>) {
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
