import { hostname } from "node:os";
import type { ProcessStatus } from "@aisle/contracts/process-status";
import type { Json } from "@aisle/runtime/json";
import type { Prisma, PrismaClient } from "../postgres/generated/client.ts";

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

  async list(kind: string): Promise<readonly ProcessStatus[]> {
    const rows = await this.#prisma.processStatus.findMany({ where: { kind }, orderBy: { startedAt: "asc" } });
    return rows.map((row) => ({ ...row, detail: row.detail as Json }));
  }
}
