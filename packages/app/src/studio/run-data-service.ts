import type { StudioServices } from "../studio-services.ts";
import { findPipeline } from "./pipeline-service.ts";
import type { StudioDeps } from "./studio-deps.ts";

type RunDataService = Pick<StudioServices, "whyInRun" | "portSample" | "nearProducts" | "tryField">;

/** Looking at the data of preview runs, which the serving process keeps for a while. */
export function runDataService(deps: StudioDeps): RunDataService {
  /** The pipeline must be the caller's: only then is the serving process asked. */
  const own = async <T extends object>(
    caller: Parameters<StudioServices["tryField"]>[0],
    pipelineId: string,
    input: T,
  ) => {
    await findPipeline(deps, caller, pipelineId);
    return { ...input, workspaceId: caller.workspaceId, pipelineId };
  };
  return {
    whyInRun: async (caller, pipelineId, input) => deps.worker.why(await own(caller, pipelineId, input)),
    portSample: async (caller, pipelineId, input) => deps.worker.sample(await own(caller, pipelineId, input)),
    nearProducts: async (caller, pipelineId, input) => deps.worker.near(await own(caller, pipelineId, input)),
    tryField: async (caller, pipelineId, input) => deps.worker.tryField(await own(caller, pipelineId, input)),
  };
}
