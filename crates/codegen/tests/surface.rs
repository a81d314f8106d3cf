//! That the surface is what is in the generated crates: fields, variants and setters, each with its type, no more and no
//! fewer.

mod one_event;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use quote::ToTokens;
use serde_json::{Map, Value, json};
use syn::{Fields, Item as Syntax};
use webhook_catalog::{Catalog, load, tree};
use webhook_codegen::{History, generate, surface};
use webhook_evolution::{Comparison, add_items};
use webhook_schema::{Diagnostics, Tree};

fn catalog(root: &Path) -> Catalog {
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&tree(root), &mut diagnostics);
    assert!(diagnostics.has_no_error(), "{}", diagnostics.to_text());
    catalog.expect("a catalog")
}

/// The types with fields and variants that a crate defines, as paths with what is there.
fn written(catalog: &Catalog) -> BTreeMap<String, String> {
    let mut diagnostics = Diagnostics::new();
    let output = generate(catalog, History::default(), &mut diagnostics).expect("files");
    let mut items = BTreeMap::new();
    for (path, text) in output.files.iter() {
        let Some(name) =
            path.strip_prefix("crates/events/").and_then(|path| path.strip_suffix("/src/lib.rs"))
        else {
            continue;
        };
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for item in &file.items {
            read(item, &name.replace('-', "_"), &mut items);
        }
    }
    items
}

fn read(item: &Syntax, krate: &str, items: &mut BTreeMap<String, String>) {
    match item {
        Syntax::Struct(item) => match &item.fields {
            Fields::Named(fields) => {
                for field in &fields.named {
                    let name = field.ident.as_ref().expect("a name").to_string();
                    items.insert(format!("{krate}::{}.{}", item.ident, plain(&name)), shown(&field.ty));
                }
            }
            Fields::Unnamed(fields) => {
                items.insert(format!("{krate}::{}.0", item.ident), shown(&fields.unnamed[0].ty));
            }
            Fields::Unit => {}
        },
        Syntax::Enum(item) => {
            // What keeps a value that is new is in each.
            let known =
                item.variants.iter().filter(|variant| !is_catch_all(&variant.ident.to_string(), variant));
            for variant in known {
                let ty = variant.fields.iter().next().map(|field| shown(&field.ty)).unwrap_or_default();
                items.insert(format!("{krate}::{}::{}", item.ident, variant.ident), ty);
            }
        }
        _ => {}
    }
}

fn is_catch_all(name: &str, variant: &syn::Variant) -> bool {
    matches!(name, "Unknown" | "Ambiguous" | "Other")
        && variant
            .fields
            .iter()
            .all(|field| shown(&field.ty).contains("RawJson") || shown(&field.ty).contains("Unknown"))
}

fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The type of what is at a path. What is in a variant is behind a pointer or not by what it is, which the surface leaves out.
fn told(path: &str, ty: &str) -> String {
    let is_variant = path.matches("::").count() > 1;
    if is_variant { ty.replace("Box<", "").replace('>', "") } else { ty.to_owned() }
}

/// A type as people write it.
fn shown(ty: &syn::Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "").replace(',', ", ").replace("webhook_runtime::", "")
}

#[test]
fn the_surface_is_what_is_in_the_crates() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let roots =
        ["anything", "batch", "envelope", "header", "minimal", "shapes"].map(|name| golden.join(name));
    for root in roots.into_iter().chain([golden.join("../../../..")]) {
        let catalog = catalog(&root);
        let said = surface(&catalog, &mut Diagnostics::new()).expect("a surface");
        let said: BTreeMap<&str, &str> =
            said.iter().map(|item| (item.path.as_str(), item.what.as_str())).collect();
        let written = written(&catalog);
        let (mut wrong, mut compared) = (Vec::new(), 0);
        for (path, ty) in &written {
            if path.split("::").next().is_some_and(|krate| krate.ends_with("_events")) {
                continue;
            }
            match said.get(path.as_str()) {
                Some(what) if told(path, what) == told(path, ty) => {}
                Some(what) => wrong.push(format!("{path} is {ty}, and said to be {what}")),
                None => wrong.push(format!("{path} is missing")),
            }
            compared += 1;
        }
        // Each field and each variant that is said to be there is.
        let types: BTreeSet<&str> = written.keys().filter_map(|path| path.split(['.']).next()).collect();
        for path in said.keys().filter(|path| path.contains('.') && !path.contains("builder()")) {
            let of = path.split('.').next().unwrap_or_default();
            if types.contains(of) && !written.contains_key(*path) {
                wrong.push(format!("{path} is said to be there"));
            }
        }
        assert!(compared > 0, "{}: nothing to compare", root.display());
        assert!(wrong.is_empty(), "{}:\n{}", root.display(), wrong.join("\n"));
    }
}

