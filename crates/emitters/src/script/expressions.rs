//! Expressions.

use std::rc::Rc;

use oxc_ast::ast::{
    Argument, ArrowFunctionBody, ArrowFunctionExpression, AssignmentTarget, BinaryOperator, ChainElement,
    Expression, JSXAttributeItem, JSXAttributeName, JSXAttributeValue, JSXChild, JSXElement, JSXExpression,
    MemberExpression, ObjectExpression, ObjectPropertyKind, TemplateLiteral,
};

use super::Reader;
use super::statements::{at, named};
use crate::builder::{Callee, Reads};
use crate::calls::Meaning;
use crate::facts::{BindingId, Path, Step, Use, path};

/// Functions of the test runners that take the tests as functions.
const TESTS: [&str; 8] = ["afterEach", "beforeEach", "context", "describe", "it", "suite", "test", "bench"];

impl Reader {
    pub(super) fn expression(&mut self, expression: &Expression<'_>, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        match expression {
            Expression::StringLiteral(it) => self.to.literal(&it.value, at(&**it), goes),
            Expression::TemplateLiteral(it) => self.template(it, goes),
            Expression::TaggedTemplateExpression(it) => {
                self.expression(&it.tag, &nothing);
                it.quasi.expressions.iter().for_each(|part| self.expression(part, &nothing));
            }
            Expression::Identifier(it) => self.to.reference(path([it.name.as_str()]), at(&**it), goes),
            Expression::ArrayExpression(it) => {
                let goes = Rc::new(Use::Listed(Rc::clone(goes)));
                for element in &it.elements {
                    if let Some(element) = element.as_expression() {
                        self.expression(element, &goes);
                    }
                }
            }
            Expression::ArrowFunctionExpression(it) => self.arrow(it, None, goes),
            Expression::FunctionExpression(it) => self.function(it, None),
            Expression::ClassExpression(it) => self.class(it),
            Expression::AssignmentExpression(it) => self.assignment(&it.left, &it.right, goes),
            Expression::AwaitExpression(it) => self.expression(&it.argument, goes),
            Expression::YieldExpression(it) => {
                let goes = Rc::clone(&self.returns);
                it.argument.iter().for_each(|value| self.expression(value, &goes));
            }
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                match fold(expression) {
                    Some(text) => self.to.literal(&text, at(&**it), goes),
                    None => self.concatenation(expression, goes),
                }
            }
            Expression::BinaryExpression(it) => {
                self.expression(&it.left, &nothing);
                self.expression(&it.right, &nothing);
            }
            Expression::CallExpression(it) => self.call(&it.callee, &it.arguments, at(&**it), goes),
            Expression::NewExpression(it) => self.call(&it.callee, &it.arguments, at(&**it), goes),
            Expression::ChainExpression(it) => match &it.expression {
                ChainElement::CallExpression(it) => self.call(&it.callee, &it.arguments, at(&**it), goes),
                ChainElement::TSNonNullExpression(it) => self.expression(&it.expression, goes),
                other => {
                    other.as_member_expression().into_iter().for_each(|member| self.member(member, goes))
                }
            },
            Expression::ConditionalExpression(it) => {
                self.expression(&it.test, &nothing);
                let truth = self.truth(&it.test);
                self.branch(truth == Some(false), |reader| reader.expression(&it.consequent, goes));
                self.branch(truth == Some(true), |reader| reader.expression(&it.alternate, goes));
            }
            Expression::LogicalExpression(it) => {
                let (left, and) = (self.truth(&it.left), it.operator.is_and());
                self.expression(&it.left, if and { &nothing } else { goes });
                let is_dead = left == Some(!and) && !it.operator.is_coalesce();
                self.branch(is_dead, |reader| reader.expression(&it.right, goes));
            }
            Expression::ObjectExpression(it) => self.object(it, goes),
            Expression::ParenthesizedExpression(it) => self.expression(&it.expression, goes),
            Expression::SequenceExpression(it) => {
                let last = it.expressions.len().saturating_sub(1);
                for (number, part) in it.expressions.iter().enumerate() {
                    self.expression(part, if number == last { goes } else { &nothing });
                }
            }
            Expression::UnaryExpression(it) => self.expression(&it.argument, &nothing),
            Expression::ImportExpression(it) => self.expression(&it.source, &nothing),
            Expression::TSAsExpression(it) => self.expression(&it.expression, goes),
            Expression::TSSatisfiesExpression(it) => self.expression(&it.expression, goes),
            Expression::TSTypeAssertion(it) => self.expression(&it.expression, goes),
            Expression::TSNonNullExpression(it) => self.expression(&it.expression, goes),
            Expression::TSInstantiationExpression(it) => self.expression(&it.expression, goes),
            Expression::JSXElement(it) => self.jsx(it),
            Expression::JSXFragment(it) => it.children.iter().for_each(|child| self.jsx_child(child)),
            other => other.as_member_expression().into_iter().for_each(|member| self.member(member, goes)),
        }
    }

    fn template(&mut self, template: &TemplateLiteral<'_>, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let fixed =
            template.quasis.iter().map(|part| part.value.cooked.unwrap_or(part.value.raw).to_string());
        let fixed: Vec<String> = fixed.collect();
        match fixed.as_slice() {
            [text] => self.to.literal(text, at(template), goes),
            _ => self.to.computed(fixed, at(template), goes),
        }
        template.expressions.iter().for_each(|part| self.expression(part, &nothing));
    }

    /// A sum of which not every part is known.
    fn concatenation(&mut self, sum: &Expression<'_>, goes: &Rc<Use>) {
        let mut fixed = vec![String::new()];
        self.parts(sum, &mut fixed);
        if fixed.iter().any(|part| !part.is_empty()) {
            self.to.computed(fixed, at(sum), goes);
        }
    }

    fn parts(&mut self, expression: &Expression<'_>, fixed: &mut Vec<String>) {
        if let Some(text) = fold(expression) {
            fixed.last_mut().into_iter().for_each(|part| part.push_str(&text));
            return;
        }
        match expression {
            Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
                self.parts(&it.left, fixed);
                self.parts(&it.right, fixed);
            }
            other => {
                let nothing = self.to.nothing();
                self.expression(other, &nothing);
                fixed.push(String::new());
            }
        }
    }

    fn object(&mut self, object: &ObjectExpression<'_>, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        for property in &object.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => {
                    if it.computed
                        && let Some(key) = it.key.as_expression()
                    {
                        self.expression(key, &nothing);
                    }
                    let goes = match (&**goes, it.key.static_name()) {
                        (Use::Nothing, _) => Rc::clone(goes),
                        (_, Some(name)) => {
                            Rc::new(Use::Field { name: name.to_string(), of: Rc::clone(goes) })
                        }
                        (_, None) => Rc::new(Use::Field { name: "[…]".to_owned(), of: Rc::clone(goes) }),
                    };
                    self.expression(&it.value, &goes);
                }
                ObjectPropertyKind::SpreadProperty(it) => self.expression(&it.argument, goes),
            }
        }
    }

    fn assignment(&mut self, left: &AssignmentTarget<'_>, right: &Expression<'_>, goes: &Rc<Use>) {
        let target = match left {
            AssignmentTarget::AssignmentTargetIdentifier(it) => Use::Bound(path([it.name.as_str()])),
            other => match other.as_member_expression().map(|member| self.member_path(member)) {
                Some(Some(path)) if is_export(&path) => Use::Nothing,
                Some(Some(path)) => self.assigned(path),
                Some(None) => Use::Assigned(member_name(other.as_member_expression())),
                None => Use::Nothing,
            },
        };
        self.expression(right, &Rc::new(target));
        // The assignment has a value too, which hardly anybody uses.
        if !matches!(**goes, Use::Nothing) {
            self.expression(right, goes);
        }
    }

    /// What is assigned to a field: of a variable of ours, which is followed, or of anything else.
    fn assigned(&self, path: Path) -> Use {
        match path.first() {
            Some(Step::Named(name)) if self.to.is_own_value(name) => Use::Bound(path),
            _ => Use::Assigned(crate::facts::last(&path).unwrap_or_default().to_owned()),
        }
    }

    fn call(&mut self, callee: &Expression<'_>, arguments: &[Argument<'_>], offset: usize, goes: &Rc<Use>) {
        let callee = callee.get_inner_expression();
        let member = callee.as_member_expression();
        if let Some(Expression::ArrayExpression(list)) = member.map(MemberExpression::object)
            && member_name(member) == "join"
        {
            let parts: Vec<_> =
                list.elements.iter().map(|part| part.as_expression().and_then(fold)).collect();
            let between = arguments.first().and_then(Argument::as_expression).and_then(fold);
            self.to.joined(&parts, between.as_deref().unwrap_or(","), offset, goes);
            return;
        }
        let Some(path) = self.callee(callee, member) else {
            // What is called has no name: a function in place, or the result of a call.
            let nothing = self.to.nothing();
            self.expression(callee, &nothing);
            let to = self.to.call(Callee::Function(vec![named("(…)")]), offset, arguments.len(), goes);
            self.arguments(arguments, &to);
            return;
        };
        let is_test = match path.first() {
            Some(Step::Named(name)) => TESTS.contains(&name.as_str()) && arguments.len() > 1,
            _ => false,
        };
        let class = match member.map(MemberExpression::object) {
            Some(Expression::ThisExpression(_)) => self.class.clone(),
            _ => None,
        };
        let callee = match member {
            Some(_) => Callee::Method { path, class },
            None => Callee::Function(path),
        };
        let to = self.to.call(callee, offset, arguments.len(), goes);
        self.branch(is_test, |reader| {
            reader.arguments(arguments, &to);
            if let Some(member) = member {
                reader.receiver(member, arguments, to.receiver());
            }
        });
    }

    /// The path to what is called; to a method of something without a name, its name alone.
    fn callee(&self, callee: &Expression<'_>, member: Option<&MemberExpression<'_>>) -> Option<Path> {
        match member {
            Some(member) => {
                self.member_path(member).or_else(|| Some(vec![named(&member_name(Some(member)))]))
            }
            None => self.path(callee),
        }
    }

    /// What a method is called on. Where that is a list and the argument a function, the elements are what the function is
    /// called with.
    fn receiver(&mut self, member: &MemberExpression<'_>, arguments: &[Argument<'_>], goes: Rc<Use>) {
        let is_each = ["flatMap", "forEach", "map"].contains(&member_name(Some(member)).as_str());
        let is_function = matches!(
            arguments.first(),
            Some(Argument::ArrowFunctionExpression(_) | Argument::FunctionExpression(_))
        );
        let goes = match self.parameters.first() {
            Some(Some(first)) if is_each && is_function => {
                Rc::new(Use::Each(Rc::new(Use::Parameter(*first))))
            }
            _ => goes,
        };
        self.expression(member.object(), &goes);
    }

    fn arguments(&mut self, arguments: &[Argument<'_>], to: &crate::builder::Arguments) {
        let key = match (to.meaning, arguments.first()) {
            (Meaning::Keyed, Some(Argument::StringLiteral(key))) => Some(key.value.to_string()),
            _ => None,
        };
        for (index, argument) in arguments.iter().enumerate() {
            let goes = match &key {
                Some(key) if index > 0 => Rc::new(Use::Field { name: key.clone(), of: to.of(index) }),
                _ => to.of(index),
            };
            match argument {
                Argument::SpreadElement(it) => self.expression(&it.argument, &goes),
                other => other.as_expression().into_iter().for_each(|value| self.expression(value, &goes)),
            }
        }
    }

    /// An arrow function; one without a name gives its result to whoever it is given to.
    pub(super) fn arrow(
        &mut self,
        arrow: &ArrowFunctionExpression<'_>,
        named: Option<(BindingId, Path)>,
        goes: &Rc<Use>,
    ) {
        self.callable(&arrow.params, named, goes, |reader| match &arrow.body {
            ArrowFunctionBody::FunctionBody(body) => reader.body(body),
            other => {
                let goes = Rc::clone(&reader.returns);
                other.as_expression().into_iter().for_each(|value| reader.expression(value, &goes));
            }
        });
    }

    fn member(&mut self, member: &MemberExpression<'_>, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        if let MemberExpression::ComputedMemberExpression(it) = member {
            self.expression(&it.expression, &nothing);
        }
        match self.member_path(member) {
            Some(path) => self.to.reference(path, at(member), goes),
            None => self.expression(member.object(), goes),
        }
    }

    fn member_path(&self, member: &MemberExpression<'_>) -> Option<Path> {
        let mut path = self.path(member.object().get_inner_expression())?;
        path.push(member.static_property_name().map_or(Step::Any, named));
        Some(path)
    }

    fn path(&self, expression: &Expression<'_>) -> Option<Path> {
        match expression {
            Expression::Identifier(it) => Some(path([it.name.as_str()])),
            Expression::ThisExpression(_) => Some(path([self.class.as_deref().unwrap_or("this")])),
            other => self.member_path(other.as_member_expression()?),
        }
    }

    fn jsx(&mut self, element: &JSXElement<'_>) {
        for attribute in &element.opening_element.attributes {
            let JSXAttributeItem::Attribute(it) = attribute else { continue };
            let JSXAttributeName::Identifier(name) = &it.name else { continue };
            let goes = Rc::new(Use::Assigned(name.name.to_string()));
            match &it.value {
                Some(JSXAttributeValue::StringLiteral(text)) => {
                    self.to.literal(&text.value, at(&**text), &goes)
                }
                Some(JSXAttributeValue::ExpressionContainer(it)) => {
                    self.jsx_expression(&it.expression, &goes)
                }
                _ => {}
            }
        }
        element.children.iter().for_each(|child| self.jsx_child(child));
    }

    fn jsx_child(&mut self, child: &JSXChild<'_>) {
        let nothing = self.to.nothing();
        match child {
            JSXChild::Element(it) => self.jsx(it),
            JSXChild::Fragment(it) => it.children.iter().for_each(|child| self.jsx_child(child)),
            JSXChild::ExpressionContainer(it) => self.jsx_expression(&it.expression, &nothing),
            _ => {}
        }
    }

    fn jsx_expression(&mut self, expression: &JSXExpression<'_>, goes: &Rc<Use>) {
        expression.as_expression().into_iter().for_each(|value| self.expression(value, goes));
    }
}

/// A text that is put together from texts.
fn fold(expression: &Expression<'_>) -> Option<String> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(it) => Some(it.value.to_string()),
        Expression::TemplateLiteral(it) if it.expressions.is_empty() => {
            it.quasis.first().and_then(|part| part.value.cooked).map(|text| text.to_string())
        }
        Expression::BinaryExpression(it) if it.operator == BinaryOperator::Addition => {
            Some(fold(&it.left)? + &fold(&it.right)?)
        }
        _ => None,
    }
}

/// Whether a path is what a module exports, in the style of CommonJS.
fn is_export(path: &[Step]) -> bool {
    let is = |at: usize, name: &str| path.get(at) == Some(&named(name));
    is(0, "exports") || is(0, "module") && is(1, "exports")
}

fn member_name(member: Option<&MemberExpression<'_>>) -> String {
    match member {
        Some(MemberExpression::PrivateFieldExpression(it)) => it.field.name.to_string(),
        Some(member) => member.static_property_name().unwrap_or("[…]").to_owned(),
        None => String::new(),
    }
}
