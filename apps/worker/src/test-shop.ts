import { randomUUID } from "node:crypto";
import type { KeyKind } from "@aisle/contracts/api-key";
import type { AuditActor } from "@aisle/contracts/audit";
import { ApiKeyStore } from "@aisle/platform/access/api-key-store";
import { CatalogueStore } from "@aisle/platform/catalogue/catalogue-store";
import { PipelineStore } from "@aisle/platform/pipelines/pipeline-store";
import type { Pool } from "@aisle/platform/postgres/pool";
import { createPrismaClient } from "@aisle/platform/postgres/prisma-client";
import type { Graph } from "@aisle/runtime/graph/graph";
import { testWorkspace } from "./test-home.ts";

interface AddedVersion {
  readonly pipelineId: string;
  readonly versionId: string;
  readonly number: number;
}

/** A shop in a test database: its stores, and short ways to make what serving needs. */
export class TestShop {
  readonly workspaceId: string;
  readonly records: PipelineStore;
  readonly keys: ApiKeyStore;
  readonly catalogue: CatalogueStore;
  readonly #prisma: ReturnType<typeof createPrismaClient>;
  readonly #pipelines = new Map<string, string>();

  constructor(pool: Pool, workspaceId = testWorkspace) {
    this.workspaceId = workspaceId;
    this.#prisma = createPrismaClient(pool);
    this.records = new PipelineStore(this.#prisma, pool);
    this.keys = new ApiKeyStore(pool);
    this.catalogue = new CatalogueStore(pool);
  }

  /** Nobody in particular, for the audit log. */
  get actor(): AuditActor {
    return { workspaceId: this.workspaceId, userId: null, via: "command" };
  }

  /** The text of a new key. */
  async key(kind: KeyKind = "endpoint"): Promise<string> {
    return (await this.keys.create(this.actor, { kind, name: "test" })).key;
  }

  /** Adds a version of the pipeline behind a slug, made when absent, without checking it; returns the version's id. */
  async addVersion(slug: string, graph: Graph): Promise<AddedVersion> {
    const { workspaceId, records } = this;
    const pipelineId = this.#pipelines.get(slug) ?? newId("pipe");
    if (!this.#pipelines.has(slug)) await records.create(workspaceId, { id: pipelineId, name: slug, graph });
    this.#pipelines.set(slug, pipelineId);
    const versionId = newId("ver");
    const version = { id: versionId, pipelineId, slug, graph, name: "", notes: "", publishedBy: "test" };
    const added = await records.addVersion(this.actor, { ...version, draftRevision: 0 });
    if (!added.ok) throw new Error(`the slug ${slug} is taken`);
    return { pipelineId, versionId, number: added.number };
  }

  /** Adds a version and makes it the one that answers. */
  async activate(slug: string, graph: Graph): Promise<AddedVersion> {
    const added = await this.addVersion(slug, graph);
    const { pipelineId, versionId } = added;
    await this.records.setVersion(this.workspaceId, versionId, { status: "ready" });
    await this.records.activate(this.actor, pipelineId, versionId, "choose");
    return added;
  }

  close(): Promise<void> {
    return this.#prisma.$disconnect();
  }
}

export function newId(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll("-", "")}`;
}
