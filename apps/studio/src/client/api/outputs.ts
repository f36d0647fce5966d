import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../server/router.ts";

type Outputs = inferRouterOutputs<AppRouter>;

export type Session = NonNullable<Outputs["session"]>;
export type StartState = Outputs["start"]["state"];
export type Template = Outputs["start"]["templates"][number];
export type PipelineRow = Outputs["pipelines"]["list"][number];
export type VersionRow = Outputs["pipelines"]["versions"][number];
export type Draft = Outputs["drafts"]["open"];
export type AppliedEdits = Outputs["drafts"]["edit"];
export type RunReport = Outputs["drafts"]["run"];
export type StepReport = RunReport["steps"][number];
export type Preview = RunReport["previews"][string];
export type ProductsPreview = Extract<Preview, { kind: "products" }>;
export type ShelfItem = ProductsPreview["items"][number];
export type NodeCatalogue = Outputs["nodes"]["catalogue"];
export type EndpointRow = Outputs["endpoints"]["list"][number];
export type EndpointDetail = Outputs["endpoints"]["get"];
export type Traffic = Outputs["endpoints"]["traffic"];
export type DecisionRow = Outputs["endpoints"]["decisions"][number];
export type Trace = Outputs["endpoints"]["trace"];
export type TryItAnswer = Outputs["endpoints"]["tryIt"];
export type KeyRow = Outputs["keys"]["list"][number];
export type CatalogueSummary = Outputs["catalogue"]["summary"];
export type ImportLook = Outputs["catalogue"]["look"];
export type JobRow = Outputs["jobs"]["list"][number];
export type JobDetail = Outputs["jobs"]["get"];
