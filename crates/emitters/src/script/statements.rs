//! Statements, declarations and functions.

use std::rc::Rc;

use oxc_ast::ast::{
    BindingPattern, Class, ClassElement, Declaration, ExportDefaultDeclarationKind, Expression,
    ForStatementInit, ForStatementLeft, FormalParameters, Function, FunctionBody, ImportDeclarationSpecifier,
    MethodDefinitionKind, Statement, TSAccessibility, TSNamespaceDeclarationBody, VariableDeclaration,
};
use oxc_span::GetSpan;

use super::Reader;
use crate::facts::{BindingId, Kind, Path, Step, Use, path};

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
            if is_over && !matches!(statement, Statement::FunctionDeclaration(_)) {
                self.to.kill();
                self.statement(statement);
                self.to.revive();
            } else {
                self.statement(statement);
            }
            is_over |= ends(statement);
        }
    }

    fn block(&mut self, statements: &[Statement<'_>]) {
        let outside = self.to.enter(None);
        self.statements(statements);
        self.to.scope = outside;
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
                let outside = self.to.enter(None);
                match &it.init {
                    Some(ForStatementInit::VariableDeclaration(variables)) => {
                        self.variables(variables, false)
                    }
                    Some(init) => {
                        init.as_expression().into_iter().for_each(|init| self.expression(init, &nothing))
                    }
                    None => {}
                }
                let is_dead = it.test.as_ref().and_then(|test| self.truth(test)) == Some(false);
                it.test.iter().chain(&it.update).for_each(|part| self.expression(part, &nothing));
                self.branch(is_dead, |reader| reader.statement(&it.body));
                self.to.scope = outside;
            }
            Statement::ForOfStatement(it) => self.each(&it.left, Some(&it.right), &it.body),
            Statement::ForInStatement(it) => self.each(&it.left, None, &it.body),
            Statement::LabeledStatement(it) => self.statement(&it.body),
            Statement::SwitchStatement(it) => {
                self.expression(&it.discriminant, &nothing);
                let outside = self.to.enter(None);
                for case in &it.cases {
                    case.test.iter().for_each(|test| self.expression(test, &nothing));
                    self.statements(&case.consequent);
                }
                self.to.scope = outside;
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

    /// A branch that may never be taken.
    pub(super) fn branch(&mut self, is_dead: bool, work: impl FnOnce(&mut Self)) {
        if is_dead {
            self.to.kill();
        }
        work(self);
        if is_dead {
            self.to.revive();
        }
    }

    fn each(&mut self, left: &ForStatementLeft<'_>, list: Option<&Expression<'_>>, body: &Statement<'_>) {
        let outside = self.to.enter(None);
        let mut goes = self.to.nothing();
        if let ForStatementLeft::VariableDeclaration(variables) = left
            && let Some(BindingPattern::BindingIdentifier(name)) =
                variables.declarations.first().map(|one| &one.id)
        {
            self.to.declare(&name.name, false, Kind::Value);
            goes = Rc::new(Use::Each(Rc::new(Use::Bound(path([name.name.as_str()])))));
        }
        list.into_iter().for_each(|list| self.expression(list, &goes));
        self.statement(body);
        self.to.scope = outside;
    }

    fn declaration(&mut self, declaration: &Declaration<'_>, is_exported: bool) {
        match declaration {
            Declaration::VariableDeclaration(variables) => self.variables(variables, is_exported),
            Declaration::FunctionDeclaration(function) => self.function_declaration(function),
            Declaration::ClassDeclaration(class) => self.class(class),
            Declaration::TSEnumDeclaration(it) => {
                let is_shared = self.is_outermost();
                self.to.declare(&it.id.name, is_shared, Kind::Value);
                for member in &it.body.members {
                    let name = member.id.static_name();
                    let goes = Rc::new(Use::Bound(path([it.id.name.as_str(), name.as_str()])));
                    member.initializer.iter().for_each(|value| self.expression(value, &goes));
                }
            }
            Declaration::TSNamespaceDeclaration(it) => {
                if let TSNamespaceDeclarationBody::TSModuleBlock(block) = &it.body {
                    self.statements(&block.body);
                }
            }
            _ => {}
        }
    }

    fn variables(&mut self, variables: &VariableDeclaration<'_>, is_exported: bool) {
        for variable in &variables.declarations {
            let is_shared = self.is_outermost();
            let BindingPattern::BindingIdentifier(name) = &variable.id else {
                // Taken apart: each name stands for what it takes.
                self.pattern(&variable.id, &mut |_, _| ());
                let nothing = self.to.nothing();
                variable.init.iter().for_each(|value| self.expression(value, &nothing));
                continue;
            };
            let is_public = is_exported || self.exported.contains(name.name.as_str());
            match &variable.init {
                Some(Expression::ArrowFunctionExpression(arrow)) => {
                    let kind = Kind::Function { parameters: Vec::new(), is_public };
                    let binding = self.to.declare(&name.name, is_shared, kind);
                    let nothing = self.to.nothing();
                    self.arrow(arrow, Some((binding, path([name.name.as_str()]))), &nothing);
                }
                Some(Expression::FunctionExpression(function)) => {
                    let kind = Kind::Function { parameters: Vec::new(), is_public };
                    let binding = self.to.declare(&name.name, is_shared, kind);
                    self.function(function, Some((binding, path([name.name.as_str()]))));
                }
                init => {
                    let binding = self.to.declare(&name.name, is_shared, Kind::Value);
                    let truth = init.as_ref().and_then(|value| self.truth(value));
                    if let Some(truth) = truth.filter(|_| variables.kind.is_const()) {
                        self.constants.insert(binding, truth);
                    }
                    let goes = Rc::new(Use::Bound(path([name.name.as_str()])));
                    init.iter().for_each(|value| self.expression(value, &goes));
                }
            }
        }
    }

    pub(super) fn is_outermost(&self) -> bool {
        self.to.scope == 0
    }

    /// Declares the names of a pattern, and tells of each that is a parameter by itself.
    fn pattern(&mut self, pattern: &BindingPattern<'_>, tell: &mut dyn FnMut(BindingId, &str)) {
        match pattern {
            BindingPattern::BindingIdentifier(name) => {
                let binding = self.to.declare(&name.name, false, Kind::Parameter);
                tell(binding, &name.name);
            }
            BindingPattern::AssignmentPattern(it) => self.pattern(&it.left, tell),
            BindingPattern::ObjectPattern(it) => {
                it.properties.iter().for_each(|property| self.pattern(&property.value, &mut |_, _| ()));
                it.rest.iter().for_each(|rest| self.pattern(&rest.argument, &mut |_, _| ()));
            }
            BindingPattern::ArrayPattern(it) => {
                it.elements.iter().flatten().for_each(|element| self.pattern(element, &mut |_, _| ()));
                it.rest.iter().for_each(|rest| self.pattern(&rest.argument, &mut |_, _| ()));
            }
        }
    }

    fn declare_function(&mut self, function: &Function<'_>, is_exported: bool) {
        if let Some(id) = &function.id {
            let is_public = is_exported || self.exported.contains(id.name.as_str());
            let is_shared = self.is_outermost();
            let kind = Kind::Function { parameters: Vec::new(), is_public };
            let binding = self.to.declare(&id.name, is_shared, kind);
            self.functions.insert(function.span.start, binding);
        }
    }

    fn function_declaration(&mut self, function: &Function<'_>) {
        let name = function.id.as_ref().map(|id| path([id.name.as_str()]));
        let binding = self.functions.get(&function.span.start).copied();
        self.function(function, binding.zip(name));
    }

    pub(super) fn function(&mut self, function: &Function<'_>, named: Option<(BindingId, Path)>) {
        // What a function without a name returns goes to whoever it is given to.
        let to = Rc::new(Use::Assigned("return".to_owned()));
        if let Some(body) = &function.body {
            self.callable(&function.params, named, &to, |reader| reader.body(body));
        }
    }

    pub(super) fn body(&mut self, body: &FunctionBody<'_>) {
        self.statements(&body.statements);
    }

    /// A function of any kind, with what its body does. One without a name is called by whoever it is given to, and so is
    /// what it returns.
    pub(super) fn callable(
        &mut self,
        parameters: &FormalParameters<'_>,
        named: Option<(BindingId, Path)>,
        goes: &Rc<Use>,
        body: impl FnOnce(&mut Self),
    ) {
        let (binding, name) = named.unzip();
        let outside = self.to.enter(binding);
        let returns = name.map_or_else(|| Rc::clone(goes), |name| Rc::new(Use::Returned(name)));
        let around = std::mem::replace(&mut self.returns, returns);
        let mut bindings = Vec::new();
        for parameter in &parameters.items {
            let is_field = parameter.accessibility.is_some() || parameter.readonly;
            let mut own = None;
            self.pattern(&parameter.pattern, &mut |binding, _| own = Some(binding));
            bindings.push(own.filter(|_| !is_field));
        }
        if let Some(binding) = binding {
            self.to.parameters(binding, bindings.clone());
        }
        body(self);
        self.parameters = bindings;
        self.returns = around;
        self.to.scope = outside;
    }

    pub(super) fn class(&mut self, class: &Class<'_>) {
        let name = class.id.as_ref().map(|id| id.name.to_string());
        let kind = Kind::Function { parameters: Vec::new(), is_public: true };
        let is_shared = self.is_outermost();
        let own = name.as_ref().map(|name| self.to.declare(name, is_shared, kind));
        let around = std::mem::replace(&mut self.class, name.clone());
        for element in &class.body.body {
            match element {
                ClassElement::MethodDefinition(it) => {
                    let Some(method) = it.key.name() else { continue };
                    if it.kind == MethodDefinitionKind::Constructor {
                        self.function(&it.value, own.map(|own| (own, path(name.as_deref()))));
                        continue;
                    }
                    let is_private =
                        it.key.is_private_identifier() || it.accessibility == Some(TSAccessibility::Private);
                    self.method(&method, !is_private, |reader, named| {
                        reader.function(&it.value, Some(named))
                    });
                }
                ClassElement::PropertyDefinition(it) => {
                    let (Some(field), Some(value)) = (it.key.name(), &it.value) else { continue };
                    if let Expression::ArrowFunctionExpression(arrow) = value {
                        let nothing = self.to.nothing();
                        self.method(&field, true, |reader, named| reader.arrow(arrow, Some(named), &nothing));
                        continue;
                    }
                    let goes = match (it.r#static, &name) {
                        (true, Some(class)) => Use::Bound(path([class.as_str(), &*field])),
                        // Every instance has it.
                        _ => Use::Assigned(field.to_string()),
                    };
                    self.expression(value, &Rc::new(goes));
                }
                ClassElement::StaticBlock(it) => self.block(&it.body),
                _ => {}
            }
        }
        self.class = around;
    }

    /// Declares a method of the class around.
    fn method(&mut self, name: &str, is_public: bool, read: impl FnOnce(&mut Self, (BindingId, Path))) {
        let name = format!("{}::{name}", self.class.as_deref().unwrap_or_default());
        let kind = Kind::Function { parameters: Vec::new(), is_public };
        let binding = self.to.declare_in(0, &name, true, kind);
        read(self, (binding, path([name.as_str()])));
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
