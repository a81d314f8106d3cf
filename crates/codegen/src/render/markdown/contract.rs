//! What holds for every event: the envelope, the invariants, and the limits around them.
//! Every number and name comes from the index.

use std::time::Duration;

use webhook_contract::{
    Enums, Evolution, Layout, ReplayRule, Responses, RetryPolicy, SubscriptionDefault, Template,
};

use super::links::Links;
use super::text::{block, code, codes, facts, inline, line, paragraphs, table};
use super::{ENVELOPE, fields, layout};
use crate::ir::Ir;
use crate::render::pictures;
use crate::words::layout::id;
use crate::words::{self, consequence, counted, duration};

/// What stands where the contract says nothing.
const NOT_STATED: &str = "not stated by the provider";

pub fn envelope(ir: &Ir<'_>, links: Links<'_>) -> String {
    let Some(plain) = ir.plain else { return layout::described(ir, links) };
    // What an import has made up says so itself.
    let said = match words::described(&ir.envelope_description) {
        said if said.is_empty() => {
            "Every delivered body is one JSON object with these fields around its payload.".to_owned()
        }
        said => said,
    };
    paragraphs([
        block(&said, links),
        format!(
            "{} names the event, {} holds the payload, {} is the idempotency key, and {} orders events.",
            code(plain.type_field),
            code(plain.data_field),
            code(plain.id_field),
            code(plain.created_at_field),
        ),
        fields::envelope(ir, links),
        layout::besides(&ir.index.contract.envelope),
    ])
}

pub fn invariants(ir: &Ir<'_>, links: Links<'_>) -> String {
    let title = inline(&ir.index.provider.title, links);
    let contract = &ir.index.contract;
    let is_whole =
        |retry: &RetryPolicy| !retry.delays.is_empty() && !retry.rules.is_empty() && retry.timeout.is_some();
    let replays = |replay: &ReplayRule| replay.event.is_some() && replay.redeliver_path.is_some();
    let is_stated =
        contract.retry.as_ref().is_some_and(is_whole) && contract.replay.as_ref().is_some_and(replays);
    let missing = match is_stated {
        true => "",
        false => " Where the provider states nothing, its section says so.",
    };
    format!("{title} promises these of every event of the catalog, whatever its family.{missing}")
}

pub fn name(ir: &Ir<'_>, links: Links<'_>) -> String {
    let name = &ir.index.contract.name;
    paragraphs([block(&name.promise, links), facts([("Grammar", inline(&name.grammar, links))])])
}

pub fn schema(ir: &Ir<'_>, links: Links<'_>) -> String {
    let schema = &ir.index.contract.schema;
    let evolution = match schema.evolution {
        Evolution::Additive => {
            "by additions only within a catalog version; ignore fields that you do not know"
        }
    };
    let enums = match schema.enums {
        Enums::Open => "open; expect values that the schema does not list",
    };
    let facts = facts([
        ("Dialect", code(&schema.dialect)),
        ("Catalog version", ir.index.version.0.clone()),
        ("Evolution", evolution.to_owned()),
        ("Enums", enums.to_owned()),
    ]);
    paragraphs([block(&schema.promise, links), facts])
}

pub fn example(ir: &Ir<'_>, links: Links<'_>) -> String {
    block(&ir.index.contract.example.promise, links)
}

pub fn idempotency_key(ir: &Ir<'_>, links: Links<'_>) -> String {
    let key = &ir.index.contract.idempotency_key;
    let layout = &ir.index.contract.envelope;
    let id = match ir.plain {
        Some(plain) => {
            ("Field", format!("{} of [the envelope]({})", code(plain.id_field), links.section(ENVELOPE)))
        }
        None => ("Deduplicate by", format!("{}{}", id(layout), what_it_cannot(layout))),
    };
    let scope = ir.plain.and_then(|plain| plain.scope).map(|scope| {
        let mark = if key.scope_assumed { " (assumed)" } else { "" };
        ("Unique within", format!("{}{mark}", code(scope)))
    });
    let header = key.header.as_ref().map(|header| ("Header", code(header)));
    let facts = facts(std::iter::once(id).chain(scope).chain(header));
    paragraphs([block(&key.promise, links), facts])
}

