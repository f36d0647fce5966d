import { hostname } from "node:os";
import type { Json } from "@aisle/runtime/json";
import type { Prisma, PrismaClient } from "../postgres/generated/client.ts";

export interface ProcessStatusRow {
  readonly id: string;
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly detail: Json;
}

/** Which processes run, and what each says of itself. */
export class ProcessStatusStore {
  readonly #prisma: PrismaClient;

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Writes this process's row; rows of processes not seen for an hour go. */
  async report(id: string, kind: string, startedAt: Date, detail: Json): Promise<void> {
    const row = {
      kind,
      host: hostname(),
      pid: process.pid,
      startedAt,
      seenAt: new Date(),
      detail: detail as Prisma.InputJsonValue,
    };
    await this.#prisma.processStatus.upsert({ where: { id }, create: { id, ...row }, update: row });
    await this.#prisma.processStatus.deleteMany({ where: { seenAt: { lt: new Date(Date.now() - 3_600_000) } } });
  }

  async remove(id: string): Promise<void> {
    await this.#prisma.processStatus.deleteMany({ where: { id } });
  }

  async list(kind: string): Promise<readonly ProcessStatusRow[]> {
    const rows = await this.#prisma.processStatus.findMany({ where: { kind }, orderBy: { startedAt: "asc" } });
    return rows.map((row) => ({ ...row, detail: row.detail as Json }));
  }
}
