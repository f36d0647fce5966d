import type { LivePlans } from "@aisle/app/serving/live-plans";
import type { HealthProblem } from "./health.ts";

/** Live versions that could not be prepared, and endpoints that may have changed unseen. */
export function plansHealth(plans: LivePlans): HealthProblem | undefined {
  const failed = plans.states().filter(({ state }) => state === "failed").length;
  if (failed > 0) {
    const what = failed === 1 ? "1 live version" : `${failed} live versions`;
    return {
      part: "plans",
      message: `${what} could not be prepared; retried until it works, see the endpoint's page.`,
    };
  }
  if (!plans.isStale) return undefined;
  return { part: "plans", message: "The list of endpoints could not be read anew; read again until it works." };
}
