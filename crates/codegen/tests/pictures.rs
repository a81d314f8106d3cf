//! The pictures of catalogs and contracts at the ends of what there is: byte for byte, and no text leaves its place.
//!
//! `pictures/<case>` has what is expected; `UPDATE_GOLDEN=1 cargo test -p webhook-codegen --test pictures` writes it anew. The check of
//! the site measures the same files in a browser, where the texts have a font.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use webhook_catalog::load;
use webhook_codegen::svg::{Style, measure};
use webhook_codegen::{History, generate};
use webhook_schema::{Diagnostics, Tree};
use webhook_test_support::large::{Families, files};

const PICTURES: &str = "docs/src/reference/pictures/";
const INDEX: &str = "webhooks/index.json";

/// The pictures of a made-up catalog with changes to its index, by their names.
fn pictures(events: usize, families: usize, change: impl FnOnce(&mut Value)) -> BTreeMap<String, String> {
    let mut files = files(events, Families::Number(families));
    let (_, index) = files.iter_mut().find(|(name, _)| name == INDEX).expect("an index");
    let mut value = serde_json::from_str(index).expect("JSON");
    change(&mut value);
    *index = value.to_string();
    let mut diagnostics = Diagnostics::new();
    let catalog = load(&Tree::memory("schemas", files), &mut diagnostics);
    let output = catalog.and_then(|catalog| generate(&catalog, History::default(), &mut diagnostics));
    let Some(output) = output else { panic!("{}", diagnostics.to_text()) };
    let pictures = output
        .files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(PICTURES)?.to_owned(), text.to_owned())));
    pictures.collect()
}

fn is_as_expected(case: &str, pictures: &BTreeMap<String, String>) {
    assert_eq!(pictures.len(), 6, "{case}");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(case);
    for (name, svg) in pictures {
        let path = directory.join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(&directory).expect("made");
            fs::write(&path, svg).expect("written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(expected == *svg, "{} is not what is drawn", path.display());
        every_text_is_in_its_place(svg, &format!("{case}/{name}"));
    }
}

/// An attribute of an element that is on a line of its own.
fn number(line: &str, name: &str) -> Option<i32> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()?.parse().ok()
}

fn every_text_is_in_its_place(svg: &str, name: &str) {
    let root = svg.lines().find(|line| line.starts_with("<svg ")).expect("an element");
    let (width, height) =
        (number(root, "width").expect("its width"), number(root, "height").expect("its height"));
    let rects = svg
        .lines()
        .filter(|line| line.starts_with("<rect class=\"frame") || line.starts_with("<rect class=\"outcome"));
    let rects: Vec<[i32; 4]> =
        rects.map(|line| ["x", "y", "width", "height"].map(|name| number(line, name).expect(name))).collect();
    let mut texts = 0;
    for line in svg.lines().filter(|line| line.starts_with("<text ")) {
        let style = match line.split('"').nth(1).expect("a class") {
            "body" => Style::Body,
            "strong" => Style::Strong,
            "small" => Style::Small,
            _ => Style::Code,
        };
        let text = line.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</text>")).expect("a text");
        let text =
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let (x, y, length) =
            (number(line, "x").expect("x"), number(line, "y").expect("y"), measure(style, &text));
        let from = if line.contains("middle") {
            x - length / 2
        } else if line.contains("\"end\"") {
            x - length
        } else {
            x
        };
        assert!(from >= -1 && from + length <= width + 1, "{name}: {line} is outside of {width}");
        assert!(y >= 10 && y < height, "{name}: {line} is outside of {height}");
        let inside = |[left, top, width, height]: &[i32; 4]| {
            (*left..left + width).contains(&(from + length / 2)) && (*top..top + height).contains(&(y - 4))
        };
        for [left, top, width, height] in rects.iter().filter(|rect| inside(rect)) {
            let fits =
                from >= *left && from + length <= left + width && y - 10 >= *top && y + 3 <= top + height;
            assert!(fits, "{name}: {line} leaves its box");
        }
        texts += 1;
    }
    assert!(texts >= 3, "{name}: {texts} texts");
}

#[test]
fn a_single_family_and_a_single_attempt() {
    let drawn = pictures(1, 1, |index| {
        index["contract"]["retry"]["delays_seconds"] = json!([0]);
        index["contract"]["retry"]["outcomes"] = json!([{ "response": "2xx", "action": "delivered" }]);
        index["contract"]["limits"]["max_body_bytes"] = json!(1);
        // Their bodies are larger.
        index["contract"]["signature"]["vectors"] = json!([]);
        index["contract"]["limits"]["typical_body_bytes"] = json!(1);
    });
    assert!(drawn["retry.svg"].contains(">a single attempt</text>"));
    is_as_expected("one", &drawn);
}

#[test]
fn a_hundred_families_with_long_names_and_thirty_attempts() {
    let drawn = pictures(100, 100, |index| {
        for (number, family) in index["families"].as_array_mut().expect("families").iter_mut().enumerate() {
            family["title"] = json!(match number % 4 {
                0 => "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungen",
                1 => "請求書が支払われましたがまだ確認されていません",
                2 =>
                    "Everything that has to do with <b>subscriptions</b> & \"their\" `renewals`, wherever they are made",
                _ => "فواتير",
            });
        }
        for (number, event) in index["events"].as_array_mut().expect("events").iter_mut().enumerate() {
            event["emission"]["status"] = json!(["live", "declared", "unknown"][number % 3]);
            event["deprecated"] = json!(number % 5 == 0);
        }
        let delays: Vec<u32> =
            (0..30).map(|number| if number == 0 { 0 } else { 7 << (number / 2) }).collect();
        let retry = &mut index["contract"]["retry"];
        retry["delays_seconds"] = json!(delays);
        retry["timeout_seconds"] = json!(4_294_967_295_u32);
        index["contract"]["limits"]["max_body_bytes"] = json!(4_294_967_295_u32);
    });
    assert!(drawn["families.svg"].contains("…</text>"), "a name that is too long is cut");
    is_as_expected("hundred", &drawn);
}

#[test]
fn more_of_everything_than_anybody_reads() {
    let drawn = pictures(125, 125, |index| {
        let delays: Vec<u32> = (0..1000).map(|number| if number == 0 { 0 } else { 4_294_967_295 }).collect();
        index["contract"]["retry"]["delays_seconds"] = json!(delays);
    });
    assert!(drawn["retry.svg"].contains("… 960 more attempts …"));
    assert!(drawn["families.svg"].contains("and 5 more families"));
    is_as_expected("many", &drawn);
}
