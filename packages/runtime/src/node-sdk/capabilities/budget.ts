import { type ExpressionBudget, expressionBudget } from "../expression-budget.ts";
import { defineCapability } from "./capability.ts";

declare module "./capability.ts" {
  interface CapabilityMap {
    readonly budget: ExpressionBudget;
  }
}

export const budgetCapability = defineCapability<"budget">({
  name: "budget",
  scope: "run",
  kind: "read",
  summary: "Evaluates expressions within the run's limit.",
  example: () => expressionBudget(),
  // One for all steps of the run.
  make: ({ once }) => once("budget", expressionBudget),
});
