import type { DecisionOutcome, NewDecision } from "@aisle/contracts/decision";
import type { StepOutcome } from "@aisle/runtime/execute/step-record";
import { Counter, collectDefaultMetrics, Registry } from "prom-client";
import { LatencyHistogram } from "./latency-histogram.ts";

interface EndpointCounts {
  readonly outcomes: Record<DecisionOutcome, number>;
  readonly total: LatencyHistogram;
  readonly steps: Map<string, StepCounts>;
}

interface StepCounts {
  readonly ran: LatencyHistogram;
  readonly others: Record<Exclude<StepOutcome, "ran">, number>;
}

/** What this process counts, in Prometheus's form. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #endpoints = new Map<string, EndpointCounts>();
  readonly #events: Counter<"outcome">;
  readonly #shed: Counter;
  #requestCount = 0;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: "aisle_" });
    this.#events = new Counter({
      name: "aisle_events_total",
      help: "Events by outcome.",
      labelNames: ["outcome"],
      registers,
    });
    this.#shed = new Counter({ name: "aisle_shed_total", help: "Requests refused because of overload.", registers });
  }

  /** Requests counted since the last call. */
  takeRequestCount(): number {
    const count = this.#requestCount;
    this.#requestCount = 0;
    return count;
  }

  answered({ endpoint, outcome, totalMs, steps }: NewDecision): void {
    this.#requestCount++;
    const counts = this.#endpoints.get(endpoint) ?? this.#newEndpoint(endpoint);
    counts.outcomes[outcome]++;
    counts.total.observe(totalMs);
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      const known = counts.steps.get(step.node) ?? newStep(counts, step.node);
      if (step.outcome === "ran") known.ran.observe(step.durationMs);
      else known.others[step.outcome]++;
    }
  }

  events(accepted: number, rejected: number): void {
    this.#events.inc({ outcome: "accepted" }, accepted);
    this.#events.inc({ outcome: "rejected" }, rejected);
  }

  shed(): void {
    this.#shed.inc();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    return (await this.#registry.metrics()) + this.#endpointText();
  }

  #newEndpoint(endpoint: string): EndpointCounts {
    const counts = {
      outcomes: { answered: 0, "fell-back": 0, failed: 0, refused: 0, suspended: 0 },
      total: new LatencyHistogram(),
      steps: new Map(),
    };
    this.#endpoints.set(endpoint, counts);
    return counts;
  }

  #endpointText(): string {
    let requests =
      "# HELP aisle_requests_total Requests by endpoint and outcome.\n# TYPE aisle_requests_total counter\n";
    let seconds =
      "# HELP aisle_request_seconds Time from a checked request to its answer.\n# TYPE aisle_request_seconds histogram\n";
    let stepSeconds = "# HELP aisle_step_seconds Time that steps ran.\n# TYPE aisle_step_seconds histogram\n";
    let others =
      "# HELP aisle_steps_total Steps that did not simply run, by outcome.\n# TYPE aisle_steps_total counter\n";
    // Slugs and node ids are letters, digits, dashes and underscores: nothing to escape.
    for (const [endpoint, counts] of this.#endpoints) {
      const labels = `endpoint="${endpoint}"`;
      for (const [outcome, count] of Object.entries(counts.outcomes)) {
        requests += `aisle_requests_total{${labels},outcome="${outcome}"} ${count}\n`;
      }
      seconds += counts.total.lines("aisle_request_seconds", labels);
      for (const [node, step] of counts.steps) {
        stepSeconds += step.ran.lines("aisle_step_seconds", `${labels},node="${node}"`);
        for (const [outcome, count] of Object.entries(step.others)) {
          if (count > 0) others += `aisle_steps_total{${labels},node="${node}",outcome="${outcome}"} ${count}\n`;
        }
      }
    }
    return requests + seconds + stepSeconds + others;
  }
}

function newStep(counts: EndpointCounts, node: string): StepCounts {
  const step = { ran: new LatencyHistogram(), others: { skipped: 0, "fell-back": 0, failed: 0, suspended: 0 } };
  counts.steps.set(node, step);
  return step;
}
