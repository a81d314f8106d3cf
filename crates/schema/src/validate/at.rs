//! A part of a value, with the way to it.

use serde_json::Value;

use crate::location::join;

/// A part of the value, with the way to it.
#[derive(Clone, Copy)]
pub(super) struct At<'a, 'v> {
    pub value: &'v Value,
    way: Option<(&'a At<'a, 'v>, Token<'v>)>,
}

#[derive(Clone, Copy)]
pub(super) enum Token<'v> {
    Property(&'v str),
    Item(usize),
}

impl<'a, 'v> At<'a, 'v> {
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, way: None }
    }

    pub(super) fn part(&'a self, token: Token<'v>, value: &'v Value) -> Self {
        Self { value, way: Some((self, token)) }
    }

    pub(super) fn pointer(&self) -> String {
        let mut tokens = Vec::new();
        let mut way = self.way;
        while let Some((around, token)) = way {
            tokens.push(token);
            way = around.way;
        }
        tokens.into_iter().rev().fold(String::new(), |pointer, token| match token {
            Token::Property(name) => join(&pointer, name),
            Token::Item(index) => format!("{pointer}/{index}"),
        })
    }
}
