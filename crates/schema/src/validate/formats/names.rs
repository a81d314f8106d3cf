//! Names of hosts and mailboxes. Those of other scripts are looked at by their form: which characters are in use is said
//! by large tables of Unicode.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A host by RFC 1123.
pub(super) fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// As [`is_hostname`], without labels that RFC 5891 reserves: two hyphens after two characters are those of `xn--`, which a
/// label of another script begins with.
pub(super) fn is_unreserved_hostname(text: &str) -> bool {
    let is_reserved = |label: &str| {
        label.get(2..4) == Some("--") && !(label[..2].eq_ignore_ascii_case("xn") && label.len() > 4)
    };
    is_hostname(text) && !text.split('.').any(is_reserved)
}

/// A mailbox by RFC 5321.
pub(super) fn is_email(text: &str) -> bool {
    text.is_ascii() && is_mailbox(text, is_unreserved_hostname)
}

/// A mailbox by RFC 6531.
pub(super) fn is_idn_email(text: &str) -> bool {
    is_mailbox(text, is_idn_hostname)
}

fn is_mailbox(text: &str, is_host: fn(&str) -> bool) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let is_atom = |atom: &str| {
        let is_allowed = |c: char| match c.is_ascii() {
            true => c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c),
            false => !c.is_whitespace() && !c.is_control(),
        };
        !atom.is_empty() && atom.chars().all(is_allowed)
    };
    let is_local = match local.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"')) {
        Some(quoted) => is_quotable(quoted),
        None => local.split('.').all(is_atom),
    };
    let is_literal = |literal: &str| match literal.get(..5).filter(|tag| tag.eq_ignore_ascii_case("IPv6:")) {
        Some(_) => literal[5..].parse::<Ipv6Addr>().is_ok(),
        None => literal.parse::<Ipv4Addr>().is_ok(),
    };
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    is_local && local.len() <= 64 && literal.map_or_else(|| is_host(host), is_literal)
}

/// Whether a text can stand in quotes: what is special there is escaped.
fn is_quotable(text: &str) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let c = if c == '\\' { rest.next() } else { Some(c).filter(|c| *c != '"') };
        if c.is_none_or(|c| c.is_ascii_control()) {
            return false;
        }
    }
    true
}

pub(super) fn is_idn_hostname(text: &str) -> bool {
    let is_allowed =
        |c: char| c.is_alphanumeric() || c == '-' || !c.is_ascii() && !c.is_whitespace() && !c.is_control();
    let is_label = |label: &str| {
        let length = label.chars().count();
        (1..=63).contains(&length)
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(is_allowed)
    };
    // IDNA 2008 knows four characters for a dot.
    text.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']).all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for text in ["a", "example.com", "a-b.C1", "1.2.3.4", "xn--bcher-kva.example", &"a".repeat(63)] {
            assert!(is_hostname(text) && is_unreserved_hostname(text) && is_idn_hostname(text), "{text}");
        }
        for text in
            ["", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "a b", &"a".repeat(64), &"a.".repeat(127)]
        {
            assert!(!is_hostname(text) && !is_unreserved_hostname(text), "{text}");
        }
        assert!(is_hostname("ab--c") && !is_unreserved_hostname("ab--c") && !is_unreserved_hostname("é"));
        assert!(is_idn_hostname("bücher.例え"));
    }

    #[test]
    fn mailboxes() {
        for text in [
            "a@example.com",
            "a.b+c@b",
            "\"a b\"@c",
            "\"a\\\"@\"@c",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "\"\"@a",
        ] {
            assert!(is_email(text) && is_idn_email(text), "{text}");
        }
        for text in [
            "",
            "a",
            "a@",
            "@b",
            "a b@c",
            "a@b..c",
            "a@-b",
            "a@b@c",
            ".a@b",
            "a.@b",
            "a..b@c",
            "\"a\"b\"@c",
            "a@[1]",
            "Ada <a@b>",
            "\"a\\\"@b",
        ] {
            assert!(!is_email(text) && !is_idn_email(text), "{text}");
        }
        for text in ["ü@exämple.com", "x.y+z@例え.jp", "\"é\"@a"] {
            assert!(is_idn_email(text) && !is_email(text), "{text}");
        }
    }
}
