//! Expressions.

use std::rc::Rc;

use ruff_python_ast::{
    BoolOp, Comprehension, Expr, ExprBinOp, ExprCall, ExprFString, FStringPart, InterpolatedStringElement,
    Number, Operator, UnaryOp,
};

use super::{Reader, at};
use crate::builder::{Callee, Reads};
use crate::calls::Meaning;
use crate::facts::{Kind, Path, Step, Use, path};

/// The number of an argument that goes by its name.
const BY_NAME: usize = usize::MAX - 1;

impl Reader {
    pub(super) fn expression(&mut self, expression: &Expr, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        match expression {
            Expr::StringLiteral(it) => self.to.literal(it.value.to_str(), at(it), goes),
            Expr::FString(it) => self.format_string(it, goes),
            Expr::Name(it) => self.to.reference(path([it.id.as_str()]), at(it), goes),
            Expr::Attribute(it) => match self.place(expression) {
                Some(place) => self.to.reference(place, at(it), goes),
                None => self.expression(&it.value, goes),
            },
            Expr::Subscript(it) => {
                self.expression(&it.slice, &nothing);
                match self.place(expression) {
                    Some(place) => self.to.reference(place, at(it), goes),
                    None => self.expression(&it.value, goes),
                }
            }
            Expr::List(it) => self.list(&it.elts, goes),
            Expr::Set(it) => self.list(&it.elts, goes),
            Expr::Tuple(it) => self.list(&it.elts, goes),
            Expr::Dict(it) => {
                for item in &it.items {
                    let Some(key) = &item.key else {
                        self.expression(&item.value, goes);
                        continue;
                    };
                    let name = text(key).unwrap_or_else(|| "[…]".to_owned());
                    self.expression(key, &nothing);
                    self.field(&name, &item.value, goes);
                }
            }
            Expr::Call(it) => self.call(it, goes),
            Expr::BinOp(it) => self.operation(it, goes),
            Expr::BoolOp(it) => {
                let and = it.op == BoolOp::And;
                let mut is_over = false;
                for (number, value) in it.values.iter().enumerate() {
                    let is_last = number + 1 == it.values.len();
                    let goes = if and && !is_last { &nothing } else { goes };
                    self.branch(is_over, |reader| reader.expression(value, goes));
                    is_over |= self.truth(value) == Some(!and);
                }
            }
            Expr::If(it) => {
                self.expression(&it.test, &nothing);
                let truth = self.truth(&it.test);
                self.branch(truth == Some(false), |reader| reader.expression(&it.body, goes));
                self.branch(truth == Some(true), |reader| reader.expression(&it.orelse, goes));
            }
            Expr::Named(it) => {
                let bound = self.target(&it.target);
                self.expression(&it.value, &Rc::new(Use::Several(vec![bound, Rc::clone(goes)])));
            }
            Expr::Lambda(it) => {
                self.scoped(None, |reader| {
                    for one in it.parameters.iter().flat_map(|parameters| parameters.iter()) {
                        reader.to.declare(one.name(), false, Kind::Parameter);
                    }
                    reader.expression(&it.body, goes);
                });
            }
            Expr::ListComp(it) => self.comprehension(&it.elt, &it.generators, goes),
            Expr::SetComp(it) => self.comprehension(&it.elt, &it.generators, goes),
            Expr::Generator(it) => self.comprehension(&it.elt, &it.generators, goes),
            Expr::DictComp(it) => self.comprehension(&it.value, &it.generators, goes),
            Expr::Await(it) => self.expression(&it.value, goes),
            Expr::Yield(it) => it.value.iter().for_each(|value| {
                let goes = Rc::clone(&self.returns);
                self.expression(value, &goes);
            }),
            Expr::Starred(it) => self.expression(&it.value, goes),
            Expr::UnaryOp(it) => self.expression(&it.operand, &nothing),
            Expr::Compare(it) => {
                self.expression(&it.left, &nothing);
                it.comparators.iter().for_each(|value| self.expression(value, &nothing));
            }
            _ => {}
        }
    }

    fn list(&mut self, elements: &[Expr], goes: &Rc<Use>) {
        let goes = Rc::new(Use::Listed(Rc::clone(goes)));
        elements.iter().for_each(|element| self.expression(element, &goes));
    }

    fn field(&mut self, name: &str, value: &Expr, goes: &Rc<Use>) {
        let goes = match **goes {
            Use::Nothing => Rc::clone(goes),
            _ => Rc::new(Use::Field { name: name.to_owned(), of: Rc::clone(goes) }),
        };
        self.expression(value, &goes);
    }

    fn comprehension(&mut self, element: &Expr, generators: &[Comprehension], goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        self.scoped(None, |reader| {
            for generator in generators {
                let each = reader.elements(&generator.target);
                reader.expression(&generator.iter, &each);
                generator.ifs.iter().for_each(|condition| reader.expression(condition, &nothing));
            }
            reader.expression(element, &Rc::new(Use::Listed(Rc::clone(goes))));
        });
    }

    fn format_string(&mut self, it: &ExprFString, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let mut parts = Vec::new();
        for part in it.value.iter() {
            match part {
                FStringPart::Literal(text) => parts.push(Some(text.value.to_string())),
                FStringPart::FString(string) => {
                    for element in &string.elements {
                        match element {
                            InterpolatedStringElement::Literal(text) => {
                                parts.push(Some(text.value.to_string()))
                            }
                            InterpolatedStringElement::Interpolation(it) => {
                                self.expression(&it.expression, &nothing);
                                parts.push(None);
                            }
                        }
                    }
                }
            }
        }
        self.to.joined(&parts, "", at(it), goes);
    }

