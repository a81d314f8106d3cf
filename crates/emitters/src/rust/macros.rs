//! Macro calls: those that are known, and others as far as they look like a call or a block.

use std::rc::Rc;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Lit, LitStr, Macro, Token};

use super::Reader;
use crate::builder::{Callee, Reads};
use crate::facts::{Use, path};

impl Reader {
    pub(super) fn macro_call(&mut self, mac: &Macro, goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        let name = mac.path.segments.last().map_or_else(String::new, |segment| segment.ident.to_string());
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone());
        let arguments: Option<Vec<Expr>> = arguments.ok().map(|arguments| arguments.into_iter().collect());
        match (name.as_str(), arguments) {
            ("format" | "format_args", Some(arguments)) => self.format(&arguments, goes),
            ("write" | "writeln", Some(arguments)) => {
                // What a formatter is given is what `to_string` returns.
                let goes = Rc::clone(&self.returns);
                self.format(arguments.get(1..).unwrap_or_default(), &goes);
            }
            ("concat", Some(arguments)) => {
                let texts: Option<String> = arguments.iter().map(constant).collect();
                if let (Some(text), Some(first)) = (texts, mac.path.segments.first()) {
                    self.to.literal(&text, self.at(first.ident.span()), goes);
                }
            }
            ("vec", Some(arguments)) => {
                let goes = Rc::new(Use::Listed(Rc::clone(goes)));
                arguments.iter().for_each(|argument| self.expression(argument, &goes));
            }
            ("json", _) => self.json(mac.tokens.clone(), goes),
            ("matches" | "cfg" | "env" | "option_env" | "include_str" | "stringify", arguments) => {
                let arguments = arguments.iter().flatten();
                arguments.for_each(|argument| self.expression(argument, &nothing));
            }
            (name, Some(arguments)) => {
                let offset = mac.path.segments.first().map_or(0, |segment| self.at(segment.ident.span()));
                let to = self.to.call(Callee::Function(path([name])), offset, arguments.len(), goes);
                self.arguments(arguments.iter(), &to);
            }
            (name, None) => {
                let offset = mac.path.segments.first().map_or(0, |segment| self.at(segment.ident.span()));
                let to = self.to.call(Callee::Function(path([name])), offset, 1, goes);
                self.tokens(mac.tokens.clone(), &to.of(0));
            }
        }
    }

    /// `format!`: a text if nothing is filled in.
    fn format(&mut self, arguments: &[Expr], goes: &Rc<Use>) {
        let nothing = self.to.nothing();
        if let Some(Expr::Lit(it)) = arguments.first()
            && let Lit::Str(text) = &it.lit
        {
            let fixed = fixed_parts(&text.value());
            match fixed.as_slice() {
                [whole] => self.to.literal(whole, self.at(text.span()), goes),
                _ => self.to.computed(fixed, self.at(text.span()), goes),
            }
        }
        arguments.iter().skip(1).for_each(|argument| self.expression(argument, &nothing));
    }

    /// `json!`: an object, an array, or an expression.
    fn json(&mut self, tokens: TokenStream, goes: &Rc<Use>) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        match trees.as_slice() {
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
                for entry in split(group.stream()) {
                    let colon = entry
                        .iter()
                        .position(|tree| matches!(tree, TokenTree::Punct(it) if it.as_char() == ':'));
                    let Some(colon) = colon else { continue };
                    let (key, value) = (stream(&entry[..colon]), stream(&entry[colon + 1..]));
                    let name =
                        syn::parse2::<LitStr>(key).map_or_else(|_| "[…]".to_owned(), |key| key.value());
                    let goes = match **goes {
                        Use::Nothing => Rc::clone(goes),
                        _ => Rc::new(Use::Field { name, of: Rc::clone(goes) }),
                    };
                    self.json(value, &goes);
                }
            }
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => {
                let goes = Rc::new(Use::Listed(Rc::clone(goes)));
                split(group.stream()).iter().for_each(|element| self.json(stream(element), &goes));
            }
            trees => {
                if let Ok(value) = syn::parse2::<Expr>(stream(trees)) {
                    self.expression(&value, goes);
                }
            }
        }
    }

    /// Tokens of a macro that is not known: statements, if they look like it; else what is in their brackets.
    fn tokens(&mut self, tokens: TokenStream, goes: &Rc<Use>) {
        if let Ok(statements) = Block::parse_within.parse2(tokens.clone()) {
            self.scoped(None, |reader| reader.statements(&statements, goes));
            return;
        }
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => {
                    let list = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(group.stream());
                    match list {
                        Ok(list) => list.iter().for_each(|value| self.expression(value, goes)),
                        Err(_) => self.tokens(group.stream(), goes),
                    }
                }
                TokenTree::Literal(literal) => {
                    if let Lit::Str(text) = Lit::new(literal) {
                        self.to.literal(&text.value(), self.at(text.span()), goes);
                    }
                }
                _ => {}
            }
        }
    }
}

/// What stands at the commas of a list.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for tree in tokens {
        match &tree {
            TokenTree::Punct(it) if it.as_char() == ',' => parts.push(Vec::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(tree.clone())),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn stream(trees: &[TokenTree]) -> TokenStream {
    trees.iter().cloned().collect()
}

/// A literal as `concat!` writes it.
fn constant(expression: &Expr) -> Option<String> {
    let Expr::Lit(it) = expression else { return None };
    match &it.lit {
        Lit::Str(text) => Some(text.value()),
        Lit::Char(character) => Some(character.value().to_string()),
        Lit::Int(number) => Some(number.base10_digits().to_owned()),
        _ => None,
    }
}

/// What is fixed in a format string, around what is filled in.
fn fixed_parts(format: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = format.chars().peekable();
    let push = |parts: &mut Vec<String>, character| {
        parts.last_mut().into_iter().for_each(|part: &mut String| part.push(character));
    };
    while let Some(character) = characters.next() {
        match character {
            '{' | '}' if characters.peek() == Some(&character) => {
                characters.next();
                push(&mut parts, character);
            }
            '{' => {
                characters.by_ref().find(|character| *character == '}');
                parts.push(String::new());
            }
            _ => push(&mut parts, character),
        }
    }
    parts
}
