//! The manifests of the generated crates.
//!
//! What all crates of the project have in common is inherited from the workspace.

use super::{crate_name, facade_name, header, names};
use crate::ir::{Home, Ir};
use crate::render::CATALOG;

/// The manifest of a crate of types.
pub fn types(ir: &Ir<'_>, home: Home) -> String {
    let title = &ir.index.provider.title;
    let (description, common) = match home {
        Home::Common => {
            (format!("Types that several families of {title} webhook events share."), String::new())
        }
        Home::Api => return api(ir),
        Home::Family(family) => {
            let family = &ir.family(family).entry.title;
            let common = format!("{} = {{ path = \"../{0}\" }}\n", crate_name(ir, Home::Common));
            (format!("Payloads of the {family} family of {title} webhook events."), common)
        }
    };
    let package = package(&crate_name(ir, home), &description);
    let sender = match home {
        Home::Common => quoted(&format!("webhook-runtime/{SENDER}")),
        Home::Family(_) | Home::Api => quoted(&format!("{}/{SENDER}", crate_name(ir, Home::Common))),
    };
    format!(
        "{package}\n[features]\n# {}\n{SENDER} = [{sender}]\n\n[dependencies]\n{common}webhook-runtime.workspace = true\n\n\
         [package.metadata.docs.rs]\nall-features = true\n\n{LINTS}",
        super::SENDER_FEATURE.1
    )
}

fn api(ir: &Ir<'_>) -> String {
    let title = &ir.index.provider.title;
    let package = package(
        &crate_name(ir, Home::Api),
        &format!("The API that manages webhook endpoints of {title}: what it answers, and a client."),
    );
    format!(
        "{package}\n[features]\n# The client, which needs an HTTP library.\nclient = [\"dep:webhook-endpoints\"]\n\n\
         [dependencies]\n{} = {{ path = \"../{0}\", default-features = false }}\n\
         {} = {{ path = \"../{1}\" }}\n\
         webhook-endpoints = {{ workspace = true, optional = true }}\nwebhook-runtime.workspace = true\n\n\
         [package.metadata.docs.rs]\nall-features = true\n\n{LINTS}",
        facade_name(ir),
        crate_name(ir, Home::Common),
    )
}

/// The manifest of the facade.
pub fn facade(ir: &Ir<'_>) -> String {
    let title = &ir.index.provider.title;
    let names: Vec<String> = ir.families.iter().map(|family| names::feature(&family.entry.name)).collect();
    let all = names.iter().map(|name| format!("    {},\n", quoted(name))).collect::<String>();
    let mut features = format!("# Every family.\nfull = [\n{all}]\n");
    let mut dependencies = format!("{} = {{ path = \"../{0}\" }}\n", crate_name(ir, Home::Common));
    let mut sender = format!("    {},\n", quoted(&format!("{}/{SENDER}", crate_name(ir, Home::Common))));
    for (id, family) in ir.numbered_families() {
        let dependency = crate_name(ir, Home::Family(id));
        features += &format!(
            "# {}: {} events.\n",
            family.entry.title.replace(char::is_control, " "),
            family.events.len()
        );
        features += &format!("{} = [\"dep:{dependency}\"]\n", names::feature(&family.entry.name));
        sender += &format!("    {},\n", quoted(&format!("{dependency}?/{SENDER}")));
        dependencies += &format!("{dependency} = {{ path = \"../{dependency}\", optional = true }}\n");
    }
    features +=
        "# Deliveries are verified, deduplicated and routed.\nreceiver = [\"webhook-runtime/receiver\"]\n";
    features += &format!("# {}\n{SENDER} = [\n{sender}]\n", super::SENDER_FEATURE.1);
    for (feature, what) in super::RUNTIME_FEATURES {
        let receiver = if super::RECEIVER_FEATURES.contains(&feature) { "\"receiver\", " } else { "" };
        features += &format!("# {what}\n{feature} = [{receiver}\"webhook-runtime/{feature}\"]\n");
    }
    let description = format!("The webhook events of {title}: typed, tolerant and lossless.");
    let package = package(&facade_name(ir), &description);
    format!(
        "{package}\n[features]\ndefault = [\"full\", \"receiver\"]\n{features}\n[dependencies]\n{dependencies}\
         serde.workspace = true\nserde_json = {{ workspace = true, features = [\"raw_value\"] }}\n\
         webhook-runtime.workspace = true\n\n[package.metadata.docs.rs]\nall-features = true\n\n{LINTS}"
    )
}

const SENDER: &str = super::SENDER_FEATURE.0;

const LINTS: &str = "[lints]\nworkspace = true\n";

fn package(name: &str, description: &str) -> String {
    let header = header("#", &format!("{CATALOG}/index.json"));
    let inherited = ["version", "edition", "rust-version", "license", "publish"];
    let inherited: String = inherited.iter().map(|key| format!("{key}.workspace = true\n")).collect();
    format!("{header}[package]\nname = {}\ndescription = {}\n{inherited}", quoted(name), quoted(description))
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
