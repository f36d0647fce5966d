import type { AuditActor } from "@aisle/contracts/audit";
import type { DraftSummary } from "@aisle/contracts/pipeline";
import type { AddedVersion, PipelineRecords } from "@aisle/contracts/pipeline-records";
import type { Graph } from "@aisle/runtime/graph/graph";
import type pg from "pg";
import { appendAuditByPrisma } from "../audit/append-by-prisma.ts";
import type { PrismaClient } from "../postgres/generated/client.ts";
import { Prisma } from "../postgres/generated/client.ts";
import { DraftStore, draftsChannel } from "./draft-store.ts";
import { EndpointStore, endpointsChannel } from "./endpoint-store.ts";
import {
  listedColumns,
  listedPipelineOf,
  listedVersionColumns,
  listedVersionOf,
  pipelineOf,
  versionOf,
} from "./pipeline-rows.ts";

/** Publishes at once wait for each other's row lock. */
const patience = { maxWait: 15_000, timeout: 15_000 };

type Stored = Prisma.InputJsonValue;

/** Why a version gets no address; thrown within a transaction to roll it back. */
type Refusal = Exclude<AddedVersion, { readonly ok: true }>;
class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.why);
    this.refusal = refusal;
  }
}

/** Pipelines and versions over Prisma; drafts over `DraftStore`, endpoints over `EndpointStore`. Every call is limited to one workspace. */
export class PipelineStore implements PipelineRecords {
  readonly #prisma: PrismaClient;
  readonly #drafts: DraftStore;
  readonly changeDraft: DraftStore["change"];
  readonly editsSince: DraftStore["since"];
  readonly lastEditors: DraftStore["lastEditors"];
  readonly activate: EndpointStore["activate"];
  readonly moveAddress: EndpointStore["moveAddress"];
  readonly removeAlias: EndpointStore["removeAlias"];
  readonly endpoints: EndpointStore["list"];
  readonly liveNodes: EndpointStore["liveNodes"];

  constructor(prisma: PrismaClient, pool: pg.Pool) {
    this.#prisma = prisma;
    this.#drafts = new DraftStore(pool);
    this.changeDraft = this.#drafts.change.bind(this.#drafts);
    this.editsSince = this.#drafts.since.bind(this.#drafts);
    this.lastEditors = this.#drafts.lastEditors.bind(this.#drafts);
    const endpoints = new EndpointStore(pool);
    this.activate = endpoints.activate.bind(endpoints);
    this.moveAddress = endpoints.moveAddress.bind(endpoints);
    this.removeAlias = endpoints.removeAlias.bind(endpoints);
    this.endpoints = endpoints.list.bind(endpoints);
    this.liveNodes = endpoints.liveNodes.bind(endpoints);
  }

