import fc from "fast-check";
import { expect, it } from "vitest";
import type { ExperimentMetric, ExperimentSpec } from "../../../server/experiment-types.ts";
import { addArm, addMetric, removeArm, removeMetric, setRole, setWeight, splitEvenly } from "./plan-draft.ts";

const arm = (key: string, weight: number) => ({ key, name: key.toUpperCase(), weight, edits: [] });
const sum = (arms: ExperimentSpec["arms"]) => arms.reduce((total, { weight }) => total + weight, 0);
const weights = (arms: ExperimentSpec["arms"]) => arms.map(({ weight }) => weight);

it("keeps weights at a sum of one, whatever is changed and in which order", () => {
  const change = fc.oneof(
    fc.record({ do: fc.constant("set"), at: fc.nat(9), weight: fc.double({ min: -0.5, max: 1.5, noNaN: true }) }),
    fc.record({ do: fc.constantFrom("add", "remove", "even"), at: fc.nat(9), weight: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let arms: ExperimentSpec["arms"] = [arm("a", 0.5), arm("b", 0.5)];
      for (const one of changes) {
        const { key } = arms[one.at % arms.length]!;
        if (one.do === "set") arms = setWeight(arms, key, one.weight);
        else if (one.do === "add") arms = addArm(arms);
        else if (one.do === "even") arms = splitEvenly(arms);
        else if (arms.length > 2) arms = removeArm(arms, key);
      }
      expect(sum(arms)).toBeCloseTo(1, 9);
      expect(new Set(arms.map(({ key }) => key)).size).toBe(arms.length);
      for (const { weight } of arms) expect(weight).toBeGreaterThan(-0.001);
    }),
  );
});

it("leaves the others' shares of the rest as they were", () => {
  expect(weights(setWeight([arm("a", 0.5), arm("b", 0.5)], "b", 0.1))).toEqual([0.9, 0.1]);
  expect(weights(setWeight([arm("a", 0.4), arm("b", 0.4), arm("c", 0.2)], "a", 0.7))).toEqual([0.7, 0.2, 0.1]);
  expect(weights(removeArm([arm("a", 0.4), arm("b", 0.4), arm("c", 0.2)], "b"))).toEqual([0.6667, 0.3333]);
});

const metric = (id: string): ExperimentMetric["metric"] => ({
  id,
  name: id,
  kind: "proportion",
  measure: { source: { from: "events", name: "click" }, value: { add: "count" } },
  attribution: "decision",
  windowHours: 24,
  cupedDays: 0,
  better: "higher",
  unit: "share",
});
const roles = (metrics: readonly ExperimentMetric[]) => metrics.map((one) => `${one.metric.id} ${one.role}`);

it("has one primary metric, which comes first, and gives a guardrail a limit", () => {
  let metrics = addMetric(addMetric(addMetric([], metric("clicks")), metric("orders")), metric("time"));
  expect(roles(metrics)).toEqual(["clicks primary", "orders secondary", "time secondary"]);
  expect(addMetric(metrics, metric("orders"))).toBe(metrics);
  metrics = setRole(metrics, "orders", "primary");
  expect(roles(metrics)).toEqual(["orders primary", "clicks secondary", "time secondary"]);
  metrics = setRole(metrics, "clicks", "guardrail");
  expect(metrics.find((one) => one.metric.id === "clicks")?.limit).toBe(0.02);
  expect(setRole(metrics, "clicks", "secondary").find((one) => one.metric.id === "clicks")).not.toHaveProperty("limit");
  expect(roles(removeMetric(metrics, "orders"))).toEqual(["time primary", "clicks guardrail"]);
});
