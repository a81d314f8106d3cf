//! What builders have: the lines of the macro that makes them.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token, Type, braced};

use super::items::text;

/// A builder: the struct that it builds, and its setters.
pub struct Builder {
    pub of: String,
    pub setters: Vec<Setter>,
}

/// A setter with the type of what it takes, as it is written in the module of builders.
pub struct Setter {
    pub name: String,
    pub takes: String,
}

impl Parse for Builder {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let of = input.parse::<Ident>()?.to_string();
        let lines;
        braced!(lines in input);
        let mut setters = Vec::new();
        while !lines.is_empty() {
            let word = match lines.parse::<Option<Token![@]>>()? {
                Some(_) => lines.parse::<Ident>()?.to_string(),
                None => String::new(),
            };
            let mut name = lines.parse::<Ident>()?;
            if lines.parse::<Option<Token![as]>>()?.is_some() {
                name = lines.parse()?;
            }
            if word == "only" {
                lines.parse::<Token![:]>()?;
                lines.parse::<syn::Expr>()?;
            } else {
                if word.is_empty() {
                    lines.parse::<Token![:]>()?;
                    lines.parse::<syn::Lit>()?;
                    // Whether it has to be called is told when the value is built.
                    lines.parse::<Ident>()?;
                }
                let kind = lines.parse::<Ident>()?.to_string();
                let ty = text(&lines.parse::<Type>()?);
                let takes = match kind.as_str() {
                    "one" | "boxed" => ty,
                    "maybe" | "maybe_boxed" => format!("Option<{ty}>"),
                    "list" => format!("Vec<{ty}>"),
                    _ => format!("std::collections::BTreeMap<String, {ty}>"),
                };
                setters.push(Setter { name: name.to_string(), takes });
            }
            lines.parse::<Option<Token![,]>>()?;
        }
        Ok(Self { of, setters })
    }
}
