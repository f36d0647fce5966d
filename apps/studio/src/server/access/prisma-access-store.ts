import { parseRole } from "@aisle/app/access/role";
import { appendAuditByPrisma } from "@aisle/platform/audit/append-by-prisma";
import type { PrismaClient } from "@aisle/platform/postgres/prisma-client";
import type { AccessStore } from "./access.ts";

/** Sign-in links and memberships over Prisma. */
export function prismaAccessStore(prisma: PrismaClient): AccessStore {
  return {
    async takeLink(tokenHash) {
      const now = new Date();
      const { count } = await prisma.signInLink.updateMany({
        where: { tokenHash: new Uint8Array(tokenHash), usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
      });
      if (count === 0) return undefined;
      const link = await prisma.signInLink.findUnique({ where: { tokenHash: new Uint8Array(tokenHash) } });
      return link?.userId == null ? {} : { userId: link.userId };
    },
    async ownerId() {
      const owner = await prisma.member.findFirst({ where: { role: "owner" }, orderBy: { createdAt: "asc" } });
      return owner?.userId;
    },
    async ownersOf(workspaceId) {
      const owners = await prisma.member.findMany({ where: { workspaceId, role: "owner" } });
      return owners.map(({ userId }) => userId);
    },
    async makeOwner(userId) {
      const known = await prisma.workspace.findFirst({ orderBy: { createdAt: "asc" } });
      const workspace = known ?? (await prisma.workspace.create({ data: { id: "ws_main", name: "My shop" } }));
      await prisma.$transaction(async (tx) => {
        await tx.member.create({ data: { workspaceId: workspace.id, userId, role: "owner" } });
        const actor = { workspaceId: workspace.id, userId, via: "studio" } as const;
        await appendAuditByPrisma(tx, actor, { action: "sign-in.owner-made", subject: userId });
      });
    },
    async passwordSet(userId) {
      const member = await prisma.member.findFirst({ where: { userId }, orderBy: { createdAt: "asc" } });
      if (member === null) return;
      const actor = { workspaceId: member.workspaceId, userId, via: "studio" } as const;
      await appendAuditByPrisma(prisma, actor, { action: "sign-in.password-set", subject: userId });
    },
    async signInEnded(account, action, detail = {}) {
      const user = "email" in account ? { email: account.email } : { id: account.userId };
      const member = await prisma.member.findFirst({ where: { user }, orderBy: { createdAt: "asc" } });
      if (member === null) return;
      const { workspaceId, userId } = member;
      // Whoever gave a wrong password is somebody, and not known to be the person.
      const actor = { workspaceId, userId: action === "sign-in.failed" ? null : userId, via: "studio" } as const;
      await appendAuditByPrisma(prisma, actor, { action, subject: userId, detail });
    },
    async localCaller() {
      const workspace = await prisma.workspace.findFirst({
        orderBy: { createdAt: "asc" },
        include: { members: { where: { role: "owner" }, orderBy: { createdAt: "asc" }, include: { user: true } } },
      });
      if (workspace === null) return undefined;
      const owner = workspace.members[0]?.user;
      return {
        userId: owner?.id ?? "local",
        name: owner?.name ?? "This machine",
        email: owner?.email ?? "",
        workspaceId: workspace.id,
        workspaceName: workspace.name,
        role: "owner",
      };
    },
    async workspaceOf(userId) {
      const member = await prisma.member.findFirst({
        where: { userId },
        orderBy: { createdAt: "asc" },
        include: { workspace: true },
      });
      return member === null
        ? undefined
        : { id: member.workspace.id, name: member.workspace.name, role: parseRole(member.role) };
    },
  };
}
