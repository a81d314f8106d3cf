//! Variables, functions and classes.

use std::rc::Rc;

use oxc_ast::ast::{
    BindingPattern, Class, ClassElement, Declaration, Expression, FormalParameters, Function, FunctionBody,
    MethodDefinitionKind, TSAccessibility, TSNamespaceDeclarationBody, VariableDeclaration,
};

use super::Reader;
use crate::builder::Reads;
use crate::facts::{BindingId, Kind, Path, Use, path};

impl Reader {
    pub(super) fn declaration(&mut self, declaration: &Declaration<'_>, is_exported: bool) {
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

    pub(super) fn variables(&mut self, variables: &VariableDeclaration<'_>, is_exported: bool) {
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

    pub(super) fn declare_function(&mut self, function: &Function<'_>, is_exported: bool) {
        if let Some(id) = &function.id {
            let is_public = is_exported || self.exported.contains(id.name.as_str());
            let is_shared = self.is_outermost();
            let kind = Kind::Function { parameters: Vec::new(), is_public };
            let binding = self.to.declare(&id.name, is_shared, kind);
            self.functions.insert(function.span.start, binding);
        }
    }

    pub(super) fn function_declaration(&mut self, function: &Function<'_>) {
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
        self.scoped(binding, |reader| {
            let returns = name.map_or_else(|| Rc::clone(goes), |name| Rc::new(Use::Returned(name)));
            let around = std::mem::replace(&mut reader.returns, returns);
            let mut bindings = Vec::new();
            for parameter in &parameters.items {
                let is_field = parameter.accessibility.is_some() || parameter.readonly;
                let mut own = None;
                reader.pattern(&parameter.pattern, &mut |binding, _| own = Some(binding));
                bindings.push(own.filter(|_| !is_field));
            }
            if let Some(binding) = binding {
                reader.to.parameters(binding, bindings.clone());
            }
            body(reader);
            reader.parameters = bindings;
            reader.returns = around;
        });
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
}
