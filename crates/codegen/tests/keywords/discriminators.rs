//! Which objects a `discriminator` tells apart, and by which texts.

use serde_json::{Value, json};
use webhook_schema::model::Dialect::Draft202012;

use super::generated;
use super::names::object;

#[test]
fn a_discriminator_tells_branches_apart_where_each_has_it() {
    let object = |kind: Value, required: &str| {
        let a = json!({ "description": "A.", "type": "string" });
        let properties = json!({ "kind": kind, "a": a });
        json!({ "description": "O.", "type": "object", "properties": properties, "required": [required] })
    };
    // The arms of the union, where it is one with a tag.
    let arms = |one: &Value, two: &Value, mapping: Value| {
        let here = "#/properties/data/properties/value/properties";
        let value = json!({
            "description": "V.",
            "anyOf": [{ "type": "string" }, { "$ref": format!("{here}/one") }, { "$ref": format!("{here}/two") }],
            "discriminator": { "propertyName": "kind", "mapping": mapping },
        });
        let properties = json!({ "one": one, "two": two, "value": value });
        let around = json!({ "description": "A.", "type": "object", "properties": properties });
        let text = generated(Draft202012, &around);
        let is_tagged = text.contains("tagged_union!");
        assert!(is_tagged != text.contains("object_union!"), "{text}");
        let arms = text.lines().map(str::trim).filter(|line| line.starts_with('"') && line.contains(" => "));
        is_tagged.then(|| arms.collect::<Vec<_>>().join(" "))
    };
    let kind = json!({ "description": "K.", "type": "string" });
    let plain = object(kind.clone(), "kind");
    let one_of = |texts: Value| object(json!({ "description": "K.", "enum": texts }), "kind");

    let by_names = Some("\"one\" => One, \"two\" => Two,");
    assert_eq!(arms(&plain, &plain, json!({})).as_deref(), by_names);
    assert_eq!(arms(&one_of(json!(["one", "two"])), &plain, json!({})).as_deref(), by_names);
    let by_mapping = arms(&plain, &plain, json!({ "1": "one", "eins": "one" }));
    assert_eq!(by_mapping.as_deref(), Some("\"1\" => V1, \"eins\" => Eins, \"two\" => Two,"));
    // What a branch lists for itself alone is its, whatever is said of it; of what several list, the mapping decides.
    let (dog, fox) = (one_of(json!(["dog"])), one_of(json!(["fox", "vixen"])));
    let by_lists = Some("\"dog\" => Dog, \"fox\" => Fox, \"vixen\" => Vixen,");
    for (to_dog, to_fox) in [("DOG", "FOX"), ("dog", "fox"), ("fox", "dog"), ("", "vixen")] {
        let by = arms(&dog, &fox, json!({ to_dog: "one", to_fox: "two" })).unwrap();
        let mut sorted: Vec<&str> = by.split_inclusive(',').map(str::trim).collect();
        sorted.sort_unstable();
        assert_eq!(Some(sorted.join(" ").as_str()), by_lists, "{to_dog} {to_fox}");
    }
    assert_eq!(arms(&dog, &fox, json!({})).as_deref(), by_lists);
    let both = one_of(json!(["dog", "fox", "cow"]));
    let by_mapping = arms(&both, &both, json!({ "dog": "one", "fox": "two" }));
    assert_eq!(by_mapping.as_deref(), Some("\"dog\" => Dog, \"fox\" => Fox,"));
    let by_lists = arms(&one_of(json!(["1", "2"])), &plain, json!({}));
    assert_eq!(by_lists.as_deref(), Some("\"1\" => V1, \"2\" => V2, \"two\" => Two,"));
    // What is sent is not what the branches are called, or need not be sent.
    assert_eq!(arms(&both, &both, json!({})), None);
    assert_eq!(arms(&object(kind, "a"), &plain, json!({})), None);
}

#[test]
fn a_discriminator_is_about_the_objects_of_a_branch_that_is_a_union() {
    let here = "#/properties/data/properties/value/properties";
    let to = |way: &str| json!({ "$ref": format!("{here}/{way}") });
    let described = |kind: Value, key: &str| {
        let text = json!({ "description": "T.", "type": "string" });
        let properties = json!({ "kind": kind, key: text });
        json!({ "description": "O.", "type": "object", "required": ["kind"], "properties": properties })
    };
    let plain = |key: &str| described(json!({ "description": "K.", "type": "string" }), key);
    let fixed = |text: &str, key: &str| described(json!({ "description": "K.", "const": text }), key);
    let discriminator = |mapping: Value| json!({ "propertyName": "kind", "mapping": mapping });
    let bare = json!({ "description": "P.", "oneOf": [to("a"), to("b")] });
    let mut mapped = bare.clone();
    mapped["discriminator"] = discriminator(json!({ "1": "a", "2": "b" }));
    let included = json!({ "description": "P.", "allOf": [object("base"), bare.clone()] });
    let arms = |pair: &Value, a: &Value, b: &Value, mapping: Value| {
        let discriminator = discriminator(mapping);
        let value =
            json!({ "description": "V.", "anyOf": [to("pair"), to("q")], "discriminator": discriminator });
        let properties = json!({ "a": a, "b": b, "q": plain("q"), "pair": pair, "value": value });
        let text = generated(
            Draft202012,
            &json!({ "description": "A.", "type": "object", "properties": properties }),
        );
        // The union within has another type, which is the first of both, where something else refers to it.
        let mut tagged = text.split("tagged_union! { ").skip(1);
        let union = tagged.find(|union| union.contains("=> Q,") || union.contains("=> Third,"))?;
        let arms = union.lines().map(str::trim).filter(|line| line.starts_with('"'));
        Some(arms.collect::<Vec<_>>().join(" "))
    };
    let (a, b) = (plain("x"), plain("y"));
    let (one, two) = (fixed("1", "x"), fixed("2", "y"));
    let to_both = json!({ "1": "pair", "2": "pair" });
    let by_names = Some("\"a\" => A, \"b\" => B, \"q\" => Q,");
    let by_texts = Some("\"1\" => V1, \"2\" => V2, \"q\" => Q,");
    for pair in [&bare, &included] {
        assert_eq!(arms(pair, &a, &b, json!({})).as_deref(), by_names);
        assert_eq!(arms(pair, &a, &b, json!({ "1": "a", "2": "b" })).as_deref(), by_texts);
        assert_eq!(arms(pair, &one, &two, json!({})).as_deref(), by_texts);
        assert_eq!(arms(pair, &one, &two, to_both.clone()).as_deref(), by_texts);
        // Which of the two is which of both, nothing says.
        assert_eq!(arms(pair, &a, &b, to_both.clone()), None);
        assert_eq!(arms(pair, &object("x"), &b, json!({})), None);
    }
    assert_eq!(arms(&mapped, &a, &b, json!({})).as_deref(), by_texts);
    assert_eq!(arms(&mapped, &a, &b, to_both).as_deref(), by_texts);
    assert_eq!(
        arms(&mapped, &a, &b, json!({ "first": "a", "third": "q" })).as_deref(),
        Some("\"first\" => First, \"2\" => V2, \"third\" => Third,")
    );
}
