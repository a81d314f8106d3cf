//! The provider packs have the form that `packs/contract.schema.json` describes. Whether what they say holds is checked by
//! `crates/conformance/packs/check`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use webhook_conformance::repository;
use webhook_contract::{Pack, WeaknessKind};
use webhook_schema::format::{Order, formatted};

fn read(path: &PathBuf) -> (String, Value) {
    let text = fs::read_to_string(path).expect("a file");
    let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (text, value)
}

/// The packs' files of one name.
fn files(name: &str) -> Vec<PathBuf> {
    let packs = fs::read_dir(repository().join("packs")).expect("the directory of packs");
    let mut files: Vec<_> = packs.map(|pack| pack.expect("a pack").path().join(name)).collect();
    files.retain(|file| file.exists());
    files.sort();
    assert!(!files.is_empty(), "no {name}");
    files
}

fn validator() -> Validator {
    let (_, schema) = read(&repository().join("packs/contract.schema.json"));
    jsonschema::draft202012::new(&schema).expect("the schema of a contract is valid")
}

#[test]
fn contracts_have_the_form_that_their_schema_describes() {
    let validator = validator();
    for file in files("contract.json") {
        let (_, contract) = read(&file);
        let errors: Vec<_> = validator
            .iter_errors(&contract)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {}", file.display(), errors.join("\n"));
    }
}

#[test]
fn a_contract_with_a_slip_is_refused() {
    let validator = validator();
    let (_, good) = read(&repository().join("packs/standard-webhooks/contract.json"));
    for (pointer, key, value) in [
        ("/signature/timestamp", "past_second", json!(300)),
        ("/signature", "algorithm", json!("hmac-md5")),
        ("/signature", "take", json!([])),
        ("/signature", "in", json!("webhook-signature")),
        ("/signature", "vectors", json!([])),
        ("/signature/vectors/0", "source", json!("probably")),
        ("/envelope", "nmae", json!(["body:/type"])),
        ("/envelope", "id", json!(["/id"])),
        ("/provider/evidence", "signature", json!("certain")),
    ] {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).expect(pointer)[key] = value;
        assert!(validator.is_valid(&good) && !validator.is_valid(&bad), "{pointer}: {key}");
    }
}

#[test]
fn packs_are_laid_out_as_the_catalog_is() {
    for file in [files("contract.json"), files("deliveries.json")].concat() {
        let (text, _) = read(&file);
        let expected = formatted(&text, Order::AsWritten).expect("JSON");
        assert!(
            text == expected,
            "{}: run `python3 crates/conformance/packs/oracle.py format packs`",
            file.display()
        );
    }
}

/// The table of the page on providers is made by the implementation in Python.
#[test]
fn each_pack_has_the_lints_that_the_page_says() {
    let page = fs::read_to_string(repository().join("docs/src/providers.md")).expect("the page");
    let names =
        |cell: &str| -> BTreeSet<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    for file in files("contract.json") {
        let pack: Pack = serde_json::from_str(&read(&file).0).expect("a pack");
        let name = file.parent().and_then(Path::file_name).expect("a directory").display();
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` | "))).expect("a row");
        let lints = row.rsplit(" | ").nth(1).expect("lints");
        let found: BTreeSet<_> =
            pack.weaknesses().into_iter().map(|weakness| weakness.kind.name().to_owned()).collect();
        assert_eq!(found, names(lints), "{name}");
    }
    let (_, table) = page.split_once("\n## Lints\n").expect("lints");
    let (table, _) = table.split_once("\n## ").expect("another chapter");
    let told: BTreeSet<_> =
        table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(told, WeaknessKind::ALL.iter().map(|kind| kind.name()).collect());
}