/// The names of the types that a crate's text defines or hands on.
fn types_of(text: &str) -> BTreeSet<&str> {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
    }
    let handed_on = text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let defined = text.lines().filter_map(|line| {
        let rest = ["pub struct ", "pub enum ", "pub type "]
            .iter()
            .find_map(|kind| line.trim().strip_prefix(kind))?;
        words(rest).next()
    });
    handed_on.flat_map(words).chain(defined).collect()
}

#[test]
fn a_family_hands_on_all_that_its_events_reach() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for root in [golden.join("anything"), golden.join("shapes"), golden.join("../../../..")] {
        let catalog = catalog(&root);
        let said = surface(&catalog, &mut Diagnostics::new()).expect("a surface");
        let output = generate(&catalog, History::default(), &mut Diagnostics::new()).expect("files");
        let mut compared = 0;
        for (path, text) in output.files.iter() {
            let Some(name) =
                path.strip_prefix("crates/events/").and_then(|path| path.strip_suffix("/src/lib.rs"))
            else {
                continue;
            };
            let (krate, types) = (name.replace('-', "_"), types_of(text));
            let of_crate = said.iter().filter_map(|item| item.path.strip_prefix(&format!("{krate}::")));
            for name in
                of_crate.filter(|rest| rest.chars().all(|letter| letter.is_alphanumeric() || letter == '_'))
            {
                assert!(types.contains(name), "{krate} has no {name}");
                compared += 1;
            }
        }
        assert!(compared > 0, "{}: nothing to compare", root.display());
    }
}

/// A catalog in which an object holds so many others, of 200 fields each, and a small one.
fn of_big_objects(number: usize) -> Catalog {
    let object = |fields: usize| {
        let keys = (0..fields).map(|number| (format!("key_{number}"), json!({ "type": "string" })));
        json!({ "type": "object", "properties": keys.collect::<Map<String, Value>>() })
    };
    let to = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    let keys = (0..number).map(|number| (format!("big_{number}"), to("big")));
    let keys = keys.chain([("small".to_owned(), to("small"))]);
    let many = json!({ "type": "object", "properties": keys.collect::<Map<String, Value>>() });
    let payload = json!({ "type": "object", "properties": { "many": to("many") } });
    let definitions = json!({ "big": object(200), "small": object(20), "many": many });
    let files = one_event::files(payload, definitions);
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("", files), &mut diagnostics);
    catalog.unwrap_or_else(|| panic!("{}", diagnostics.to_text()))
}

#[test]
fn a_big_object_is_boxed_in_another_and_the_surface_says_so() {
    let [few, many] = [9, 11].map(of_big_objects);
    assert_eq!(written(&few)["hostile_events_siege::Many.big_0"], "Option<Big>");
    let written = written(&many);
    assert_eq!(written["hostile_events_siege::Many.big_0"], "Option<Box<Big>>");
    assert_eq!(written["hostile_events_siege::Many.small"], "Option<Small>");
    let [before, after] =
        [few, many].map(|catalog| surface(&catalog, &mut Diagnostics::new()).expect("a surface"));
    let mut comparison = Comparison::default();
    add_items(&mut comparison, &before, &after);
    let [found] = &comparison.findings[..] else { panic!("{:?}", comparison.findings) };
    assert_eq!(
        found.message,
        "`hostile_events_siege::Many.big_0` is `Option<Box<Big>>` in the generated crates, and was `Option<Big>`, \
         and 8 more of `hostile_events_siege::Many` changed"
    );
    assert_eq!(
        found.help,
        "The object is too big now to hold this in place, or holds itself: let it have fewer fields, or release the crates as a \
         major version."
    );
}