    fn operation(&mut self, it: &ExprBinOp, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        match (it.op, text(&it.left)) {
            (Operator::Add, _) => {
                let mut parts = Vec::new();
                self.parts(&it.left, &mut parts);
                self.parts(&it.right, &mut parts);
                if parts.iter().any(Option::is_some) {
                    self.to.joined(&parts, "", at(it), goes);
                }
            }
            (Operator::Mod, Some(format)) => {
                self.expression(&it.right, &nothing);
                let fixed = format.split("%s").map(str::to_owned).collect();
                self.to.computed(fixed, at(it), goes);
            }
            _ => {
                self.expression(&it.left, &nothing);
                self.expression(&it.right, &nothing);
            }
        }
    }

    /// The parts of a sum of texts.
    fn parts(&mut self, expression: &Expr, parts: &mut Vec<Option<String>>) {
        match expression {
            Expr::BinOp(it) if it.op == Operator::Add => {
                self.parts(&it.left, parts);
                self.parts(&it.right, parts);
            }
            other => {
                let text = text(other);
                if text.is_none() {
                    let nothing = self.to.nothing();
                    self.expression(other, &nothing);
                }
                parts.push(text);
            }
        }
    }

    fn call(&mut self, it: &ExprCall, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let (args, keywords) = (&it.arguments.args, &it.arguments.keywords);
        if let Expr::Attribute(method) = &*it.func
            && let Some(literal) = text(&method.value)
        {
            match (method.attr.as_str(), args.first()) {
                ("format", _) => {
                    args.iter().for_each(|argument| self.expression(argument, &nothing));
                    self.to.computed(holes(&literal), at(it), goes);
                    return;
                }
                ("join", Some(Expr::List(list))) => {
                    let parts: Vec<_> = list.elts.iter().map(text).collect();
                    self.to.joined(&parts, &literal, at(it), goes);
                    return;
                }
                _ => {}
            }
        }
        let count = args.len() + keywords.len();
        let callee = match (&*it.func, self.place(&it.func)) {
            (Expr::Attribute(method), found) => {
                let path = found.unwrap_or_else(|| path([method.attr.as_str()]));
                let class = self.class.clone().filter(|_| self.is_instance(&it.func));
                Callee::Method { path, class }
            }
            (_, Some(path)) => Callee::Function(path),
            (func, None) => {
                self.expression(func, &nothing);
                Callee::Function(path(["(…)"]))
            }
        };
        let to = self.to.call(callee, at(it), count, goes);
        let mut key: Option<String> = None;
        for (index, argument) in args.iter().enumerate() {
            match &key {
                Some(key) => self.field(key, argument, &to.of(index)),
                None => self.expression(argument, &to.of(index)),
            }
            if index == 0 && to.meaning == Meaning::Keyed {
                key = text(argument);
            }
        }
        for keyword in keywords {
            match &keyword.arg {
                Some(name) => self.field(name, &keyword.value, &to.of(BY_NAME)),
                None => self.expression(&keyword.value, &to.of(BY_NAME)),
            }
        }
        if let Expr::Attribute(method) = &*it.func
            && !self.is_instance(&it.func)
        {
            self.expression(&method.value, &to.receiver());
        }
    }

    /// A path: `events.QUOTA["name"]`.
    pub(super) fn place(&self, expression: &Expr) -> Option<Path> {
        match expression {
            Expr::Name(it) => {
                let name = match (&self.class, it.id.as_str()) {
                    (Some(class), "self" | "cls") => class,
                    (_, name) => name,
                };
                Some(path([name]))
            }
            Expr::Attribute(it) => {
                Some([self.place(&it.value)?, vec![Step::Named(it.attr.to_string())]].concat())
            }
            Expr::Subscript(it) => {
                let step = text(&it.slice).map_or(Step::Any, Step::Named);
                Some([self.place(&it.value)?, vec![step]].concat())
            }
            _ => None,
        }
    }

    /// Whether something is a field or a method of the object at hand.
    pub(super) fn is_instance(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Attribute(it) => {
                self.class.is_some()
                    && matches!(&*it.value, Expr::Name(name) if ["self", "cls"].contains(&name.id.as_str()))
            }
            _ => false,
        }
    }

    /// Whether an expression is always true, or always false.
    pub(super) fn truth(&self, expression: &Expr) -> Option<bool> {
        match expression {
            Expr::BooleanLiteral(it) => Some(it.value),
            Expr::NoneLiteral(_) => Some(false),
            Expr::NumberLiteral(it) => match &it.value {
                Number::Int(number) => Some(number.as_u64() != Some(0)),
                _ => None,
            },
            Expr::UnaryOp(it) if it.op == UnaryOp::Not => self.truth(&it.operand).map(|truth| !truth),
            Expr::BoolOp(it) => {
                let decides = it.op == BoolOp::Or;
                let truths: Vec<_> = it.values.iter().map(|value| self.truth(value)).collect();
                if truths.contains(&Some(decides)) {
                    Some(decides)
                } else {
                    truths.iter().all(|truth| *truth == Some(!decides)).then_some(!decides)
                }
            }
            Expr::Name(it) if it.id == "TYPE_CHECKING" => Some(false),
            Expr::Name(it) => self.constants.get(&self.to.lookup(&it.id)?).copied(),
            _ => None,
        }
    }
}

/// A text as it is written.
fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::StringLiteral(it) => Some(it.value.to_str().to_owned()),
        _ => None,
    }
}

/// What is fixed in a format string, around what is filled in.
fn holes(format: &str) -> Vec<String> {
    let mut parts = format.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    std::iter::once(first)
        .chain(parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest).to_owned()))
        .collect()
}
