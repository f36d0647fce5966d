import type { RuleCatalog } from "@aisle/app/pipelines/rule-reach";
import type { PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Product } from "@aisle/runtime/node-sdk/product";
import type { FastifyRequest } from "fastify";
import type { DraftCalls } from "./draft-calls.ts";

export interface InternalRouteDeps {
  readonly records: PipelineRecords;
  readonly facts: (workspaceId: string) => Promise<Facts>;
  /** What rules are checked against: the catalog's fields and some of its products. */
  readonly ruleCatalog: (workspaceId: string) => Promise<RuleCatalog>;
  /** What the catalog knows of a product, for sale or not. */
  readonly knownProduct: (workspaceId: string, productId: string) => Promise<Product["fields"] | undefined>;
  /** Where drafts run: not in this thread, which answers shoppers. */
  readonly drafts: DraftCalls;
  readonly isInternal: (request: FastifyRequest) => boolean;
}
