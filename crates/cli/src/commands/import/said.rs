//! What an import says when it is done.

use webhook_catalog::layout::INDEX;
use webhook_import::Import;
use webhook_schema::counted;
use webhook_schema::source::Text;

/// What has come of the documents, and what is left to decide.
pub fn said(made: &Import, has_runtime: bool) -> String {
    let (given, invented) = made.examples;
    let mut said = format!("imported: {}", counted(made.events, "event", "events"));
    if given + invented > 0 {
        said += &format!("; {}", told_examples(given, invented));
    }
    said.push('\n');
    let mut line = |text: String| said += &format!("  - {text}\n");
    if !made.replaced_examples.is_empty() {
        line(format!(
            "examples that are not valid any more were replaced: {}",
            made.replaced_examples.join(", ")
        ));
    }
    if made.kept > 0 {
        line(format!(
            "{} of the catalog stayed, though the documents have another",
            counted(made.kept, "text", "texts")
        ));
    }
    for (file, lost) in &made.lost {
        line(format!(
            "{} of schemas/{file} were not kept, because the branches that had them have changed: see what is different in it",
            counted(*lost, "text", "texts")
        ));
    }
    if !made.not_in_documents.is_empty() {
        let events = made.not_in_documents.join(", ");
        line(format!("not in the documents, and left as they are: {events}"));
    }
    if made.is_whole && made.is_new {
        line(format!(
            "each event is a whole body: say in `contract.envelope` of schemas/{INDEX} where deliveries have ids and times, too"
        ));
    }
    if made.is_wrapped && made.is_new {
        line(
            "bodies became the payload of an envelope that the provider does not send: once you know where deliveries have the \
             name of an event, `import --name-in` makes each body an event as it is"
                .to_owned(),
        );
    }
    if !made.allowed.is_empty() {
        line(format!("the index allows what the documents do not keep to: {}", made.allowed.join(", ")));
    }
    if made.named > 0 {
        let names = counted(made.named, "name", "names");
        line(format!(
            "{names} in Rust had to be made up: find a better one for each in `rust_names` and `rust_name` of schemas/{INDEX}"
        ));
    }
    if made.are_names_taken {
        line(
            "the documents do not say which name deliveries have in a header or the query: that part of events' names is what the \
             documents call them, so hold it against the provider's documentation, and correct it with --rename"
                .to_owned(),
        );
    }
    if !made.left_out.is_empty() {
        line(format!(
            "left out of `contract.envelope`, because no event in the documents has it: {}",
            made.left_out.join(", ")
        ));
    }
    if made.is_new && !made.has_contract {
        let index = made.files.iter().find(|(name, _)| name == INDEX);
        let at = index.map_or(1, |(_, text)| Text::new(text).line("/contract"));
        line(format!(
            "how deliveries are signed is an example in the contract, and retries, replays and limits are not stated, for no \
             document says them: correct and complete it in schemas/{INDEX}:{at}"
        ));
    }
    if made.is_new && !has_runtime {
        line(format!(
            "the registry does not have the runtime of the generated crates yet: say in `rust.runtime` of schemas/{INDEX} where \
             it comes from, or import with --runtime-path or --runtime-git"
        ));
    }
    said
}

/// Where new examples are from.
fn told_examples(given: usize, invented: usize) -> String {
    let from = match given {
        0 => "no new example is from the documents".to_owned(),
        _ => format!("{} from the documents", counted(given, "new example is", "new examples are")),
    };
    match invented {
        0 => from,
        1 => format!("{from}, and 1 was made from its schema"),
        _ => format!("{from}, and {invented} were made from their schemas"),
    }
}
