//! `new event` and `new family`: what they write generates as it stands, and nothing else of the index changes.

mod golden;

use std::fs;

use golden::{files, repository, run};
use hookwright::Status;
use serde_json::Value;
use tempfile::TempDir;

fn index(root: &TempDir) -> String {
    fs::read_to_string(root.path().join("schemas/webhooks/index.json")).expect("read")
}

fn events(index: &str) -> Vec<Value> {
    let index: Value = serde_json::from_str(index).expect("JSON");
    index["events"].as_array().expect("a list").clone()
}

/// The longer text without what is between the beginning and the end that it has in common with the shorter one.
fn inserted(shorter: &str, longer: &str) -> String {
    let common = shorter.bytes().zip(longer.bytes()).take_while(|(one, other)| one == other).count();
    assert!(longer.ends_with(&shorter[common..]), "more than one place has changed:\n{longer}");
    longer[common..longer.len() - (shorter.len() - common)].to_owned()
}

#[test]
fn an_event_like_any_other_generates_as_it_stands() {
    let mut tried = 0;
    for name in ["anything", "minimal"] {
        let root = repository(name);
        for like in events(&index(&root)) {
            let (family, like) =
                (like["family"].as_str().expect("text"), like["name"].as_str().expect("text"));
            let before = index(&root);
            let line = format!("new event added.of_{tried} --family {family} --like {like}");
            let (status, out, err) = run(&line, root.path());
            assert_eq!((status, err.as_str()), (Status::Fine, ""), "{name}: {line}");
            assert!(out.contains(&format!("it has those of `{like}`")), "{out}");
            let entry = inserted(&before, &index(&root));
            assert!(entry.contains(&format!("added.of_{tried}.schema.json")), "{entry}");
            tried += 1;
        }
        let (status, out, err) = run("new family added-last --event added.last", root.path());
        assert_eq!((status, err.as_str()), (Status::Fine, ""), "{name}: {out}");
        let (status, out, err) = run("codegen", root.path());
        assert_eq!(status, Status::Fine, "{name}: {out}{err}");
        assert_eq!(events(&index(&root)).last().expect("an event")["name"], "added.last");
    }
    assert!(tried > 10, "only {tried}");
}

