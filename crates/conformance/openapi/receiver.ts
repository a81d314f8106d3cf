// A receiver in TypeScript: it has to handle every event that the document has, or it does not type-check.
// `api.d.ts` is what openapi-typescript makes of the document; see README.md.

import type { components, operations, webhooks } from "./api";

type Schemas = components["schemas"];
type WebhookEvent = Schemas["WebhookEvent"];

/** `true` where two types have the same values, and no type else. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

// The names are one list: of the enum, of the bodies, and of the entries.
export const namesOfBodies: Same<Schemas["EventType"], WebhookEvent["type"]> = true;
export const namesOfEntries: Same<Schemas["EventType"], keyof webhooks> = true;

/** What happened, in a few words. There is no `default`: an event that no case names is left over as `event`. */
export function summary(event: WebhookEvent): string {
  switch (event.type) {
    case "advisory.published":
      return event.data.title;
    case "ioc.added":
      return event.data.value;
    case "recipe.candidate.created":
      return event.data.candidate_id;
    case "recipe.promoted":
      return event.data.recipe_id;
    case "recipe.retired":
      return event.data.reason;
    case "reviewer-mode.changed":
      return event.data.mode;
    case "network.campaign.closed":
      return event.data.campaign_id;

    case "agent.paused":
    case "agent.resumed":
    case "agent.killed":
      return event.data.containment_status;
    case "agent.exemption.granted":
      return event.data.granted_by;
    case "agent.exemption.revoked":
      return event.data.revoked_by;

    case "subscription.status_changed":
      return event.data.status;
    case "transaction.completed":
      return event.data.evaluation.verdict;

    case "conscience.escalation":
      return event.data.conflicts.map((conflict) => conflict.value).join(", ");
    case "conscience.values_updated":
      return event.data.value_id ?? event.data.action;

    case "alignment_card.updated":
    case "protection_card.updated":
      return event.data.card_id;
    case "org_alignment_template.updated":
    case "org_protection_template.updated":
      return event.data.changed_sections.join(", ");
    case "org_alignment_template.deleted":
    case "org_protection_template.deleted":
      return event.data.deleted_by;

    case "integrity.checkpoint":
      return event.data.verdict;
    case "integrity.violation":
      return event.data.action_taken;

    case "quota.warning":
    case "quota.exceeded":
      return `${event.data.checks_used} of ${event.data.checks_included}`;
    case "quota.risk_warning":
    case "quota.risk_exceeded":
      return `${event.data.assessments_used} of ${event.data.assessments_included}`;
    case "quota.team_reputation_warning":
    case "quota.team_reputation_exceeded":
      return `${event.data.computations_used} of ${event.data.computations_included}`;
    case "quota.sh_warning":
      return event.data.currency;

    case "reputation.score_changed":
      return event.data.grade;
    case "reputation.grade_changed":
      return event.data.grade_after;

    case "sh.evaluation.warn":
    case "sh.evaluation.quarantine":
    case "sh.evaluation.block":
      return event.data.top_threat?.reasoning ?? event.data.verdict;
    case "sh.canary.triggered":
      return event.data.canary_kind;
    case "sh.session.escalated":
      return event.data.to_level;
    case "sh.campaign.detected":
      return event.data.affected_agents.join(", ");

    case "drift.resolved":
      return event.data.acknowledged_by;
    case "sideband.coherence.fired":
      return event.data.pattern_types.join(", ");
    case "sideband.drift.fired":
      return event.data.message;
    case "sideband.fault_line.fired":
      return event.data.fault_lines.map((line) => line.resolution_hint).join(", ");
    case "sideband.fleet.fired":
      return event.data.pattern.kind;

    case "team.created":
    case "team.archived":
      return event.data.name;
    case "team.member_added":
    case "team.member_removed":
      return event.data.agent_id;
    case "team.card_updated":
      return event.data.card_source;

    case "trace.created":
    case "trace.verified":
    case "trace.escalation_required":
    case "policy.violation":
      return event.data.trace_id;
    case "trace.failed":
      return event.data.failure_reason;
  }
  const unhandled: never = event;
  return unhandled;
}

/** A subscription to every event, as the API wants it: by name. */
export function all(url: string, names: Schemas["EventType"][]): Body<"create_endpoint"> {
  return { url, event_types: names };
}

/** The body that an operation of the API takes. */
type Body<Name extends keyof operations> =
  operations[Name] extends { requestBody: { content: { "application/json": infer Json } } } ? Json : never;
