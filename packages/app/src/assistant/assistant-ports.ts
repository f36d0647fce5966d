import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { LanguageModel } from "@aisle/runtime/node-sdk/language-model";
import type { Registries } from "@aisle/runtime/node-sdk/registries";
import type { ShopReads } from "../catalog/catalog-ports.ts";

export interface AssistantPorts {
  readonly records: Pick<PipelineRecords, "find">;
  readonly shop: ShopReads;
  readonly registries: Registries;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  /** That of a workspace, which pays for it; absent where none is configured: the assistant then goes by its rules. */
  readonly languageModel?: (workspaceId: string) => LanguageModel;
  readonly newId: (prefix: string) => string;
}
