//! What is written in an expression or a statement, without regard to what its names stand for.

use syn::{Expr, Lit, Stmt};

/// A text as it is written.
pub(super) fn text(expression: &Expr) -> Option<String> {
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
pub(super) fn ends(statement: &Stmt) -> bool {
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
pub(super) fn first(expression: &Expr) -> proc_macro2::Span {
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

/// Whether it is `self`, however it is borrowed.
pub(super) fn is_self(expression: &Expr) -> bool {
    match expression {
        Expr::Path(it) => it.path.is_ident("self"),
        Expr::Unary(it) => is_self(&it.expr),
        Expr::Reference(it) => is_self(&it.expr),
        Expr::Paren(it) => is_self(&it.expr),
        _ => false,
    }
}
