import type { Endpoint } from "@aisle/contracts/endpoint";
import type { Version } from "@aisle/contracts/version";
import type { Facts } from "@aisle/runtime/compile/facts";
import type { Plan } from "@aisle/runtime/compile/plan";
import { expect, it } from "vitest";
import { EndpointPreparation } from "./endpoint-preparation.ts";
import { makeLivePlan } from "./live-plan.ts";

const facts: Facts = { target: "endpoint", collections: [] };
const plan: Plan = {
  ...{ planId: "p", facts: {}, steps: [], slotCount: 0, constants: [], answer: -1, requestSchema: {}, dropped: [] },
};
const endpoint = (activeVersionId: string): Endpoint => ({
  ...{ workspaceId: "ws", slug: "home", aliases: [], pipelineId: "pipe", pipelineName: "Home" },
  ...{ activeVersionId, activeNumber: 1, updatedAt: new Date() },
});

/** A preparation whose versions are served elsewhere, and those of them that were forgotten. */
function preparation(waitFor: (versionId: string) => Promise<void> = async () => undefined) {
  const forgotten: string[] = [];
  const served = new EndpointPreparation(endpoint("v1"), {
    version: async ({ activeVersionId }) => ({ id: activeVersionId, number: 1 }) as Version,
    facts: async () => facts,
    make: async ({ workspaceId, slug, pipelineId }, { id }) => {
      await waitFor(id);
      const elsewhere = { serve: () => Promise.reject(new Error("not asked")), forget: () => void forgotten.push(id) };
      const parts = {
        workspaceId,
        slug,
        pipelineId,
        versionId: id,
        versionNumber: 1,
        plan,
        capabilities: {},
        elsewhere,
      };
      return makeLivePlan(parts, (value) => value);
    },
    onError: (error) => {
      throw error;
    },
    retry: { firstMs: 10, maxMs: 10 },
  });
  const want = (versionId: string) => served.want(endpoint(versionId), async () => facts);
  return { served, want, forgotten };
}

it("forgets elsewhere the version that another one has replaced, and the last one when it is closed", async () => {
  const { served, want, forgotten } = preparation();
  await want("v1");
  await want("v1");
  expect(forgotten).toEqual([]);
  await want("v2");
  expect([served.live?.versionId, forgotten]).toEqual(["v2", ["v1"]]);
  served.close();
  expect(forgotten).toEqual(["v1", "v2"]);
});

it("forgets a version that was closed while it was prepared", async () => {
  let prepared: () => void = () => undefined;
  const { served, want, forgotten } = preparation(() => new Promise<void>((resolve) => (prepared = resolve)));
  const wanted = want("v1");
  await new Promise((resolve) => setTimeout(resolve, 10));
  served.close();
  prepared();
  await wanted;
  expect(forgotten).toEqual(["v1"]);
});
