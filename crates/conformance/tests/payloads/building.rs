//! Payloads and deliveries that are built, not read.

use mnemom_events::agent::{AgentExemptionGranted, ContainmentChange, ContainmentStatus};
use mnemom_events::safe_house::{SafeHouseEvaluation, SafeHouseVerdict, TopThreat};
use mnemom_events::sideband::{
    ClusterPartitionPattern, FleetCluster, FleetPattern, OutlierAgent, OutliersPattern, SidebandFleetFired,
    SignalSeverity,
};
use mnemom_events::team::TeamArchived;
use mnemom_events::{BuildError, Delivery, DeliveryBuilder, Event, EventType, Timestamp, kind};
use serde_json::json;

use crate::lossless::Schemas;
use crate::{decode, to_json};

fn paths(error: &BuildError) -> Vec<&str> {
    error.problems().iter().map(|problem| problem.path()).collect()
}

fn enveloped(delivery: DeliveryBuilder) -> Delivery<'static> {
    let delivery = delivery.account_id("ba-1").created_at("2026-05-09T12:00:00Z").id("evt-1");
    delivery.build().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_is_built_is_what_its_schema_accepts() {
    let change = ContainmentChange::builder()
        .containment_status(ContainmentStatus::Killed)
        .previous_status(ContainmentStatus::Active)
        .reason("Exfiltrated a canary")
        .contained_by(None)
        .contained_at("2026-05-09T11:59:59.5Z")
        .org_id("org-1")
        .agent_id("smolt-1");
    let evaluation = SafeHouseEvaluation::builder()
        .verdict(SafeHouseVerdict::Warn)
        .detection_sources(["pattern_match", "semantic_analysis"])
        .detection_layer("semantic")
        .top_threat(None)
        .quarantine_id(None)
        .overall_risk(0.75)
        .session_id("sess-1")
        .agent_id("smolt-1".to_owned())
        .evaluation_id("she-1");
    let outliers = OutliersPattern::builder().fleet_mean(1).agents([OutlierAgent::builder()
        .primary_conflicts(Vec::<String>::new())
        .mean_score(0.5)
        .agent_id("smolt-1")]);
    let fired = SidebandFleetFired::builder()
        .pattern(outliers)
        .severity(SignalSeverity::High)
        .org_id("org-1")
        .team_id("team-1")
        .signal_id("sig-1");
    let schemas = Schemas::new();
    for delivery in [
        Delivery::of(kind::AgentKilled, change),
        Delivery::of(kind::ShEvaluationWarn, evaluation),
        Delivery::of(kind::SidebandFleetFired, fired),
        Delivery::of(
            kind::TeamArchived,
            TeamArchived::builder().team_id("team-1").org_id("org-1").name("Support"),
        ),
    ] {
        let delivery = enveloped(delivery);
        assert_eq!(delivery.raw(), None);
        let body = delivery.to_body().expect("a body is JSON");
        let event_type = delivery.event.event_type().expect("it is in the catalog");
        assert_eq!(schemas.errors(event_type, &to_json(&delivery)), Vec::<String>::new(), "{body}");
        assert_eq!(decode(&body).event, delivery.event);
    }
}

#[test]
fn what_an_event_fixes_is_checked() {
    let change = |from: ContainmentStatus, to: ContainmentStatus| {
        ContainmentChange::builder()
            .containment_status(to)
            .previous_status(from)
            .reason(None)
            .contained_by("usr-1")
            .contained_at(None)
            .org_id("org-1")
            .agent_id("smolt-1")
    };
    let resumed =
        Delivery::of(kind::AgentResumed, change(ContainmentStatus::Active, ContainmentStatus::Active));
    let error = resumed.id("evt-1").created_at("2026-05-09T12:00:00Z").account_id("ba-1").build();
    assert_eq!(
        error.expect_err("it was active before").to_string(),
        "at `data.previous_status`: expected one of \"paused\", \"killed\", found \"active\"; \
         at `data.contained_by`: expected null, found \"usr-1\""
    );
    enveloped(Delivery::of(kind::AgentPaused, change(ContainmentStatus::Active, ContainmentStatus::Paused)));
}