/// What an id leaves open.
fn what_it_cannot(layout: &Layout) -> &'static str {
    match (&*layout.id, layout.events()) {
        ([], None) => "; the same event in a body that differs is another event to a receiver",
        ([], Some(_)) => "; the same event, written differently, is another event to a receiver",
        ([_], _) => "; an event without it cannot be deduplicated",
        (_, _) => "; an event that lacks one of them cannot be deduplicated",
    }
}

pub fn retry(ir: &Ir<'_>, links: Links<'_>) -> String {
    let Some(retry) = &ir.index.contract.retry else {
        return "Not stated by the provider: whether and when a delivery is attempted again, which answers count as \
                delivered, and how long the sender waits for one, are not known."
            .to_owned();
    };
    let disabled = retry.disable_after_failures.map_or_else(
        || NOT_STATED.to_owned(),
        |number| format!("after {} in a row, the endpoint is disabled", failures(number)),
    );
    let mut elapsed = Duration::ZERO;
    let attempts = retry.delays.iter().zip(1..).map(|(&delay, attempt)| {
        elapsed += delay;
        let delay = if delay.is_zero() { "none".to_owned() } else { duration(delay) };
        [format!("{attempt}"), delay, duration(elapsed)]
    });
    let attempts = table(["Attempt", "Wait before it", "Time since the first"], attempts);
    let schedule = match retry.delays.is_empty() {
        true => ["The provider does not state whether and when a delivery is attempted again.".to_owned()]
            .to_vec(),
        false => [pictures::RETRY.image(&pictures::retry::title(retry)), attempts].to_vec(),
    };
    let outcomes = retry.rules.iter().map(|rule| [response(retry, rule.responses), consequence(rule)]);
    let outcomes = table(["Response", "What follows"], outcomes);
    let counted = match retry.delays.is_empty() {
        true => "",
        false => "The waits are counted from the attempt before. ",
    };
    let answers = match retry.rules.is_empty() {
        true => {
            [format!("{counted}Which answers count as delivered is not stated by the provider.")].to_vec()
        }
        false => {
            let what = "What follows an attempt depends on the response; the first row that fits counts:";
            [format!("{counted}{what}"), outcomes].to_vec()
        }
    };
    let timeout = retry.timeout.map_or_else(
        || NOT_STATED.to_owned(),
        |timeout| format!("{} for the response to an attempt", seconds(timeout)),
    );
    let facts = facts([("Timeout", timeout), ("Auto-disable", disabled)]);
    paragraphs([block(&retry.promise, links)].into_iter().chain(schedule).chain(answers).chain([facts]))
}

fn response(retry: &RetryPolicy, responses: Responses) -> String {
    match responses {
        Responses::NetworkError => "network error".to_owned(),
        Responses::Timeout => pictures::retry::no_answer(retry),
        Responses::Status(_) | Responses::Class(_) => code(&responses.to_string()),
    }
}

fn failures(number: u32) -> String {
    counted(number as usize, "failure", "failures")
}

pub fn replay(ir: &Ir<'_>, links: Links<'_>) -> String {
    let Some(replay) = &ir.index.contract.replay else {
        return "Not stated by the provider: no way is known to ask for an event or a delivery again."
            .to_owned();
    };
    let url = |path: &Template| match &ir.index.provider.api_base_url {
        Some(base) => code(&format!("{base}{path}")),
        None => format!("{}, below the API's base URL, which is not stated", code(&path.to_string())),
    };
    let path = |path: Option<&Template>| path.map_or_else(|| NOT_STATED.to_owned(), url);
    let paths = [
        ("Replay an event", path(replay.event.as_ref().map(|event| &event.path))),
        ("Repeat a delivery", path(replay.redeliver_path.as_ref())),
    ];
    let of_event = replay.event.iter().flat_map(|event| {
        let header = format!(
            "{}, 1 to {} characters, makes the request for a replay idempotent",
            code(&event.idempotency_header),
            event.idempotency_key_max_length,
        );
        [
            ("Header", header),
            ("Endpoints of one replay", format!("at most {}", event.max_endpoint_ids)),
            ("Same key with another body", format!("status {}", event.key_reused_status)),
            ("Same key while the first request is in flight", format!("status {}", event.in_flight_status)),
        ]
    });
    paragraphs([block(&replay.promise, links), facts(paths.into_iter().chain(of_event))])
}

