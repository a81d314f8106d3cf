//! The manifests of the generated crates.
//!
//! They build in any workspace, because they inherit nothing; unless the index says that the workspace has it all.

use std::collections::BTreeSet;

use webhook_contract::SignatureRule;

use super::{crate_name, facade_name, header, names};
use crate::ir::{Home, Ir};
use crate::markup::on_one_line;
use crate::render::CATALOG;
use crate::words::counted;

/// What generated code needs of Rust.
const EDITION: &str = "2024";
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");
/// The release of the runtime that this generator belongs to.
const RUNTIME: &str = env!("CARGO_PKG_VERSION");
/// The version of crates that the index gives none.
const FIRST: &str = "0.1.0";

const SENDER: &str = super::SENDER_FEATURE;
/// Features of the runtime that types take.
const MIXED: &str = "mixed";
const NUMBERS: &str = "numbers";

/// The manifest of a crate of types.
pub fn types(ir: &Ir<'_>, home: Home) -> String {
    let title = &ir.index.provider.title;
    let (description, common) = match home {
        Home::Common => (shared(ir), String::new()),
        Home::Api => return api(ir),
        Home::Family(family) => {
            let family = &ir.family(family).entry.title;
            let common = sibling(ir, &crate_name(ir, Home::Common), &[]);
            (format!("Payloads of the {family} family of {title} webhook events."), common)
        }
    };
    let sender = match home {
        Home::Common => quoted(&format!("webhook-runtime/{SENDER}")),
        Home::Family(_) | Home::Api => quoted(&format!("{}/{SENDER}", crate_name(ir, Home::Common))),
    };
    let features = format!("# {}\n{SENDER} = [{sender}]\n", super::sender_purpose(ir));
    let dependencies = common + &runtime(ir, &runtime_features(ir, home));
    manifest(ir, &crate_name(ir, home), &description, &features, &dependencies)
}

/// What the crate of what is shared is, in a sentence.
pub fn shared(ir: &Ir<'_>) -> String {
    let so_far = if ir.ids_in(Home::Common).is_empty() { ": none so far" } else { "" };
    format!("Types that several families of {} webhook events share{so_far}.", ir.index.provider.title)
}

fn api(ir: &Ir<'_>) -> String {
    let title = &ir.index.provider.title;
    let description =
        format!("The API that manages webhook endpoints of {title}: what it answers, and a client.");
    let features = "# The client, which needs an HTTP library.\nclient = [\"dep:webhook-endpoints\"]\n";
    let dependencies = [
        sibling(ir, &facade_name(ir), &["default-features = false"]),
        sibling(ir, &crate_name(ir, Home::Common), &[]),
        ours(ir, "endpoints", &["optional = true"]),
        runtime(ir, &runtime_features(ir, Home::Api)),
    ];
    manifest(ir, &crate_name(ir, Home::Api), &description, features, &dependencies.concat())
}

/// The manifest of the facade.
pub fn facade(ir: &Ir<'_>) -> String {
    let title = &ir.index.provider.title;
    let names: Vec<String> = ir.families.iter().map(|family| names::feature(&family.entry.name)).collect();
    let all = names.iter().map(|name| format!("    {},\n", quoted(name))).collect::<String>();
    let mut features = format!("default = [\"full\", \"receiver\"]\n# Every family.\nfull = [\n{all}]\n");
    let mut dependencies = sibling(ir, &crate_name(ir, Home::Common), &[]);
    let mut sender = format!("    {},\n", quoted(&format!("{}/{SENDER}", crate_name(ir, Home::Common))));
    for (id, family) in ir.numbered_families() {
        let dependency = crate_name(ir, Home::Family(id));
        features += &format!(
            "# {}: {}.\n",
            on_one_line(&family.entry.title),
            counted(family.events.len(), "event", "events")
        );
        features += &format!("{} = [\"dep:{dependency}\"]\n", names::feature(&family.entry.name));
        sender += &format!("    {},\n", quoted(&format!("{dependency}?/{SENDER}")));
        dependencies += &sibling(ir, &dependency, &["optional = true"]);
    }
    features += &format!(
        "# Deliveries are verified, deduplicated and routed.\nreceiver = [{}]\n",
        receiver_features(&ir.index.contract.signature)
    );
    features += &format!("# {}\n{SENDER} = [\n{sender}]\n", super::sender_purpose(ir));
    for (feature, what) in super::RUNTIME_FEATURES {
        let receiver = if super::RECEIVER_FEATURES.contains(&feature) { "\"receiver\", " } else { "" };
        features += &format!("# {what}\n{feature} = [{receiver}\"webhook-runtime/{feature}\"]\n");
    }
    dependencies += match ir.index.rust.workspace {
        true => "serde.workspace = true\nserde_json = { workspace = true, features = [\"raw_value\"] }\n",
        false => {
            "serde = { version = \"1\", default-features = false, features = [\"std\"] }\n\
             serde_json = { version = \"1\", features = [\"raw_value\"] }\n"
        }
    };
    dependencies += &runtime(ir, if ir.envelope_has_numbers() { &[NUMBERS] } else { &[] });
    let description = format!("The webhook events of {title}: typed, tolerant and lossless.");
    manifest(ir, &facade_name(ir), &description, &features, &dependencies)
}

