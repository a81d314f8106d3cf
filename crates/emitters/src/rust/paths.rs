//! Paths, and the types in them.

use std::rc::Rc;

use syn::{Expr, ExprPath, GenericArgument, Member, PathArguments, UnOp};

use super::Reader;
use crate::facts::{Path, Step, Use};

impl Reader {
    pub(super) fn path(&mut self, expression: &ExprPath, goes: &Rc<Use>) {
        self.path_reference(&expression.path, goes);
    }

    pub(super) fn path_reference(&mut self, path: &syn::Path, goes: &Rc<Use>) {
        let found = self.steps(path);
        // A text leads here, so it is a value that was read; or a variable, which is anything.
        let is_read = self.parsing > 0 && found.len() > 1;
        let goes = if is_read { self.to.nothing() } else { Rc::clone(goes) };
        let offset = path.segments.first().map_or(0, |segment| self.at(segment.ident.span()));
        self.to.reference(found, offset, &goes);
        self.type_arguments(path, &goes);
    }

    /// The types that a path is given: `emit::<kind::QuotaWarning>`.
    pub(super) fn type_arguments(&mut self, path: &syn::Path, goes: &Rc<Use>) {
        for segment in &path.segments {
            if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
                self.generic_arguments(arguments.args.iter(), goes);
            }
        }
    }

    pub(super) fn generic_arguments<'a>(
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
    pub(super) fn place(&self, expression: &Expr) -> Option<Path> {
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

    pub(super) fn assigned(&self, left: &Expr) -> Use {
        let Some(place) = self.place(left) else {
            return Use::Assigned("…".to_owned());
        };
        match (place.first(), place.len()) {
            (_, 1) => Use::Bound(place),
            (Some(Step::Named(name)), _) if self.to.is_own_value(name) => Use::Bound(place),
            _ => Use::Assigned(crate::facts::last(&place).unwrap_or_default().to_owned()),
        }
    }
}

/// Names that a value is bound to.
pub(super) fn bound(names: impl Iterator<Item = String>) -> Rc<Use> {
    let mut uses: Vec<Rc<Use>> = names.map(|name| Rc::new(Use::Bound(vec![Step::Named(name)]))).collect();
    match uses.len() {
        0 => Rc::new(Use::Nothing),
        1 => uses.remove(0),
        _ => Rc::new(Use::Several(uses)),
    }
}
