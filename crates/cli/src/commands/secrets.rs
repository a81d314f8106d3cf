//! The options that give signing secrets, for every command that signs or verifies. No secret is ever printed.

use std::path::PathBuf;

use clap::Args;

/// One secret, to sign with.
#[derive(Args)]
pub struct Secret {
    /// The signing secret, for trials: other users of this machine can see it. By default, it is in WEBHOOK_SECRET
    #[arg(long, value_name = "SECRET", allow_hyphen_values = true)]
    secret: Option<String>,
}

/// The secret that signatures are verified with, and others that a request may be signed with.
#[derive(Args)]
pub struct Secrets {
    /// The signing secret, for trials: other users of this machine can see it. By default, it is in WEBHOOK_SECRET. May be
    /// given more than once: the others are tried to find out why a signature fails
    #[arg(long, value_name = "SECRET", allow_hyphen_values = true)]
    secret: Vec<String>,
    /// More secrets to try, in lines such as STAGING=5f0c1e of an environment file. Without another signing secret, it is the
    /// WEBHOOK_SECRET in there
    #[arg(long, value_name = "FILE")]
    secrets_from: Vec<PathBuf>,
}

/// Why a command has no secret to work with, before anything is looked at: for those who hand it on to another program.
impl Secret {
    pub(crate) fn lacking(&self) -> Option<String> {
        (self.secret.is_none() && !is_set()).then(missing)
    }
}

/// The same; what is in files is only seen when they are read.
impl Secrets {
    pub(crate) fn lacking(&self) -> Option<String> {
        (self.secret.is_empty() && self.secrets_from.is_empty() && !is_set()).then(missing)
    }
}

/// Whether a command signs or verifies: it has an option that gives the secret, or one to do without.
pub(crate) fn are_taken_by(command: &clap::Command) -> bool {
    command.get_arguments().any(|argument| ["secret", "unsigned"].contains(&argument.get_id().as_str()))
}

fn is_set() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

fn missing() -> String {
    format!("set {VARIABLE} to the signing secret, or give --secret")
}

/// The variable with the secret.
pub(crate) const VARIABLE: &str = "WEBHOOK_SECRET";

/// The secret in the variable, if it is set.
#[cfg(any(feature = "deliveries", feature = "live-check"))]
pub(crate) fn variable() -> Result<Option<webhook_runtime::Secret>, String> {
    let told = |error: &dyn std::fmt::Display| format!("{VARIABLE}: {error}");
    match std::env::var(VARIABLE) {
        Ok(secret) => webhook_runtime::Secret::sentence(secret).map(Some).map_err(|error| told(&error)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        // The error shows what is in it.
        Err(std::env::VarError::NotUnicode(_)) => Err(told(&"the secret or public key is not text")),
    }
}

#[cfg(feature = "deliveries")]
mod read {
    use std::{env, fs};

    use webhook_diagnose::NamedSecret;
    use webhook_runtime::CannotSign;

    use super::{Secret, Secrets, VARIABLE, missing, variable};

    impl Secret {
        /// The secret.
        pub(crate) fn read(&self) -> Result<webhook_runtime::Secret, String> {
            match &self.secret {
                Some(secret) => webhook_runtime::Secret::sentence(secret.as_str())
                    .map_err(|error| format!("--secret: {error}")),
                None => variable()?.ok_or_else(missing),
            }
        }

        /// Why requests cannot be signed, after where the secret is from, if that is why.
        pub(crate) fn told(&self, error: &CannotSign) -> String {
            let is_at_fault = matches!(error, CannotSign::Secret(_) | CannotSign::NotAPrivateKey(_));
            let name = if self.secret.is_some() { "--secret" } else { VARIABLE };
            if is_at_fault { format!("{name}: {error}") } else { error.to_string() }
        }
    }

    impl Secrets {
        /// The secrets as they were given, whatever is around them; the first is the one that counts.
        pub(crate) fn read(&self) -> Result<Vec<NamedSecret>, String> {
            let mut secrets = Vec::new();
            for (at, secret) in self.secret.iter().enumerate() {
                let name =
                    if at == 0 { "--secret".to_owned() } else { format!("--secret, number {}", at + 1) };
                secrets.push(NamedSecret::new(name, secret.as_bytes()));
            }
            if secrets.is_empty() {
                let given = env::var_os(VARIABLE);
                secrets.extend(given.map(|secret| NamedSecret::new(VARIABLE, secret.into_encoded_bytes())));
            }
            let mut others = Vec::new();
            for path in &self.secrets_from {
                // Its path may be the secret itself.
                let file = fs::read_to_string(path).map_err(|error| {
                    format!("--secrets-from: expected a file with lines such as STAGING=5f0c1e: {error}")
                })?;
                others.extend(lines(&file, &path.display().to_string()));
            }
            if secrets.is_empty() {
                let own = others.iter().position(|(is_own, _)| *is_own);
                let no_own = || match self.secrets_from.is_empty() {
                    true => missing(),
                    false => format!("{}, or a line {VARIABLE}=… to --secrets-from", missing()),
                };
                secrets.push(others.remove(own.ok_or_else(no_own)?).1);
            }
            if let Some(empty) = secrets.iter().find(|secret| secret.is_empty()) {
                return Err(format!("{}: the secret or public key is empty", empty.name));
            }
            secrets.extend(others.into_iter().map(|(_, secret)| secret));
            Ok(secrets)
        }
    }

    /// The secrets in the lines of an environment file, each with whether it is the one that counts.
    fn lines<'f>(file: &'f str, name: &'f str) -> impl Iterator<Item = (bool, NamedSecret)> + 'f {
        file.lines().enumerate().filter_map(move |(at, line)| {
            let line = line.trim();
            let line = line.strip_prefix("export ").unwrap_or(line);
            if line.is_empty() || line.starts_with('#') {
                return None;
            }
            let is_name =
                |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            // A secret in base64 may end in `=`.
            let assigned = line
                .split_once('=')
                .filter(|(name, rest)| is_name(name) && !rest.trim_matches('=').is_empty());
            let (told, secret) = match assigned {
                Some((variable, secret)) => (format!("{variable} in {name}"), secret.trim()),
                None => (format!("line {} of {name}", at + 1), line),
            };
            let quoted = |quote: char| secret.strip_prefix(quote)?.strip_suffix(quote);
            let secret = quoted('"').or_else(|| quoted('\'')).unwrap_or(secret);
            let is_own = assigned.is_some_and(|(variable, _)| variable == VARIABLE);
            Some((is_own, NamedSecret::new(told, secret.as_bytes())))
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_lines_of_an_environment_file_have_names() {
            let file = "# staging\nexport STAGING=\"abc=\"\n\nPRODUCTION = x y\nOLD='d'\nYWJjZGVmZw==\n";
            let names: Vec<String> = lines(file, ".env").map(|(_, secret)| secret.name).collect();
            assert_eq!(names, ["STAGING in .env", "line 4 of .env", "OLD in .env", "line 6 of .env"]);
        }
    }
}
