import type { AuditActor, AuditFact } from "@aisle/contracts/audit";
import type { PrismaClient } from "../postgres/prisma-client.ts";

/** Adds an entry to the audit log through Prisma, in the transaction that `prisma` stands for. */
export async function appendAuditByPrisma(
  prisma: Pick<PrismaClient, "$executeRaw">,
  { workspaceId, userId, via }: AuditActor,
  { action, subject = "", detail = {} }: AuditFact,
): Promise<void> {
  await prisma.$executeRaw`select audit_append(${workspaceId}, ${userId}, ${via}, ${action}, nullif(${subject}, ''), ${JSON.stringify(detail)}::jsonb)`;
}
