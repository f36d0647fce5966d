import type { Caller } from "../access/caller.ts";
import { permit } from "../access/permit.ts";
import { findPipeline } from "../pipelines/find-pipeline.ts";
import { readsInternalFact } from "../pipelines/internal-facts.ts";
import type { Area } from "../services/area.ts";
import type { RunsPorts } from "./runs-ports.ts";
import type { FieldTrial, NearProducts, PortSample, ProductStory } from "./runs-shapes.ts";

/** Looking at the data of preview runs, which the serving process holds for a while. Each verb throws `run.gone` after that. */
export interface RunsService {
  /** Why a product stands where it stands in a run of a draft. */
  why(
    caller: Caller,
    pipelineId: string,
    input: { readonly runId: string; readonly productId: string },
  ): Promise<ProductStory>;
  /** The whole value of a port, to be pinned; throws `pin.too-large`. */
  portSample(
    caller: Caller,
    pipelineId: string,
    input: { readonly runId: string; readonly port: string },
  ): Promise<PortSample>;
  nearProducts(
    caller: Caller,
    pipelineId: string,
    input: { readonly runId: string; readonly port: string },
  ): Promise<NearProducts>;
  /** What the text of a field gives on the products that came into its node, as it is typed. */
  tryField(
    caller: Caller,
    pipelineId: string,
    input: {
      readonly runId?: string;
      readonly node: string;
      readonly path: readonly (string | number)[];
      readonly text: string;
    },
  ): Promise<FieldTrial>;
}

export const runsArea: Area<RunsService, RunsPorts> = {
  permissions: { why: "look", portSample: "look", nearProducts: "look", tryField: "look" },
  make: runsService,
};

function runsService(ports: RunsPorts): RunsService {
  const { worker } = ports;
  /** The pipeline must be the caller's: only then is the serving process asked. */
  const own = async <T extends object>(caller: Caller, pipelineId: string, input: T) => {
    await findPipeline(ports, caller, pipelineId);
    return { ...input, workspaceId: caller.workspaceId, pipelineId };
  };
  return {
    why: async (caller, pipelineId, input) => worker.why(await own(caller, pipelineId, input)),
    portSample: async (caller, pipelineId, input) => worker.sample(await own(caller, pipelineId, input)),
    nearProducts: async (caller, pipelineId, input) => worker.near(await own(caller, pipelineId, input)),
    async tryField(caller, pipelineId, input) {
      // What an expression gives would tell the cost of each product.
      if (readsInternalFact(input.text)) permit(caller, "stock");
      return worker.tryField(await own(caller, pipelineId, input));
    },
  };
}