  async list(workspaceId: string) {
    const rows = await this.#prisma.pipeline.findMany({
      where: { workspaceId, deletedAt: null },
      orderBy: { updatedAt: "desc" },
      select: listedColumns,
    });
    return rows.map(listedPipelineOf);
  }

  async listed(workspaceId: string, pipelineId: string) {
    const where = { workspaceId, id: pipelineId, deletedAt: null };
    const row = await this.#prisma.pipeline.findFirst({ where, select: listedColumns });
    return row === null ? undefined : listedPipelineOf(row);
  }

  async find(workspaceId: string, pipelineId: string) {
    const where = { workspaceId, id: pipelineId, deletedAt: null };
    const row = await this.#prisma.pipeline.findFirst({ where, include: { draftPins: true } });
    return row === null ? undefined : pipelineOf(row);
  }

  async storeSummary(workspaceId: string, pipelineId: string, summary: DraftSummary): Promise<void> {
    await this.#prisma.pipeline.updateMany({
      where: { workspaceId, id: pipelineId },
      data: { draftSummary: summary as unknown as Stored },
    });
  }

  async create(
    workspaceId: string,
    { id, name, graph }: { readonly id: string; readonly name: string; readonly graph: Graph },
  ) {
    const { pins = [], ...draftGraph } = graph;
    const draftPins = {
      create: pins.map(({ port, value, at, revision = null }) => ({
        workspaceId,
        port,
        value: value as Stored,
        at,
        revision,
      })),
    };
    await this.#prisma.pipeline.create({
      data: { id, workspaceId, name, draftGraph: draftGraph as unknown as Stored, draftPins },
    });
  }

  async rename(workspaceId: string, pipelineId: string, name: string): Promise<boolean> {
    const { count } = await this.#prisma.pipeline.updateMany({
      where: { workspaceId, id: pipelineId, deletedAt: null },
      data: { name },
    });
    // Who has it open sees the new name.
    if (count === 1) await this.#prisma.$executeRaw`select pg_notify(${draftsChannel}, ${pipelineId})`;
    return count === 1;
  }

  async remove(by: AuditActor, pipelineId: string): Promise<boolean> {
    const { workspaceId } = by;
    return this.#prisma.$transaction(async (tx) => {
      const { count } = await tx.pipeline.updateMany({
        where: { workspaceId, id: pipelineId, deletedAt: null },
        data: { deletedAt: new Date(), slug: null },
      });
      if (count === 0) return false;
      await tx.endpoint.deleteMany({ where: { workspaceId, pipelineId } });
      await tx.endpointAlias.deleteMany({ where: { workspaceId, pipelineId } });
      await appendAuditByPrisma(tx, by, { action: "pipeline.deleted", subject: pipelineId });
      await tx.$executeRaw`select pg_notify(${endpointsChannel}, ${workspaceId})`;
      return true;
    }, patience);
  }

  async addVersion(by: AuditActor, version: Parameters<PipelineRecords["addVersion"]>[1]): Promise<AddedVersion> {
    const { slug: asked, graph, ...data } = version;
    const { workspaceId } = by;
    const { pipelineId } = data;
    return claiming(() =>
      this.#prisma.$transaction(async (tx) => {
        // The row lock of the pipeline also gives two publishes at once their own numbers.
        const { count } = await tx.pipeline.updateMany({
          where: { workspaceId, id: pipelineId, deletedAt: null },
          data: { workspaceId },
        });
        if (count === 0) throw new Refused({ ok: false, why: "gone" });
        const slug = await claimSlug(tx, workspaceId, pipelineId, asked);
        const last = await tx.version.aggregate({ where: { pipelineId }, _max: { number: true } });
        const number = (last._max.number ?? 0) + 1;
        await tx.version.create({ data: { ...data, workspaceId, graph: graph as Stored, number } });
        const detail = { pipelineId, number, slug };
        await appendAuditByPrisma(tx, by, { action: "version.publish-asked", subject: data.id, detail });
        return { ok: true as const, number, slug };
      }, patience),
    );
  }

  /** Claims the address again for a pipeline that has lost it since its version was made; nothing where it has one. */
  async claimAddress(workspaceId: string, pipelineId: string, slug: string): Promise<{ readonly ok: true } | Refusal> {
    return claiming(() =>
      this.#prisma.$transaction(async (tx) => {
        const [held] = await tx.$queryRaw<[{ slug: string | null }?]>`select slug from pipeline
          where workspace_id = ${workspaceId} and id = ${pipelineId} and deleted_at is null for update`;
        if (held === undefined) throw new Refused({ ok: false, why: "gone" });
        if (held.slug === null) await claimSlug(tx, workspaceId, pipelineId, slug);
        return { ok: true as const };
      }, patience),
    );
  }

  async version(workspaceId: string, versionId: string) {
    const row = await this.#prisma.version.findFirst({ where: { workspaceId, id: versionId } });
    return row === null ? undefined : versionOf(row);
  }

  async versions(workspaceId: string, pipelineId: string) {
    const rows = await this.#prisma.version.findMany({
      where: { workspaceId, pipelineId },
      orderBy: { number: "desc" },
      select: listedVersionColumns,
    });
    return rows.map(listedVersionOf);
  }

  async unfinishedVersions(before: Date) {
    const rows = await this.#prisma.version.findMany({
      where: { status: { in: ["queued", "checking"] }, createdAt: { lt: before } },
      orderBy: { createdAt: "asc" },
      take: 1000,
      select: { ...listedVersionColumns, pipeline: { select: { slug: true } } },
    });
    return rows.map(({ pipeline, ...row }) => ({ ...listedVersionOf(row), slug: pipeline.slug }));
  }

  async setVersion(
    workspaceId: string,
    versionId: string,
    { status, waitingFor = null, problems, report }: Parameters<PipelineRecords["setVersion"]>[2],
  ): Promise<void> {
    await this.#prisma.version.updateMany({
      where: { workspaceId, id: versionId },
      data: {
        status,
        waitingFor,
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
}

/** What a transaction that claims an address gives, or why the address was refused. */
async function claiming<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002")
      return { ok: false, why: "taken" };
    throw error;
  }
}

/**
 * The address that a version is published under. A live pipeline keeps the one it has, by which its aliases mean the same; one that
 * is not live yet claims what it asks for. Who holds it without being live, or about to be, loses it.
 */
async function claimSlug(
  tx: Prisma.TransactionClient,
  workspaceId: string,
  pipelineId: string,
  asked: string,
): Promise<string> {
  const [found] = await tx.$queryRaw<[{ own: string | null; holder: string | null }]>`
    select (select slug from endpoint where workspace_id = ${workspaceId} and pipeline_id = ${pipelineId}) as own,
      coalesce((select pipeline_id from endpoint where workspace_id = ${workspaceId} and slug = ${asked}),
        (select pipeline_id from endpoint_alias where workspace_id = ${workspaceId} and slug = ${asked})) as holder`;
  const { own, holder } = found;
  if (own !== null) {
    if (holder === pipelineId) return own;
    throw new Refused({ ok: false, why: "fixed", slug: own });
  }
  if (holder !== null && holder !== pipelineId) throw new Refused({ ok: false, why: "taken" });
  // A pipeline that is being published at this moment is locked, and keeps what it holds.
  await tx.$executeRaw`
    update pipeline set slug = null where id in (
      select p.id from pipeline p
      where p.workspace_id = ${workspaceId} and p.slug = ${asked} and p.id <> ${pipelineId}
        and not exists (select from endpoint e where e.pipeline_id = p.id)
        and not exists (select from version v where v.pipeline_id = p.id and v.status <> 'failed')
      for update of p skip locked)`;
  await tx.pipeline.updateMany({ where: { workspaceId, id: pipelineId }, data: { slug: asked } });
  return asked;
}
