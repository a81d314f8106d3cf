//! Rules about events and families, as the index has them.

crate::rule::table! {
    EVENT_ADDED = "event-added" (Safe, Safe, Minor) "The catalog has a new event."
        why "An endpoint gets what it subscribed to. Where new endpoints are subscribed to everything, receivers meet a name that they do not know."
        instead "Tell receivers to answer events that they do not know as handled."
        link "https://docs.stripe.com/upgrades#what-changes-does-stripe-consider-to-be-backward-compatible"
        bad Index r#"{ "events": ["order.placed"] }"# => r#"{ "events": ["order.placed", "order.paid"] }"#
        good Event r#"{ "description": "An order was placed." }"# => r#"{ "description": "An order has been placed." }"#

    EVENT_REMOVED = "event-removed" (Breaking, Safe, Major) "An event was removed from the catalog."
        why "Receivers wait for what never comes, and nobody tells them. An event that was only declared was never sent; one that was deprecated, and whose sunset has come, was announced."
        instead "Deprecate it, with a sunset and what takes its place, and remove it with a new catalog version after that day."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/DEPRECATION.md"
        bad Index r#"{ "events": ["order.placed", "order.paid"] }"# => r#"{ "events": ["order.placed"] }"#
        good Index r#"{ "events": ["order.placed", "order.paid"] }"# => r#"{ "events": ["order.paid", "order.placed"] }"#

    EVENT_RENAMED = "event-renamed" (Breaking, Safe, Major) "An event seems to have another name."
        why "The name is what receivers subscribe to and dispatch by. That it was renamed is a guess, from equal payloads or from what one of the entries says that it replaces."
        instead "Send both for a while: add the new one, deprecate the old one, and remove that with a new catalog version."
        bad Index r#"{ "events": ["order.placed"] }"# => r#"{ "events": ["order.created"] }"#
        good Index r#"{ "events": ["order.placed"] }"# => r#"{ "events": ["order.placed", "order.created"] }"#

    FAMILY_MOVED = "family-moved" (Safe, Safe, Major) "An event belongs to another family."
        why "The family is not on the wire, unless a body says it. In the generated crates the event is in another crate, behind another feature."
        instead "Leave it where it is."
        bad Event r#"{ "family": "orders" }"# => r#"{ "family": "money" }"#
        good Index r#"{ "families": [{ "name": "orders", "title": "Orders", "description": "Orders." }, { "name": "money", "title": "Money", "description": "Money." }] }"#
            => r#"{ "families": [{ "name": "money", "title": "Money", "description": "Money." }, { "name": "orders", "title": "Orders", "description": "Orders." }] }"#

    STATUS_RAISED = "status-raised" (Safe, Safe, Patch) "A declared event is live now."
        why "Whoever subscribed to it gets it now. There has to be something that emits it."
        instead "No action needed."
        bad Event r#"{ "emission": { "status": "declared" } }"# => r#"{ "emission": { "status": "live" } }"#
        good Event r#"{ "emission": { "status": "live" } }"# => r#"{ "emission": { "status": "live", "note": "Twice a day." } }"#

    STATUS_LOWERED = "status-lowered" (Breaking, Safe, Patch) "A live event is no longer emitted."
        why "Receivers wait for what never comes."
        instead "Deprecate it first, with a sunset."
        bad Event r#"{ "emission": { "status": "live" } }"# => r#"{ "emission": { "status": "declared" } }"#
        good Event r#"{ "emission": { "status": "declared" } }"# => r#"{ "emission": { "status": "live" } }"#

    STATUS_UNCLEAR = "status-unclear" (Risky, Safe, Patch) "It is no longer known whether an event is emitted."
        why "An event that was live may have stopped."
        instead "Find out what emits it."
        bad Event r#"{ "emission": { "status": "live" } }"# => r#"{ "emission": { "status": "unknown" } }"#
        good Event r#"{ "emission": { "status": "unknown" } }"# => r#"{ "emission": { "status": "live" } }"#

    EVENT_DEPRECATED = "event-deprecated" (Safe, Safe, Minor) "An event is deprecated."
        why "It is still sent. Code that uses it may be warned."
        instead "Say when it ends, and what takes its place."
        bad Event r#"{ "deprecated": false }"# => r#"{ "deprecated": true, "sunset": "2027-01-01" }"#
        good Event r#"{ "deprecated": true }"# => r#"{ "deprecated": false }"#

    EVENT_UNDEPRECATED = "event-undeprecated" (Safe, Safe, Patch) "An event is no longer deprecated."
        why "It goes on being sent."
        instead "No action needed."
        bad Event r#"{ "deprecated": true }"# => r#"{ "deprecated": false }"#
        good Event r#"{ "deprecated": false }"# => r#"{ "deprecated": true }"#

    SUNSET_EARLIER = "sunset-moved-earlier" (Breaking, Safe, Patch) "Something may be gone sooner than was said."
        why "Receivers planned for the day that they were told."
        instead "Keep the day, or choose a later one."
        link "https://github.com/oasdiff/oasdiff/blob/main/docs/DEPRECATION.md"
        bad Event r#"{ "deprecated": true, "sunset": "2027-06-01" }"# => r#"{ "deprecated": true, "sunset": "2027-01-01" }"#
        good Event r#"{ "deprecated": true, "sunset": "2027-06-01" }"# => r#"{ "deprecated": true, "sunset": "2027-09-01" }"#

    SUNSET_LATER = "sunset-changed" (Safe, Safe, Patch) "Something is there for longer than was said, or its last day is known now."
        why "Whoever planned for the day that they were told is ready."
        instead "No action needed."
        bad Event r#"{ "deprecated": true, "sunset": "2027-01-01" }"# => r#"{ "deprecated": true, "sunset": "2027-06-01" }"#
        good Event r#"{ "deprecated": true, "sunset": "2027-06-01" }"# => r#"{ "deprecated": true, "sunset": "2027-01-01" }"#

    EVENT_CHANGED = "event-entry-changed" (Safe, Safe, Patch) "The index describes an event differently."
        why "It speaks to people: of what fires the event, where it is emitted, how it is classified."
        instead "Make sure that the event means the same: a name never changes its meaning."
        bad Event r#"{ "description": "An order was placed." }"# => r#"{ "description": "An order has been placed." }"#
        good Event r#"{ "published": true, "description": "An order was placed." }"# => r#"{ "description": "An order was placed.", "published": true }"#

    EVENT_EXAMPLE_CHANGED = "event-example-changed" (Safe, Safe, Patch) "The example of an event has changed."
        why "Examples are for people and tests."
        instead "No action needed."
        bad Index r#"{ "example": "evt-1" }"# => r#"{ "example": "evt-2" }"#
        good Event r#"{ "description": "An order was placed." }"# => r#"{ "description": "An order has been placed." }"#

    SINCE_CHANGED = "since-mismatch" (Safe, Safe, Patch) "The `since` of an event does not fit the catalog's versions."
        why "An event that is new was not there in an earlier version, and one that is not new was not introduced by this one."
        instead "Write the version in which the event came, and leave it."
        bad Event r#"{ "since": "2026-01-01" }"# => r#"{ "since": "2026-02-01" }"#
        good Event r#"{ "since": null }"# => r#"{ "since": "2026-01-01" }"#

    EVENT_NOT_COMPARED = "event-not-compared" (Risky, Risky, Patch) "The bodies of an event, or of the endpoint API, could not be compared."
        why "The schema of one version has a mistake by today's rules, so nobody knows what changed: it may be nothing, and it may be anything."
        instead "Correct the newer schema. Where the mistake is in the older one, compare with a version that does not have it, or look at the difference yourself."
        bad Payload r#"{ "type": "strin" }"# => r#"{ "type": "string" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "title": "Order" }"#

    CATALOG_NOT_COMPARED = "catalog-not-compared" (Risky, Risky, Patch) "The newer catalog could not be read, and nothing was compared."
        why "Its index has a mistake, so nobody knows what changed: it may be nothing, and it may be anything."
        instead "Correct the mistake, and compare again."
        bad Index r#"{ "events": ["order.placed"] }"# => r#"{ "events": "order.placed" }"#
        good Index r#"{ "events": ["order.placed"] }"# => r#"{ "events": ["order.placed", "order.paid"] }"#

    VERSION_DECREASED = "version-decreased" (Breaking, Safe, Patch) "The catalog's version is an earlier date."
        why "The version says what receivers may rely on, and it only goes on."
        instead "Write a later date, or the same one."
        bad Index r#"{ "version": "2026-03-01" }"# => r#"{ "version": "2026-02-01" }"#
        good Index r#"{ "version": "2026-03-01" }"# => r#"{ "version": "2026-04-01" }"#

    VERSION_UNCHANGED = "version-unchanged" (Breaking, Safe, Patch) "Something breaks receivers, and the catalog's version is the same."
        why "The version is the date of the last breaking change: receivers look at it to learn that they have to do something."
        instead "Take a new catalog version, or take the change back; acknowledge the finding where it breaks nobody."
        bad Payload r#"{ "type": "string" }"# => r#"{ "type": "integer" }"#
        good Payload r#"{ "type": "string" }"# => r#"{ "type": "string", "maxLength": 10 }"#

    VERSION_NEEDLESS = "version-needless" (Safe, Safe, Patch) "The catalog's version is new, and nothing breaks receivers."
        why "The version is the date of the last breaking change. A new one makes receivers look for what they have to do."
        instead "Keep the version, unless a meaning changed that no tool can see."
        bad Index r#"{ "version": "2026-03-01" }"# => r#"{ "version": "2026-04-01" }"#
        good Index r#"{ "version": "2026-03-01" }"# => r#"{ "version": "2026-03-01" }"#

    PROVIDER_CHANGED = "provider-changed" (Safe, Safe, Major) "The provider's name has changed."
        why "The generated crates are named after it."
        instead "Keep the name; the title is for people."
        bad Index r#"{ "provider": { "name": "acme" } }"# => r#"{ "provider": { "name": "apex" } }"#
        good Index r#"{ "provider": { "title": "Acme" } }"# => r#"{ "provider": { "title": "Acme, Inc." } }"#

    API_URL_CHANGED = "api-url-changed" (Risky, Safe, Patch) "The API for managing endpoints has a different URL."
        why "Clients that have the old URL written down do not find it."
        instead "Answer at both for a while."
        bad Index r#"{ "provider": { "api_base_url": "https://api.acme.example/v1" } }"# => r#"{ "provider": { "api_base_url": "https://api.acme.example/v2" } }"#
        good Index r#"{ "provider": { "title": "Acme" } }"# => r#"{ "provider": { "title": "Acme, Inc." } }"#

    INDEX_CHANGED = "index-changed" (Safe, Safe, Patch) "A text for people in the index has changed."
        why "Nobody sends or reads it."
        instead "No action needed."
        bad Index r#"{ "provider": { "title": "Acme" } }"# => r#"{ "provider": { "title": "Acme, Inc." } }"#
        good Index r#"{ "version": "2026-03-01" }"# => r#"{ "version": "2026-03-01" }"#
}
