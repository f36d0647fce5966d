import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type Permissions, permitted } from "@aisle/app/access/permit";
import { may, parseRole, type Role } from "@aisle/app/access/role";
import type { AuditFact } from "@aisle/contracts/audit";
import { appendAuditByPrisma } from "@aisle/platform/audit/append-by-prisma";
import type { PrismaClient } from "@aisle/platform/postgres/prisma-client";
import { AisleError } from "@aisle/runtime/errors";
import { callerOf, type SignedIn } from "./access.ts";

/** Who belongs to a workspace. Times are ISO 8601. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly since: string;
  /** False until the person has set a password. */
  readonly joined: boolean;
}

/** Who asks: people are changed by those who may, and only an owner makes or changes owners. */
export type Asker = Pick<SignedIn, "workspaceId" | "userId" | "role" | "byToken">;

/** The people of workspaces: invited by a link that works once, within seven days. */
export interface People {
  list(asker: Asker): Promise<readonly Member[]>;
  /** Gives the link's token, which is shown once and stored as a hash alone. Throws `person.known`. */
  invite(
    asker: Asker,
    person: { readonly name: string; readonly email: string; readonly role: Role },
  ): Promise<{ readonly token: string }>;
  /** A new link for someone who lost theirs or their password: sessions and password end. Throws `person.not-found`. */
  newLink(asker: Asker, userId: string): Promise<{ readonly token: string }>;
  /** Throws `person.last-owner` when nobody would own the workspace. */
  setRole(asker: Asker, userId: string, role: Role): Promise<void>;
  remove(asker: Asker, userId: string): Promise<void>;
}

const linkDays = 7;
const dayMs = 86_400_000;

/** What each verb needs. */
export const peoplePermissions: Permissions<People> = {
  list: "look",
  invite: "people",
  newLink: "people",
  setRole: "people",
  remove: "people",
};

/** People over Prisma. */
export function prismaPeople(prisma: PrismaClient): People {
  const memberOf = async (asker: Asker, userId: string) => {
    const member = await prisma.member.findUnique({
      where: { workspaceId_userId: { workspaceId: asker.workspaceId, userId } },
    });
    if (member === null) throw new AisleError("person.not-found", "This person does not belong to the workspace.");
    ownersOnly(asker, parseRole(member.role));
    return member;
  };
  const linkFor = async (userId: string) => {
    const token = randomBytes(24).toString("base64url");
    const tokenHash = new Uint8Array(createHash("sha256").update(token).digest());
    await prisma.signInLink.create({
      data: { tokenHash, userId, expiresAt: new Date(Date.now() + linkDays * dayMs) },
    });
    return { token };
  };
  /** Takes the ownership of one away only while another has it: the rows of owners are locked meanwhile. */
  const unlessLastOwner = async (asker: Asker, userId: string, change: (tx: Transaction) => Promise<unknown>) =>
    prisma.$transaction(async (tx) => {
      const owners = await tx.$queryRaw<{ user_id: string }[]>`
        select user_id from member where workspace_id = ${asker.workspaceId} and role = 'owner' for update`;
      if (owners.length === 1 && owners[0]?.user_id === userId) {
        throw new AisleError("person.last-owner", "A workspace needs an owner.");
      }
      await change(tx);
    });
  const note = (tx: Pick<PrismaClient, "$executeRaw">, asker: Asker, fact: AuditFact) =>
    appendAuditByPrisma(tx, callerOf(asker), fact);
  const people: People = {
    async list({ workspaceId }) {
      const members = await prisma.member.findMany({
        where: { workspaceId },
        orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
        include: { user: { include: { accounts: { where: { providerId: "credential" }, select: { id: true } } } } },
      });
      return members.map(({ user, role, createdAt }) => ({
        id: user.id,
        name: user.name,
        email: user.email,
        role: parseRole(role),
        since: createdAt.toISOString(),
        joined: user.accounts.length > 0,
      }));
    },
    async invite(asker, { name, email, role }) {
      ownersOnly(asker, role);
      const address = email.toLowerCase();
      // A link signs in as the account it names: it may only ever name one that is nobody's yet.
      const known = await prisma.user.findUnique({
        where: { email: address },
        include: { _count: { select: { members: true, accounts: true } } },
      });
      if (known !== null && known._count.members + known._count.accounts > 0) {
        throw new AisleError("person.known", `${address} has an account already.`);
      }
      const id = known?.id ?? randomUUID().replaceAll("-", "");
      const members = { create: { workspaceId: asker.workspaceId, role } };
      await prisma.$transaction(async (tx) => {
        await tx.user.upsert({
          where: { id },
          create: { id, name, email: address, members },
          update: { name, members },
        });
        await note(tx, asker, { action: "person.invited", subject: id, detail: { role } });
      });
      return linkFor(id);
    },
    async newLink(asker, userId) {
      await memberOf(asker, userId);
      if ((await prisma.member.count({ where: { userId } })) > 1) {
        throw new AisleError("role.not-permitted", "This person belongs to other workspaces too.");
      }
      await prisma.$transaction(async (tx) => {
        await tx.session.deleteMany({ where: { userId } });
        await tx.account.deleteMany({ where: { userId, providerId: "credential" } });
        await tx.signInLink.deleteMany({ where: { userId, usedAt: null } });
        await note(tx, asker, { action: "person.link-made", subject: userId });
      });
      return linkFor(userId);
    },
    async setRole(asker, userId, role) {
      const earlier = await memberOf(asker, userId);
      ownersOnly(asker, role);
      const set = async (tx: Transaction) => {
        await tx.member.update({
          where: { workspaceId_userId: { workspaceId: asker.workspaceId, userId } },
          data: { role },
        });
        await note(tx, asker, { action: "person.role-set", subject: userId, detail: { from: earlier.role, to: role } });
      };
      if (role === "owner") await prisma.$transaction(set);
      else await unlessLastOwner(asker, userId, set);
    },
    async remove(asker, userId) {
      await memberOf(asker, userId);
      await unlessLastOwner(asker, userId, async (tx) => {
        await tx.member.delete({ where: { workspaceId_userId: { workspaceId: asker.workspaceId, userId } } });
        await tx.session.deleteMany({ where: { userId } });
        await tx.signInLink.deleteMany({ where: { userId } });
        // The name stays with what they did; nobody can sign in by it any more.
        if ((await tx.member.count({ where: { userId } })) === 0) await tx.account.deleteMany({ where: { userId } });
        await note(tx, asker, { action: "person.removed", subject: userId });
      });
    },
  };
  return permitted(people, peoplePermissions);
}

type Transaction = Pick<PrismaClient, "account" | "member" | "session" | "signInLink" | "$executeRaw">;

function ownersOnly(asker: Pick<Asker, "role">, role: Role): void {
  if (!may(asker.role, "people") || (role === "owner" && asker.role !== "owner")) {
    throw new AisleError("role.not-permitted", "Only an owner can make, change or remove an owner.");
  }
}
