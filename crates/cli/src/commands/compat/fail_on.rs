//! `--fail-on`: what needs a newer version of the catalog.

use webhook_evolution::{Bump, Compatibility, FailOn};

/// One kind of verdict, and from where on it needs a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    Wire(Option<Compatibility>),
    Strict(Option<Compatibility>),
    Rust(Option<Bump>),
}

/// Reads `wire=risky`, for one.
pub fn parse(text: &str) -> Result<Least, String> {
    let compatibility = |least: &str| match least {
        "breaking" => Ok(Some(Compatibility::Breaking)),
        "risky" => Ok(Some(Compatibility::Risky)),
        "never" => Ok(None),
        _ => Err("expected breaking, risky or never".to_owned()),
    };
    match text.split_once('=') {
        Some(("wire", least)) => compatibility(least).map(Least::Wire),
        Some(("strict", least)) => compatibility(least).map(Least::Strict),
        Some(("rust", least)) => match least {
            "major" => Ok(Least::Rust(Some(Bump::Major))),
            "minor" => Ok(Least::Rust(Some(Bump::Minor))),
            "never" => Ok(Least::Rust(None)),
            _ => Err("expected major, minor or never".to_owned()),
        },
        _ => {
            Err("expected wire=, strict= or rust=, and from where on, as in `wire=risky,rust=major`"
                .to_owned())
        }
    }
}

/// All of them; what none names is as it is by default.
pub fn all(given: &[Least]) -> FailOn {
    given.iter().fold(FailOn::default(), |fail_on, least| match *least {
        Least::Wire(wire) => FailOn { wire, ..fail_on },
        Least::Strict(strict) => FailOn { strict, ..fail_on },
        Least::Rust(rust) => FailOn { rust, ..fail_on },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_set_one_by_one() {
        let given =
            |texts: &[&str]| all(&texts.iter().map(|text| parse(text).expect(text)).collect::<Vec<_>>());
        assert_eq!(given(&[]), FailOn::default());
        let strict = given(&["wire=never", "strict=risky", "rust=major"]);
        let expected = FailOn { wire: None, strict: Some(Compatibility::Risky), rust: Some(Bump::Major) };
        assert_eq!(strict, expected);
        assert_eq!(given(&["rust=minor", "rust=never"]), FailOn::default());
        for bad in
            ["breaking", "wire", "wire=", "wire=safe", "rust=breaking", "wire=risky=risky", "ruby=major"]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