pub fn receiver(ir: &Ir<'_>, _: Links<'_>) -> String {
    let handshakes = &ir.index.contract.envelope.handshakes;
    let but = match handshakes.iter().any(|handshake| !handshake.signed) {
        true => ", and only a handshake that is not signed is answered before that",
        false => "",
    };
    paragraphs([
        format!(
            "What the generated receiver does with a delivery, and what it answers. With any other receiver, the order is \
             the same: nothing is trusted before it is verified{but}."
        ),
        pictures::RECEIVER.image(&pictures::receiver::alternative(ir)),
    ])
}

pub fn limits(ir: &Ir<'_>, _: Links<'_>) -> String {
    let limits = &ir.index.contract.limits;
    let most = limits.max_body_bytes.map(|most| format!("at most {}", bytes(most)));
    let typical = limits.typical_body_bytes.map(|typical| format!("typically under {}", bytes(typical)));
    let body: Vec<String> = most.into_iter().chain(typical).collect();
    let endpoints = limits.max_endpoints.map(|most| format!("at most {most}"));
    let log = limits
        .delivery_log
        .map(|log| format!("kept for {}", counted((log.as_secs() / 86_400) as usize, "day", "days")));
    let stated = |text: Option<String>| text.unwrap_or_else(|| NOT_STATED.to_owned());
    facts([
        ("Body", stated((!body.is_empty()).then(|| body.join(", ")))),
        ("Endpoints of an organization", stated(endpoints)),
        ("Delivery logs", stated(log)),
    ])
}

pub fn subscription(ir: &Ir<'_>, links: Links<'_>) -> String {
    let subscription = &ir.index.contract.subscription;
    let default = match subscription.default {
        SubscriptionDefault::None => "nothing; each event is opted into",
        SubscriptionDefault::All => "every event",
        SubscriptionDefault::Unspecified => {
            "not settled by what the provider states; name the events that you want"
        }
    };
    let mut list = vec![("Default of a new endpoint", default.to_owned())];
    if !subscription.synthetic_events.is_empty() {
        let names = codes(subscription.synthetic_events.iter().map(|name| &**name));
        list.push(("Delivered without being in the catalog", names));
    }
    let note = subscription.note.as_deref().map(|note| block(note, links));
    paragraphs([facts(list), note.unwrap_or_default()])
}

pub fn assumptions(ir: &Ir<'_>, links: Links<'_>) -> String {
    let title = inline(&ir.index.provider.title, links);
    let assumptions = &ir.index.contract.assumptions;
    if assumptions.is_empty() {
        return "None: all that this page says is documented.".to_owned();
    }
    let list: Vec<String> = assumptions.iter().map(|text| format!("- {}", line(text, links))).collect();
    paragraphs([format!("Where the documents of {title} are silent, this catalog assumes:"), list.join("\n")])
}

pub fn seconds(length: Duration) -> String {
    let words = duration(length);
    let plain = format!("{} s", length.as_secs());
    if words == plain { plain } else { format!("{plain} ({words})") }
}

fn bytes(bytes: u32) -> String {
    let kibibytes =
        if bytes.is_multiple_of(1024) { format!(" ({} KiB)", bytes / 1024) } else { String::new() };
    format!("{bytes} bytes{kibibytes}")
}
