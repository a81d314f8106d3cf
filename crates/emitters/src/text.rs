//! Reads languages without a parser of their own here: Go, Java, C# and others that write strings in quotes. It knows
//! comments, strings, brackets and assignments, and nothing of the language's grammar.

mod tokens;

use std::rc::Rc;

use crate::builder::{Arguments, Builder, Callee};
use crate::calls::{Meaning, meaning};
use crate::facts::{Facts, Kind, Path, Step, Use, path};
use tokens::{Token, tokens};

pub(crate) use tokens::Style;

/// Words after which a text is compared.
const COMPARES: [&str; 12] =
    ["==", "!=", "===", "!==", "=~", "case", "when", "in", "is", "eq", "<=>", "equals"];
/// Words that are no functions, where a text stands after them.
const KEYWORDS: [&str; 14] = [
    "and", "case", "do", "else", "elsif", "if", "in", "not", "or", "then", "unless", "when", "while", "yield",
];

/// The facts of a file in a language of that style.
pub(crate) fn read(text: &str, style: Style) -> Facts {
    let tokens = tokens(text, style);
    let mut reader = Reader { to: Builder::default(), tokens: &tokens, style, open: Vec::new() };
    for at in 0..tokens.len() {
        reader.token(at);
    }
    reader.to.facts
}

struct Reader<'t> {
    to: Builder,
    tokens: &'t [Token<'t>],
    style: Style,
    open: Vec<Open>,
}

/// A bracket that is open.
enum Open {
    /// Of a call; with the number of the argument.
    Call(Arguments, usize),
    List,
    Other,
}