#[test]
fn a_delivery_that_was_read_can_be_built_again() {
    let read = decode(EventType::AgentKilled.example()).into_owned();
    let Event::AgentKilled(payload) = read.event.clone() else { panic!("{read:?}") };
    let built = Delivery::of(kind::AgentKilled, *payload)
        .created_at(read.created_at.clone())
        .account_id(read.account_id.clone())
        .id(read.id.clone());
    assert_eq!(to_json(&built.build().expect("nothing is missing")), to_json(&read));
}

#[test]
fn everything_that_is_missing_is_named_in_the_order_of_the_fields() {
    let error = Delivery::of(kind::AgentKilled, ContainmentChange::builder().org_id("org-1")).build();
    let error = error.expect_err("nearly all of it is missing");
    assert_eq!(
        paths(&error),
        [
            "id",
            "created_at",
            "account_id",
            "data.agent_id",
            "data.previous_status",
            "data.containment_status",
            "data.contained_at",
            "data.contained_by",
            "data.reason"
        ]
    );
    assert!(error.to_string().starts_with("at `id`: missing required field; at `created_at`: "), "{error}");
}

#[test]
fn what_is_missing_in_lists_and_unions_has_its_path() {
    let clusters = ClusterPartitionPattern::builder().clusters([
        FleetCluster::builder().agent_ids(["smolt-1"]).cluster_id("a"),
        FleetCluster::builder().agent_ids(["smolt-2"]),
    ]);
    let error = SidebandFleetFired::builder()
        .pattern(clusters)
        .severity(SignalSeverity::High)
        .team_id("team-1")
        .org_id("org-1")
        .signal_id("sig-1")
        .build();
    assert_eq!(paths(&error.expect_err("a cluster has no id")), ["pattern.clusters[1].cluster_id"]);
}

#[test]
fn a_value_that_does_not_convert_is_named() {
    let evaluation = SafeHouseEvaluation::builder()
        .overall_risk(f64::NAN)
        .top_threat(TopThreat::builder())
        .verdict(SafeHouseVerdict::Block)
        .evaluation_id("she-1")
        .agent_id("smolt-1")
        .session_id("sess-1")
        .detection_layer("semantic")
        .detection_sources(["semantic_analysis"])
        .quarantine_id("qid_1");
    let error = evaluation.build().expect_err("there is no NaN in JSON");
    assert_eq!(paths(&error)[0], "overall_risk");
    assert_eq!(error.problems()[0].message(), "not a finite number");
    assert!(paths(&error)[1..].iter().all(|path| path.starts_with("top_threat.")), "{error}");

    let granted = AgentExemptionGranted::builder().expires_at("tomorrow").build();
    let granted = granted.expect_err("that is not a timestamp");
    let problem = granted.problems().iter().find(|problem| problem.path() == "expires_at");
    assert!(problem.is_some_and(|problem| problem.message().contains("RFC 3339")), "{granted}");
}

#[test]
fn the_last_value_of_a_field_counts() {
    let cluster = FleetCluster::builder().agent_ids(["smolt-1"]);
    let cluster = cluster.cluster_id("a").cluster_id("b").build().expect("nothing is missing");
    assert_eq!(cluster.cluster_id.as_str(), "b");
    let risk = SafeHouseEvaluation::builder().overall_risk(f64::INFINITY).overall_risk(1).build();
    assert!(!paths(&risk.expect_err("most of it is missing")).contains(&"overall_risk"));
}

#[test]
fn a_field_that_is_always_the_same_is_filled_in() {
    let pattern = FleetPattern::try_from(OutliersPattern::builder().fleet_mean(1).agents(no_outliers()));
    let pattern = pattern.expect("nothing is missing");
    assert_eq!(
        serde_json::to_value(pattern).expect("it is JSON"),
        json!({"kind": "outliers", "fleet_mean": 1, "agents": []})
    );
}

fn no_outliers() -> [OutlierAgent; 0] {
    []
}

#[test]
fn a_point_in_time_is_a_timestamp() {
    let granted = AgentExemptionGranted::builder()
        .expires_at(std::time::UNIX_EPOCH)
        .section("safe_house")
        .reason("")
        .granted_by("usr-1")
        .org_id("org-1")
        .agent_id("smolt-1")
        .exemption_id("exm-1");
    let granted = granted.build().expect("nothing is missing");
    assert_eq!(granted.expires_at.as_ref().map(Timestamp::as_str), Some("1970-01-01T00:00:00.000Z"));
}
