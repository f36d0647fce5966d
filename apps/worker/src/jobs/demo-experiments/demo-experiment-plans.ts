import { builtInMetrics } from "@aisle/app/experiments/built-in-metrics";
import type { ExperimentArm, ExperimentMetric, ExperimentSpec } from "@aisle/contracts/experiment";
import type { PastArm } from "@aisle/simulator/past-visits";
import type { DemoShelves } from "./demo-shelves.ts";

/** A past experiment of the demo shop: what it was, how long it ran, and what its visitors met. */
export interface DemoExperimentPlan {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly spec: ExperimentSpec;
  /** Whole days before today at which it started; how many days visitors came; whether it was ended then. */
  readonly startedDaysAgo: number;
  readonly days: number;
  readonly ended: boolean;
  readonly sessionsADay: number;
  readonly arms: readonly PastArm[];
  readonly seed: number;
}

/** One that is over and decided, one that runs and is too early to read, and one whose numbers must not be believed. */
export function demoExperimentPlans({
  bestSellers,
  withOwnCategories,
  cheapFirst,
}: DemoShelves): readonly DemoExperimentPlan[] {
  return [
    {
      id: "exp_demo_own_categories",
      key: "demo-own-categories",
      name: "Own categories on the home shelf",
      spec: specOf(
        "Two places for products of categories that a shopper likes make more of them click than best sellers alone.",
        ["Best sellers", "Two places for own categories"],
        21,
      ),
      startedDaysAgo: 24,
      days: 21,
      ended: true,
      sessionsADay: 200,
      arms: [{ shelf: bestSellers }, { shelf: withOwnCategories([6, 9]) }],
      seed: 41,
    },
    {
      id: "exp_demo_cheap_first",
      key: "demo-cheap-first",
      name: "Cheap products first",
      spec: specOf(
        "The same best sellers with the cheap ones first bring more shoppers into the shop, and cost no revenue.",
        ["By popularity", "Cheap ones first"],
        14,
      ),
      startedDaysAgo: 9,
      days: 9,
      ended: false,
      sessionsADay: 150,
      arms: [{ shelf: bestSellers }, { shelf: cheapFirst }],
      seed: 43,
    },
    {
      id: "exp_demo_large_pictures",
      key: "demo-large-pictures",
      name: "Large pictures on the home shelf",
      spec: specOf("Larger pictures make more shoppers click.", ["Usual pictures", "Large pictures"], 14),
      startedDaysAgo: 12,
      days: 12,
      ended: false,
      sessionsADay: 150,
      // They load slowly on phones: whoever leaves there is counted in the other arm alone.
      arms: [{ shelf: bestSellers }, { shelf: bestSellers, leavingOnPhones: 0.45 }],
      seed: 47,
    },
  ];
}

function specOf(hypothesis: string, names: readonly [string, string], plannedDays: number): ExperimentSpec {
  const arms = names.map((name, at): ExperimentArm => ({ key: "ab"[at]!, name, weight: 0.5, edits: [] }));
  return {
    hypothesis,
    unit: { kind: "session", field: "sessionId" },
    arms,
    coverage: 1,
    metrics: [
      metricOf("click-through", "primary"),
      metricOf("add-to-cart", "secondary"),
      metricOf("revenue", "secondary"),
    ],
    method: "frequentist",
    correction: "holm",
    level: 0.95,
    plannedDays,
    segments: ["device", "visitor"],
  };
}

function metricOf(id: string, role: ExperimentMetric["role"]): ExperimentMetric {
  const { metric } = builtInMetrics.find((one) => one.metric.id === `built-in/${id}`)!;
  return { metric, role };
}
