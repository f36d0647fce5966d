import type { ServedDecision } from "@aisle/app/serving/serve-request";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What this process counts, in Prometheus's form. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<"endpoint" | "outcome">;
  readonly #seconds: Histogram<"endpoint">;
  readonly #stepSeconds: Histogram<"endpoint" | "node">;
  readonly #steps: Counter<"endpoint" | "node" | "outcome">;
  readonly #events: Counter<"outcome">;
  readonly #shed: Counter;
  #requestCount = 0;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: "aisle_" });
    this.#requests = new Counter({
      name: "aisle_requests_total",
      help: "Requests by endpoint and outcome.",
      labelNames: ["endpoint", "outcome"],
      registers,
    });
    this.#seconds = new Histogram({
      name: "aisle_request_seconds",
      help: "Time from a checked request to its answer.",
      labelNames: ["endpoint"],
      buckets,
      registers,
    });
    this.#stepSeconds = new Histogram({
      name: "aisle_step_seconds",
      help: "Time that steps ran.",
      labelNames: ["endpoint", "node"],
      buckets: [0.00001, 0.0001, ...buckets],
      registers,
    });
    this.#steps = new Counter({
      name: "aisle_steps_total",
      help: "Steps that did not simply run, by outcome.",
      labelNames: ["endpoint", "node", "outcome"],
      registers,
    });
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

  answered(decision: ServedDecision): void {
    this.#requestCount++;
    const { endpoint } = decision;
    this.#requests.inc({ endpoint, outcome: decision.outcome });
    this.#seconds.observe({ endpoint }, decision.totalMs / 1000);
    for (const { node, outcome, durationMs } of decision.steps) {
      if (outcome === "ran") this.#stepSeconds.observe({ endpoint, node }, durationMs / 1000);
      else this.#steps.inc({ endpoint, node, outcome });
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

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