/// What a receiver needs of the runtime: nothing but the algorithms that its contract names.
fn receiver_features(rule: &SignatureRule) -> String {
    let rules = [rule].into_iter().chain(rule.also.iter());
    let algorithms: BTreeSet<&str> = rules.filter_map(|rule| rule.algorithm.feature()).collect();
    let features = ["receiver"].into_iter().chain(algorithms);
    features.map(|feature| quoted(&format!("webhook-runtime/{feature}"))).collect::<Vec<_>>().join(", ")
}

fn manifest(ir: &Ir<'_>, name: &str, description: &str, features: &str, dependencies: &str) -> String {
    let header = header("#", &format!("{CATALOG}/index.json"));
    let lints = match ir.index.rust.workspace {
        true => "[lints]\nworkspace = true\n",
        false => "[lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n",
    };
    format!(
        "{header}[package]\nname = {}\ndescription = {}\n{}\n[features]\n{features}\n[dependencies]\n{dependencies}\n\
         [package.metadata.docs.rs]\nall-features = true\n\n{lints}",
        quoted(name),
        quoted(&on_one_line(description)),
        package(ir),
    )
}

/// What all generated crates have in common.
fn package(ir: &Ir<'_>) -> String {
    let rust = &ir.index.rust;
    if rust.workspace {
        let inherited = ["version", "edition", "rust-version", "license", "publish"];
        return inherited.iter().map(|key| format!("{key}.workspace = true\n")).collect();
    }
    let license = rust.license.as_deref().map(|license| format!("license = {}\n", quoted(license)));
    let publish = if rust.publish { "" } else { "publish = false\n" };
    format!(
        "version = {}\nedition = \"{EDITION}\"\nrust-version = \"{RUST_VERSION}\"\n{}{publish}",
        quoted(version(ir)),
        license.unwrap_or_default()
    )
}

fn version<'i>(ir: &'i Ir<'_>) -> &'i str {
    ir.index.rust.version.as_deref().unwrap_or(FIRST)
}

/// A dependency on another generated crate.
fn sibling(ir: &Ir<'_>, name: &str, more: &[&str]) -> String {
    let mut keys = vec![format!("path = \"../{name}\"")];
    if !ir.index.rust.workspace {
        keys.push(format!("version = {}", quoted(version(ir))));
    }
    dependency(name, keys, more)
}

/// The features of the runtime that the types of a crate take.
fn runtime_features(ir: &Ir<'_>, home: Home) -> Vec<&'static str> {
    let all = [(MIXED, ir.home_has_mixed(home)), (NUMBERS, ir.home_has_numbers(home))];
    all.into_iter().filter(|(_, is_taken)| *is_taken).map(|(feature, _)| feature).collect()
}

/// The dependency of a crate on the runtime.
fn runtime(ir: &Ir<'_>, features: &[&str]) -> String {
    let features: Vec<String> = features.iter().map(|feature| quoted(feature)).collect();
    let list = (!features.is_empty()).then(|| format!("features = [{}]", features.join(", ")));
    ours(ir, "runtime", list.as_deref().as_slice())
}

/// A dependency on a crate of Hookwright, `webhook-<name>`.
fn ours(ir: &Ir<'_>, name: &str, more: &[&str]) -> String {
    let said =
        |key: &str, value: &Option<String>| value.as_ref().map(|value| format!("{key} = {}", quoted(value)));
    let keys = match &ir.index.rust.runtime {
        _ if ir.index.rust.workspace => vec!["workspace = true".to_owned()],
        None => vec![format!("version = {}", quoted(RUNTIME))],
        Some(runtime) => {
            let path = runtime.path.as_ref().map(|path| from_crate(&format!("{path}/crates/{name}")));
            let keys = [
                said("git", &runtime.git),
                said("branch", &runtime.branch),
                said("tag", &runtime.tag),
                said("rev", &runtime.rev),
                said("path", &path),
                said("version", &runtime.version),
            ];
            keys.into_iter().flatten().collect()
        }
    };
    dependency(&format!("webhook-{name}"), keys, more)
}

/// A path from the root of the repository, as it is written in the manifest of a crate below `crates/events`.
fn from_crate(path: &str) -> String {
    let is_absolute = path.starts_with(['/', '\\']) || path.get(1..2) == Some(":");
    if is_absolute { path.to_owned() } else { format!("../../../{path}") }
}

fn dependency(name: &str, keys: Vec<String>, more: &[&str]) -> String {
    let keys: Vec<&str> = keys.iter().map(String::as_str).chain(more.iter().copied()).collect();
    match keys[..] {
        ["workspace = true"] => format!("{name}.workspace = true\n"),
        _ => format!("{name} = {{ {} }}\n", keys.join(", ")),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted += &format!("\\u{:04X}", letter as u32),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}
