//! Statements, and conditions that are always true or always false.

use std::rc::Rc;

use oxc_ast::ast::{
    BindingPattern, Declaration, ExportDefaultDeclarationKind, Expression, ForStatementInit,
    ForStatementLeft, ImportDeclarationSpecifier, Statement,
};
use oxc_span::GetSpan;

use super::Reader;
use crate::builder::Reads;
use crate::facts::{Kind, Path, Step, Use, path};

impl Reader {
    pub(super) fn statements(&mut self, statements: &[Statement<'_>]) {
        // Functions are declared before anything runs.
        for statement in statements {
            match statement {
                Statement::FunctionDeclaration(function) => self.declare_function(function, false),
                Statement::ExportDeclaration(export) => {
                    if let Declaration::FunctionDeclaration(function) = &export.declaration {
                        self.declare_function(function, true);
                    }
                }
                Statement::ExportDefaultDeclaration(export) => {
                    if let ExportDefaultDeclarationKind::FunctionDeclaration(function) = &export.declaration {
                        self.declare_function(function, true);
                    }
                }
                Statement::ExportNamedDeclaration(export) => {
                    for specifier in &export.specifiers {
                        self.exported.insert(specifier.local.name().to_string());
                    }
                }
                _ => {}
            }
        }
        let mut is_over = false;
        for statement in statements {
            let is_dead = is_over && !matches!(statement, Statement::FunctionDeclaration(_));
            self.branch(is_dead, |reader| reader.statement(statement));
            is_over |= ends(statement);
        }
    }

    pub(super) fn block(&mut self, statements: &[Statement<'_>]) {
        self.scoped(None, |reader| {
            reader.statements(statements);
        });
    }

    fn statement(&mut self, statement: &Statement<'_>) {
        let nothing = self.to.nothing();
        match statement {
            Statement::BlockStatement(block) => self.block(&block.body),
            Statement::ExpressionStatement(it) => self.expression(&it.expression, &nothing),
            Statement::ReturnStatement(it) => {
                if let Some(value) = &it.argument {
                    let goes = Rc::clone(&self.returns);
                    self.expression(value, &goes);
                }
            }
            Statement::ThrowStatement(it) => self.expression(&it.argument, &nothing),
            Statement::IfStatement(it) => {
                self.expression(&it.test, &nothing);
                let truth = self.truth(&it.test);
                let is_test = matches!(&it.test, Expression::StaticMemberExpression(member)
                    if member.property.name == "vitest" && matches!(member.object, Expression::ImportMeta(_)));
                self.branch(truth == Some(false) || is_test, |reader| reader.statement(&it.consequent));
                if let Some(alternate) = &it.alternate {
                    self.branch(truth == Some(true), |reader| reader.statement(alternate));
                }
            }
            Statement::WhileStatement(it) => {
                self.expression(&it.test, &nothing);
                let is_dead = self.truth(&it.test) == Some(false);
                self.branch(is_dead, |reader| reader.statement(&it.body));
            }
            Statement::DoWhileStatement(it) => {
                self.statement(&it.body);
                self.expression(&it.test, &nothing);
            }
            Statement::ForStatement(it) => {
                self.scoped(None, |reader| {
                    match &it.init {
                        Some(ForStatementInit::VariableDeclaration(variables)) => {
                            reader.variables(variables, false)
                        }
                        Some(init) => init
                            .as_expression()
                            .into_iter()
                            .for_each(|init| reader.expression(init, &nothing)),
                        None => {}
                    }
                    let is_dead = it.test.as_ref().and_then(|test| reader.truth(test)) == Some(false);
                    it.test.iter().chain(&it.update).for_each(|part| reader.expression(part, &nothing));
                    reader.branch(is_dead, |reader| reader.statement(&it.body));
                });
            }
            Statement::ForOfStatement(it) => self.each(&it.left, Some(&it.right), &it.body),
            Statement::ForInStatement(it) => self.each(&it.left, None, &it.body),
            Statement::LabeledStatement(it) => self.statement(&it.body),
            Statement::SwitchStatement(it) => {
                self.expression(&it.discriminant, &nothing);
                self.scoped(None, |reader| {
                    for case in &it.cases {
                        case.test.iter().for_each(|test| reader.expression(test, &nothing));
                        reader.statements(&case.consequent);
                    }
                });
            }
            Statement::TryStatement(it) => {
                self.block(&it.block.body);
                it.handler.iter().for_each(|handler| self.block(&handler.body.body));
                it.finalizer.iter().for_each(|finalizer| self.block(&finalizer.body));
            }
            Statement::ImportDeclaration(it) => {
                for specifier in it.specifiers.iter().flatten() {
                    let (local, there) = match specifier {
                        ImportDeclarationSpecifier::ImportSpecifier(it) => {
                            (&it.local, path([it.imported.name().as_str()]))
                        }
                        ImportDeclarationSpecifier::ImportDefaultSpecifier(it) => {
                            (&it.local, path([it.local.name.as_str()]))
                        }
                        ImportDeclarationSpecifier::ImportNamespaceSpecifier(it) => (&it.local, Path::new()),
                    };
                    self.to.declare(&local.name, false, Kind::Import(there));
                }
            }
            Statement::ExportDeclaration(it) => self.declaration(&it.declaration, true),
            Statement::ExportDefaultDeclaration(it) => match &it.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                    self.function_declaration(function)
                }
                ExportDefaultDeclarationKind::ClassDeclaration(class) => self.class(class),
                other => other.as_expression().into_iter().for_each(|value| self.expression(value, &nothing)),
            },
            other => {
                if let Some(declaration) = other.as_declaration() {
                    self.declaration(declaration, false);
                }
            }
        }
    }

