import type { ExperimentDetail } from "../../../server/experiment-types.ts";
import type { EditedPlan } from "./use-plan-draft.ts";

/** What the cards of the planning page share. */
export interface PlanProps {
  readonly detail: ExperimentDetail;
  readonly plan: EditedPlan;
  /** True for those who may not change it, and while it starts. */
  readonly isFixed: boolean;
  /** Fields of the endpoint's request, by name. */
  readonly fields: readonly string[];
}
