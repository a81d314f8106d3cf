//! What an import says when it is done.

use webhook_catalog::layout::INDEX;
use webhook_import::{Import, MadeUp};
use webhook_schema::counted;
use webhook_schema::source::Text;

use crate::commands::made_up::made_up;

/// What has come of the documents, and what is left to decide.
pub fn said(made: &Import, has_runtime: bool) -> String {
    let (given, invented) = made.examples;
    let mut said = format!("imported: {}", counted(made.events, "event", "events"));
    let new: Vec<String> = [(given, "from the documents"), (invented, "made from schemas")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, origin)| format!("{count} {origin}"))
        .collect();
    if !new.is_empty() {
        said += &format!("; new examples: {}", new.join(", "));
    }
    said.push('\n');
    let mut line = |text: String| said += &format!("  - {text}\n");
    if !made.replaced_examples.is_empty() {
        line(format!("replaced examples that are no longer valid: {}", made.replaced_examples.join(", ")));
    }
    if !made.shortened_examples.is_empty() {
        let keys = made.shortened_examples.iter().map(|(event, key)| format!("`{key}` of {event}"));
        let keys: Vec<String> = keys.collect();
        line(format!(
            "removed from examples, because the documents do not have it any more: {}",
            keys.join(", ")
        ));
    }
    if made.kept > 0 {
        line(format!(
            "kept {} of the catalog that {} from the documents",
            counted(made.kept, "text", "texts"),
            if made.kept == 1 { "differs" } else { "differ" }
        ));
    }
    for (file, lost) in &made.lost {
        line(format!(
            "lost {} of schemas/{file}, because several branches changed at once or are written as something else: compare the file with its earlier version",
            counted(*lost, "text", "texts")
        ));
    }
    if !made.not_in_documents.is_empty() {
        let events = made.not_in_documents.join(", ");
        line(format!("not in the documents, and left unchanged: {events}"));
    }
    if made.is_whole && made.is_new {
        line(format!(
            "each event is a whole body: state in `contract.envelope` of schemas/{INDEX} where deliveries have ids and times, too"
        ));
    }
    if made.is_wrapped && made.is_new {
        let way = match &made.name_at {
            Some(place) => {
                format!("`--name-in body:{place}`, where each of these bodies has a name of its own")
            }
            None => "`--name-in`, which says where deliveries have the name of the event".to_owned(),
        };
        line(format!(
            "bodies became the payload of an envelope that the provider does not send: for a catalog of what is sent, start anew \
             with {way}; with `--type-field`, `--data-field`, `--time-field` and `--id-field`, where bodies have these under other \
             names; or with `init --pack`, where `packs` lists the provider"
        ));
    }
    if !made.allowed.is_empty() {
        line(format!(
            "the index allows these lints, because the documents do not satisfy them: {}",
            made.allowed.join(", ")
        ));
    }
    if !made.named.is_empty() {
        let of_place = |named: &MadeUp| (named.place.clone(), named.name.clone());
        let named = made_up(made.named.iter().map(of_place).collect(), &made.files);
        line(format!(
            "made up {}, because two things would have had the same: choose better ones in `rust_names` and `rust_name` of \
             schemas/{INDEX}{named}",
            counted(made.named.len(), "Rust name", "Rust names")
        ));
    }
    if made.are_names_taken {
        line(
            "the documents do not say which name deliveries have in a header or the query: that part of each name is what the \
             documents call the event, so check it against the provider's documentation, and correct it with --rename"
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
            "the documents do not say how deliveries are signed, retried, replayed and limited: the signature in the contract is \
             a placeholder, and the rest is not stated, so correct and complete it in schemas/{INDEX}:{at}"
        ));
    }
    if made.is_new && !has_runtime {
        line(format!(
            "the registry does not have the runtime of the generated crates yet: state in `rust.runtime` of schemas/{INDEX} \
             where it comes from, or import with --runtime-path or --runtime-git"
        ));
    }
    said
}