    pub(super) fn each(
        &mut self,
        left: &ForStatementLeft<'_>,
        list: Option<&Expression<'_>>,
        body: &Statement<'_>,
    ) {
        self.scoped(None, |reader| {
            let mut goes = reader.to.nothing();
            if let ForStatementLeft::VariableDeclaration(variables) = left
                && let Some(BindingPattern::BindingIdentifier(name)) =
                    variables.declarations.first().map(|one| &one.id)
            {
                reader.to.declare(&name.name, false, Kind::Value);
                goes = Rc::new(Use::Each(Rc::new(Use::Bound(path([name.name.as_str()])))));
            }
            list.into_iter().for_each(|list| reader.expression(list, &goes));
            reader.statement(body);
        });
    }

    /// Whether an expression is always true, or always false.
    pub(super) fn truth(&self, expression: &Expression<'_>) -> Option<bool> {
        match expression.get_inner_expression() {
            Expression::BooleanLiteral(it) => Some(it.value),
            Expression::NumericLiteral(it) => Some(it.value != 0.0),
            Expression::NullLiteral(_) => Some(false),
            Expression::UnaryExpression(it) if it.operator.is_not() => {
                self.truth(&it.argument).map(|truth| !truth)
            }
            Expression::LogicalExpression(it) => {
                let (left, right) = (self.truth(&it.left), self.truth(&it.right));
                if it.operator.is_and() && (left == Some(false) || right == Some(false)) {
                    Some(false)
                } else if it.operator.is_or() && (left == Some(true) || right == Some(true)) {
                    Some(true)
                } else {
                    left.zip(right).map(|(_, right)| right)
                }
            }
            Expression::Identifier(it) => self.constants.get(&self.to.lookup(&it.name)?).copied(),
            _ => None,
        }
    }
}

/// Whether nothing after a statement runs.
fn ends(statement: &Statement<'_>) -> bool {
    match statement {
        Statement::ReturnStatement(_)
        | Statement::ThrowStatement(_)
        | Statement::BreakStatement(_)
        | Statement::ContinueStatement(_) => true,
        Statement::BlockStatement(block) => block.body.iter().any(ends),
        _ => false,
    }
}

/// The offset of anything.
pub(super) fn at(node: &impl GetSpan) -> usize {
    node.span().start as usize
}

/// A step by a name.
pub(super) fn named(name: &str) -> Step {
    Step::Named(name.to_owned())
}
