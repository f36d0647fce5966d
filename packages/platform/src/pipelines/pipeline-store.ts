import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json } from "@aisle/runtime/json";
import type pg from "pg";
import type { PrismaClient } from "../postgres/generated/client.ts";
import { Prisma } from "../postgres/generated/client.ts";
import { DraftStore } from "./draft-store.ts";
import { endpointOf, pipelineOf, versionOf } from "./pipeline-rows.ts";

export const endpointsChannel = "aisle_endpoints";

type Stored = Prisma.InputJsonValue;

/** Takes a transaction back. */
class SlugTaken extends Error {}

/** Pipelines, versions and endpoints over Prisma; drafts over `DraftStore`. Every call is limited to one workspace. */
export class PipelineStore {
  readonly #prisma: PrismaClient;
  readonly #drafts: DraftStore;
  readonly changeDraft: DraftStore["change"];
  readonly editsSince: DraftStore["since"];
  readonly lastEditors: DraftStore["lastEditors"];

  constructor(prisma: PrismaClient, pool: pg.Pool) {
    this.#prisma = prisma;
    this.#drafts = new DraftStore(pool);
    this.changeDraft = this.#drafts.change.bind(this.#drafts);
    this.editsSince = this.#drafts.since.bind(this.#drafts);
    this.lastEditors = this.#drafts.lastEditors.bind(this.#drafts);
  }

  async list(workspaceId: string) {
    const rows = await this.#prisma.pipeline.findMany({
      where: { workspaceId, deletedAt: null },
      orderBy: { updatedAt: "desc" },
    });
    return rows.map(pipelineOf);
  }

  async find(workspaceId: string, pipelineId: string) {
    const row = await this.#prisma.pipeline.findFirst({ where: { workspaceId, id: pipelineId, deletedAt: null } });
    return row === null ? undefined : pipelineOf(row);
  }

  async create(
    workspaceId: string,
    { id, name, graph }: { readonly id: string; readonly name: string; readonly graph: Graph },
  ) {
    await this.#prisma.pipeline.create({ data: { id, workspaceId, name, draftGraph: graph as Stored } });
  }

  async rename(workspaceId: string, pipelineId: string, name: string): Promise<boolean> {
    const { count } = await this.#prisma.pipeline.updateMany({
      where: { workspaceId, id: pipelineId, deletedAt: null },
      data: { name },
    });
    return count === 1;
  }

  async remove(workspaceId: string, pipelineId: string): Promise<boolean> {
    const [{ count }] = await this.#prisma.$transaction([
      this.#prisma.pipeline.updateMany({
        where: { workspaceId, id: pipelineId, deletedAt: null },
        data: { deletedAt: new Date(), slug: null },
      }),
      this.#prisma.endpoint.deleteMany({ where: { workspaceId, pipelineId } }),
      this.#notify(workspaceId),
    ]);
    return count === 1;
  }

  async addVersion(version: {
    readonly id: string;
    readonly workspaceId: string;
    readonly pipelineId: string;
    readonly slug: string;
    readonly graph: Graph;
    readonly name: string;
    readonly notes: string;
    readonly publishedBy: string;
    readonly draftRevision: number;
  }): Promise<{ readonly number: number } | undefined> {
    const { slug, graph, ...data } = version;
    try {
      return await this.#prisma.$transaction(async (tx) => {
        // The row lock of the pipeline also gives two publishes at once their own numbers.
        const { count } = await tx.pipeline.updateMany({
          where: { workspaceId: data.workspaceId, id: data.pipelineId, deletedAt: null },
          data: { slug },
        });
        if (count === 0) return undefined;
        // A pipeline that is moving to another name answers under its old one until the new version is live.
        const taken = await tx.endpoint.findFirst({
          where: { workspaceId: data.workspaceId, slug, pipelineId: { not: data.pipelineId } },
        });
        if (taken !== null) throw new SlugTaken();
        const last = await tx.version.aggregate({ where: { pipelineId: data.pipelineId }, _max: { number: true } });
        const number = (last._max.number ?? 0) + 1;
        await tx.version.create({ data: { ...data, graph: graph as Stored, number } });
        return { number };
      });
    } catch (error) {
      if (error instanceof SlugTaken) return undefined;
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002") return undefined;
      throw error;
    }
  }

  async version(workspaceId: string, versionId: string) {
    const row = await this.#prisma.version.findFirst({ where: { workspaceId, id: versionId } });
    return row === null ? undefined : versionOf(row);
  }

  async versions(workspaceId: string, pipelineId: string) {
    const rows = await this.#prisma.version.findMany({
      where: { workspaceId, pipelineId },
      orderBy: { number: "desc" },
    });
    return rows.map(versionOf);
  }

  async setVersion(
    workspaceId: string,
    versionId: string,
    {
      status,
      problems,
      report,
    }: {
      readonly status: "queued" | "checking" | "ready" | "failed";
      readonly problems?: readonly Problem[];
      readonly report?: Json;
    },
  ): Promise<void> {
    await this.#prisma.version.updateMany({
      where: { workspaceId, id: versionId },
      data: {
        status,
        ...(problems === undefined ? {} : { problems: problems as unknown as Stored }),
        ...(report === undefined ? {} : { report: report as unknown as Stored }),
      },
    });
  }

  async describeVersion(
    workspaceId: string,
    versionId: string,
    { name, notes }: { readonly name: string; readonly notes: string },
  ): Promise<boolean> {
    const { count } = await this.#prisma.version.updateMany({
      where: { workspaceId, id: versionId },
      data: { name, notes },
    });
    return count === 1;
  }

  async activate(workspaceId: string, slug: string, pipelineId: string, versionId: string): Promise<void> {
    const live = { pipelineId, activeVersionId: versionId, updatedAt: new Date() };
    await this.#prisma.$transaction([
      // A pipeline answers under one name: publishing under a new one takes the old one down.
      this.#prisma.endpoint.deleteMany({ where: { workspaceId, pipelineId, slug: { not: slug } } }),
      this.#prisma.endpoint.upsert({
        where: { workspaceId_slug: { workspaceId, slug } },
        create: { workspaceId, slug, ...live },
        update: live,
      }),
      this.#notify(workspaceId),
    ]);
  }

  async endpoints(workspaceId: string) {
    const rows = await this.#prisma.endpoint.findMany({ where: { workspaceId }, orderBy: { slug: "asc" } });
    return rows.map(endpointOf).filter((endpoint) => endpoint !== undefined);
  }

  #notify(workspaceId: string) {
    return this.#prisma.$executeRaw`select pg_notify(${endpointsChannel}, ${workspaceId})`;
  }
}