#[test]
fn events_that_are_added_at_the_same_time_are_all_there() {
    let root = repository("minimal");
    let family = events(&index(&root))[0]["family"].as_str().expect("text").to_owned();
    let before = events(&index(&root)).len();
    let added = std::thread::scope(|scope| {
        let add = |number: usize| run(&format!("new event added.of_{number} --family {family}"), root.path());
        let threads: Vec<_> = (0..8).map(|number| scope.spawn(move || add(number))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    for (status, out, err) in added {
        assert_eq!(status, Status::Fine, "{out}{err}");
    }
    assert_eq!(events(&index(&root)).len(), before + 8);
    let (status, out, err) = run("lint", root.path());
    assert!(status == Status::Fine && out.ends_with(" 0 warnings\n"), "{out}{err}");
}

#[test]
fn an_event_of_any_layout_has_its_name_where_the_layout_says() {
    for (golden, family, name, places) in [
        ("header", "issues", "issues.closed", &[("/action", "closed")] as &[_]),
        ("nested", "charge", "charge.refunded", &[("/type", "charge.refunded")]),
        ("batch", "mail", "mail.read", &[("/kind", "mail.read")]),
        ("thin", "parcel", "parcel:found", &[("/entity", "parcel"), ("/operation", "found")]),
    ] {
        let root = repository(golden);
        let (status, out, err) = run(&format!("new event {name} --family {family}"), root.path());
        assert_eq!((status, err.as_str()), (Status::Fine, ""), "{golden}: {out}");
        let event =
            events(&index(&root)).into_iter().find(|event| event["name"] == name).expect("it is there");
        let file = root.path().join("schemas/webhooks").join(event["example"].as_str().expect("text"));
        let example: Value = serde_json::from_str(&fs::read_to_string(file).expect("read")).expect("JSON");
        for (pointer, part) in places {
            assert_eq!(example.pointer(pointer), Some(&Value::from(*part)), "{golden}: {example}");
        }
        for command in ["codegen", "codegen --check"] {
            let (status, out, err) = run(command, root.path());
            assert_eq!(status, Status::Fine, "{golden}: {command}: {out}{err}");
        }
    }
    let root = repository("header");
    let (status, _, err) = run("new event fork --family issues --like issues.opened", root.path());
    assert_eq!(status, Status::Usage);
    assert!(err.contains("the name `fork` does not have the parts that `issues.opened` has"), "{err}");
}

#[test]
fn an_event_goes_after_its_family_and_is_made_of_the_smallest_one() {
    let root = repository("shapes");
    let before = events(&index(&root));
    let family = before[0]["family"].as_str().expect("text").to_owned();
    let (status, _, err) =
        run(&format!("new event brand.new --family {family} --description Fires."), root.path());
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    let after = events(&index(&root));
    let at = before.iter().rposition(|event| event["family"] == *family).expect("there is one") + 1;
    assert_eq!(after[at]["name"], "brand.new");
    assert_eq!(after[at]["description"], "Fires.");
    assert_eq!(after[at]["emission"]["status"], "declared");
    let read = |file: &Value| -> Value {
        let path = root.path().join("schemas/webhooks").join(file.as_str().expect("text"));
        serde_json::from_str(&fs::read_to_string(path).expect("read")).expect("JSON")
    };
    let data = |event: &Value| read(&event["example"])["data"].clone();
    let of_family = before.iter().filter(|event| event["family"] == *family);
    let smallest = of_family.map(data).min_by_key(|data| data.to_string().len()).expect("one");
    assert_eq!(data(&after[at]), smallest);
    assert_eq!(read(&after[at]["schema"])["properties"]["type"]["const"], "brand.new");
}

#[test]
fn what_cannot_be_is_refused_with_the_reason_and_nothing_is_written() {
    let root = repository("minimal");
    let before = files(root.path());
    for (line, reason) in [
        ("event Flight --family flight", "`Flight` is not an event name\n  help: use two or three parts"),
        ("event a.b --family fligt", "there is no family `fligt`\n  help: did you mean `flight`?"),
        ("event flight.landed --family flight", "there is an event `flight.landed` already"),
        ("event a.b --family flight --like flight.lande", "did you mean `flight.landed`?"),
        ("family Gate", "`Gate` is not a name for a family\n  help: use lowercase words"),
        ("family flight", "there is a family `flight` already"),
        ("family gate --event gate", "`gate` is not an event name"),
    ] {
        let (status, out, err) = run(&format!("new {line}"), root.path());
        assert_eq!((status, out.as_str()), (Status::Usage, ""), "{line}");
        assert!(err.contains(reason), "{line}: {err}");
    }
    // Only the generator knows that two names are one in Rust.
    let (status, _, err) = run("new event flight.land-ed --family flight", root.path());
    assert_eq!(status, Status::Fine, "{err}");
    let now = files(root.path()).len();
    let (status, _, err) = run("new event flight.land_ed --family flight", root.path());
    assert_eq!(status, Status::Mistakes);
    assert!(err.contains("nothing was written") && err.contains("flight.land-ed"), "{err}");
    assert!(err.ends_with("in Rust with --rust-name, as in --rust-name OtherName\n"), "{err}");
    assert_eq!((before.len() + 2, now), (now, files(root.path()).len()));
    let line = "new event flight.land_ed --family flight --rust-name LandedOnce";
    let (status, out, err) = run(line, root.path());
    assert_eq!((status, err.as_str()), (Status::Fine, ""), "{out}");
    let written =
        |file: &str| fs::read_to_string(root.path().join("schemas/webhooks").join(file)).expect("read");
    assert!(written("index.json").contains("\"rust_name\": \"LandedOnce\""));
    assert!(written("flight.land_ed.schema.json").contains("\"x-rust-name\": \"LandedOnce\""));
    for file in ["flight.land_ed.schema.json", "flight.land_ed.example.json"] {
        fs::remove_file(root.path().join("schemas/webhooks").join(file)).expect("removed");
    }
    // A file of that name may be there without the catalog.
    fs::create_dir(root.path().join("schemas/webhooks/flight.gone.schema.json")).expect("made");
    let (status, _, err) = run("new event flight.gone --family flight", root.path());
    assert!(status != Status::Fine && !err.is_empty(), "{err}");
}

#[test]
fn line_ends_of_windows_stay() {
    let root = repository("minimal");
    let before = index(&root).replace('\n', "\r\n");
    fs::write(root.path().join("schemas/webhooks/index.json"), &before).expect("written");
    let (status, _, err) = run("new event a.b --family flight", root.path());
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    let entry = inserted(&before, &index(&root));
    assert!(
        entry.lines().count() > 5 && entry.matches('\n').count() == entry.matches("\r\n").count(),
        "{entry:?}"
    );
}

#[test]
fn a_catalog_with_mistakes_gets_no_event() {
    let root = repository("minimal");
    fs::remove_file(root.path().join("schemas/webhooks/flight.landed.example.json")).expect("removed");
    let before = index(&root);
    let (status, _, err) = run("new event a.b --family flight", root.path());
    assert!(status == Status::Mistakes && err.contains("there is no file"), "{err}");
    assert_eq!(index(&root), before);
}

#[test]
fn limits_hold_for_the_catalog_as_it_is_and_as_it_would_be() {
    let root = repository("minimal");
    let before = index(&root);
    let (status, _, err) = run("new event a.b --family flight --max-events 1", root.path());
    assert!(status == Status::Mistakes && err.contains("--max-events"), "{err}");
    assert!(err.contains("nothing was written") && index(&root) == before, "{err}");
    let (status, _, err) = run("new event a.b --family flight --max-events 2 --max-depth 300", root.path());
    assert_eq!((status, err.as_str()), (Status::Fine, ""));
    let (status, _, err) = run("new family gate --max-events 1", root.path());
    assert!(status == Status::Mistakes && err.contains("--max-events"), "{err}");
    assert!(!err.contains("nothing was written"), "{err}");
}
