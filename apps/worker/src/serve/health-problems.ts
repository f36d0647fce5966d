import type { LivePlans } from "@aisle/app/serving/live-plans";
import type { ClockWatch } from "@aisle/platform/postgres/clock-watch";
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
  return { part: "plans", message: "The list of endpoints could not be read; retried until it works." };
}

/** What is behind the process and does not answer. */
export function awayHealth(databaseIsAway: boolean, qdrantIsAway: boolean): HealthProblem | undefined {
  const away = [databaseIsAway ? "The database" : [], qdrantIsAway ? "Qdrant" : []].flat();
  if (away.length === 0) return undefined;
  return { part: "dependencies", message: `${away.join(" and ")} does not answer; what needs it falls back.` };
}

/** A clock that is more than a second from the database's. */
export function clockHealth(clock: ClockWatch): HealthProblem | undefined {
  const { problem } = clock;
  return problem === undefined ? undefined : { part: "clock", message: problem };
}