impl Reader<'_> {
    fn token(&mut self, at: usize) {
        match &self.tokens[at] {
            Token::Sign("(", _) => {
                let open = match self.callee(at) {
                    Some((path, offset)) => {
                        let nothing = self.to.nothing();
                        let callee = Callee::Method { path, class: None };
                        Open::Call(self.to.call(callee, offset, self.count(at), &nothing), 0)
                    }
                    None => Open::Other,
                };
                self.open.push(open);
            }
            Token::Sign("[", _) => self.open.push(Open::List),
            Token::Sign("{", _) => {
                // `String[] names = { "a", "b" }`, `[]string{"a", "b"}`.
                let is_list = matches!(self.tokens.get(at + 1), Some(Token::Text { .. }))
                    && !matches!(self.word(at + 2), ":" | "=>" | "->" | "=");
                self.open.push(if is_list { Open::List } else { Open::Other });
            }
            Token::Sign(")" | "]" | "}", _) => drop(self.open.pop()),
            Token::Sign(",", _) => {
                if let Some(Open::Call(_, index)) = self.open.last_mut() {
                    *index += 1;
                }
            }
            Token::Sign(..) => {}
            Token::Word(word, offset) => {
                let is_declared =
                    matches!(self.word(at + 1), "=" | ":=") && self.word(at.wrapping_sub(1)) != ".";
                if !is_declared {
                    self.to.reference(path([*word]), *offset, &Rc::new(Use::Assigned((*word).to_owned())));
                }
            }
            Token::Text { value, offset, is_computed } => self.text(at, value, *offset, *is_computed),
        }
    }

    fn text(&mut self, at: usize, value: &str, offset: usize, is_computed: bool) {
        let goes = self.goes(at);
        let (before, after) = (self.word(at.wrapping_sub(1)), self.word(at + 1));
        let joins = self.style.joins();
        let fixed = match value.split(['%', '{', '#', '$', '\\']).next() {
            Some(first)
                if is_computed || value.contains("%s") || value.contains("%v") || value.contains("{}") =>
            {
                vec![first.to_owned(), String::new()]
            }
            _ if joins.contains(&after) => vec![value.to_owned(), String::new()],
            _ if joins.contains(&before) => vec![String::new(), value.to_owned()],
            _ => return self.to.literal(value, offset, &goes),
        };
        self.to.computed(fixed, offset, &goes);
    }

    /// What becomes of the text at a token.
    fn goes(&mut self, at: usize) -> Rc<Use> {
        let (before, after) = (self.word(at.wrapping_sub(1)), self.word(at + 1));
        let is_key = before != "?" && matches!(after, ":" | "=>" | "->");
        // `"invoice.paid".equals(name)`.
        let method = if after == "." && self.style != Style::Php { self.word(at + 2) } else { "" };
        if !method.is_empty() && meaning(method, 1) == Meaning::Consumes {
            return self.to.nothing();
        }
        if COMPARES.contains(&before) || matches!(after, "==" | "!=" | "===" | "!==") || is_key {
            return self.to.nothing();
        }
        if let Some(Open::Call(to, index)) = self.open.last()
            && let Use::Nothing = *to.of(*index)
        {
            return self.to.nothing();
        }
        match before {
            "=" | ":=" => self.assigned(at - 1),
            ":" | "=>" => Rc::new(Use::Assigned(self.name(at.wrapping_sub(2)))),
            "return" => Rc::new(Use::Assigned("return".to_owned())),
            _ => match self.open.last() {
                Some(Open::Call(to, index)) => to.of(*index),
                Some(Open::List) => self.to.nothing(),
                _ => self.bare_call(at),
            },
        }
    }

    /// `emit "quota.warning", data`: a call without brackets.
    fn bare_call(&mut self, at: usize) -> Rc<Use> {
        let nothing = self.to.nothing();
        match at.checked_sub(1).map(|before| &self.tokens[before]) {
            Some(Token::Word(word, offset))
                if !KEYWORDS.contains(word) && self.style.calls_without_brackets() =>
            {
                let callee = Callee::Method { path: path([*word]), class: None };
                self.to.call(callee, *offset, 1, &nothing).of(0)
            }
            Some(Token::Sign("?" | ":" | "??" | "||", _)) => Rc::new(Use::Assigned("…".to_owned())),
            _ => nothing,
        }
    }

    /// What becomes of what is assigned at a sign: a constant's or a variable's name stands for it, or a field has it.
    fn assigned(&mut self, sign: usize) -> Rc<Use> {
        let start = (0..sign).rev().take_while(|at| !self.ends_statement(*at)).last().unwrap_or(sign);
        let words: Vec<usize> =
            (start..sign).filter(|at| matches!(self.tokens[*at], Token::Word(..))).collect();
        if matches!(self.word(sign.wrapping_sub(1)), "]")
            || words.iter().any(|at| self.word(at.wrapping_sub(1)) == ".")
        {
            return Rc::new(Use::Assigned(self.name(sign.wrapping_sub(1))));
        }
        let colon = (start..sign).find(|at| self.word(*at) == ":");
        let is_plain = |at: &&usize| !matches!(self.word(**at), "const" | "var" | "let" | "val");
        let declared = match colon {
            Some(colon) => words.iter().rfind(|at| **at < colon),
            None if self.style == Style::Go => words.iter().find(is_plain),
            None => words.last(),
        };
        let Some(Token::Word(name, _)) = declared.map(|at| &self.tokens[*at]) else {
            return self.to.nothing();
        };
        self.to.declare(name, true, Kind::Value);
        Rc::new(Use::Bound(path([*name])))
    }

    fn ends_statement(&self, at: usize) -> bool {
        matches!(self.word(at), ";" | "\n" | "{" | "}" | "(" | ",")
    }

    /// The path before a bracket.
    fn callee(&self, bracket: usize) -> Option<(Path, usize)> {
        let mut at = bracket.checked_sub(1)?;
        let Token::Word(_, offset) = self.tokens[at] else { return None };
        let mut names = vec![Step::Named(self.word(at).to_owned())];
        while at >= 2 && matches!(self.word(at - 1), "." | "->" | "::" | "?.") {
            at -= 2;
            names.insert(0, Step::Named(self.word(at).to_owned()));
        }
        Some((names, offset))
    }

    /// How many arguments a call has.
    fn count(&self, bracket: usize) -> usize {
        let (mut depth, mut commas) = (0_usize, 0);
        for token in &self.tokens[bracket..] {
            match token {
                Token::Sign("(" | "[" | "{", _) => depth += 1,
                Token::Sign(")" | "]" | "}", _) => depth -= 1,
                Token::Sign(",", _) if depth == 1 => commas += 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        commas + 1
    }

    /// A word or a sign; empty for a text, and where there is nothing.
    fn word(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(Token::Word(word, _) | Token::Sign(word, _)) => word,
            _ => "",
        }
    }

    /// The name of a field: a word, or a text in quotes or brackets.
    fn name(&self, at: usize) -> String {
        match self.tokens.get(at) {
            Some(Token::Text { value, .. }) => value.clone(),
            Some(Token::Sign("]", _)) => self.name(at.wrapping_sub(1)),
            _ => self.word(at).to_owned(),
        }
    }
}
