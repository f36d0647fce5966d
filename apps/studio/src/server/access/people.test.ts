import { createHash } from "node:crypto";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";
import { createPrismaClient, type PrismaClient } from "@aisle/platform/postgres/prisma-client";
import { type TestDatabase, testDatabase } from "@aisle/platform/postgres/test-database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Asker, prismaPeople } from "./people.ts";
import { prismaAccessStore } from "./prisma-access-store.ts";

let database: TestDatabase;
let pool: Pool;
let prisma: PrismaClient;
const ownerA: Asker = { workspaceId: "ws_a", userId: "u_owner_a", role: "owner" };
const adminA: Asker = { workspaceId: "ws_a", userId: "u_admin_a", role: "admin" };
const ownerB: Asker = { workspaceId: "ws_b", userId: "u_owner_b", role: "owner" };
const people = () => prismaPeople(prisma);
const redeem = (token: string) =>
  prismaAccessStore(prisma).takeLink(new Uint8Array(createHash("sha256").update(token).digest()));
const mira = { name: "Mira", email: "Mira@example.com", role: "merchandiser" } as const;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 3 });
  prisma = createPrismaClient(pool);
  for (const [workspace, user] of [
    ["ws_a", "u_owner_a"],
    ["ws_b", "u_owner_b"],
  ] as const) {
    await prisma.workspace.create({ data: { id: workspace, name: workspace } });
    await prisma.user.create({
      data: {
        id: user,
        name: user,
        email: `${user}@example.com`,
        members: { create: { workspaceId: workspace, role: "owner" } },
        accounts: { create: { id: `acc_${user}`, accountId: user, providerId: "credential", password: "hash" } },
      },
    });
  }
});

afterAll(async () => {
  await prisma?.$disconnect();
  await pool?.end();
  await database?.drop();
});

const idOf = async (email: string) => (await people().list(ownerA)).find((one) => one.email === email)!.id;

it("invites by a link that works once and names the person it was made for", async () => {
  const { token } = await people().invite(ownerA, mira);
  expect(await people().list(ownerA)).toMatchObject([
    { name: "u_owner_a", role: "owner", joined: true },
    { name: "Mira", email: "mira@example.com", role: "merchandiser", joined: false },
  ]);
  // The database keeps a hash alone.
  const links = await prisma.signInLink.findMany();
  expect(links.map((link) => Buffer.from(link.tokenHash).toString("hex"))).toEqual([
    createHash("sha256").update(token).digest("hex"),
  ]);
  expect(await redeem(token)).toEqual({ userId: await idOf("mira@example.com") });
  expect(await redeem(token)).toBeUndefined();
});

it("makes no link to an account that is somebody's, here or in another workspace", async () => {
  for (const email of ["MIRA@example.com", "u_owner_b@example.com"]) {
    await expect(people().invite(ownerA, { ...mira, email })).rejects.toMatchObject({ code: "person.known" });
  }
});

it("neither shows nor changes the people of another workspace", async () => {
  expect((await people().list(ownerB)).map((one) => one.id)).toEqual(["u_owner_b"]);
  const id = await idOf("mira@example.com");
  const gone = { code: "person.not-found" };
  await expect(people().newLink(ownerB, id)).rejects.toMatchObject(gone);
  await expect(people().setRole(ownerB, id, "viewer")).rejects.toMatchObject(gone);
  await expect(people().remove(ownerB, id)).rejects.toMatchObject(gone);
});

it("lets only owners make, change and remove owners, and keeps the last one", async () => {
  const refused = { code: "role.not-permitted" };
  await expect(people().invite(adminA, { ...mira, email: "x@example.com", role: "owner" })).rejects.toMatchObject(
    refused,
  );
  await expect(people().setRole(adminA, await idOf("mira@example.com"), "owner")).rejects.toMatchObject(refused);
  await expect(people().remove(adminA, "u_owner_a")).rejects.toMatchObject(refused);
  expect(() => people().setRole({ ...adminA, role: "viewer" }, "u_owner_a", "viewer")).toThrow(
    expect.objectContaining(refused),
  );
  await expect(people().setRole(ownerA, "u_owner_a", "viewer")).rejects.toMatchObject({ code: "person.last-owner" });
  await expect(people().remove(ownerA, "u_owner_a")).rejects.toMatchObject({ code: "person.last-owner" });
  // Two owners who both step down at once: one stays.
  const id = await idOf("mira@example.com");
  await people().setRole(ownerA, id, "owner");
  const both = await Promise.allSettled([
    people().setRole(ownerA, id, "merchandiser"),
    people().setRole(ownerA, "u_owner_a", "merchandiser"),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  await people().setRole(ownerA, "u_owner_a", "owner");
  await people().setRole(ownerA, id, "merchandiser");
});

it("ends password, sessions and older links with a new link, and everything with the removal", async () => {
  const id = await idOf("mira@example.com");
  const session = { id: "s1", token: "t1", userId: id, expiresAt: new Date(Date.now() + 60_000) };
  await prisma.session.create({ data: session });
  const first = await people().newLink(ownerA, id);
  const second = await people().newLink(ownerA, id);
  expect(await prisma.session.count({ where: { userId: id } })).toBe(0);
  expect(await redeem(first.token)).toBeUndefined();
  expect(await redeem(second.token)).toEqual({ userId: id });

  await people().remove(ownerA, id);
  expect(await prismaAccessStore(prisma).workspaceOf(id)).toBeUndefined();
  expect((await people().list(ownerA)).map((one) => one.id)).toEqual(["u_owner_a"]);
  // The name stays with what was done; the address can be invited again, as nobody's account.
  expect((await prisma.user.findUnique({ where: { id } }))?.name).toBe("Mira");
  await people().invite(ownerA, { ...mira, name: "Mira S." });
  expect(await idOf("mira@example.com")).toBe(id);
});

it("writes each change of people into the audit log, by ids alone", async () => {
  const log = await prisma.auditEntry.findMany({ where: { workspaceId: "ws_a" }, orderBy: { seq: "asc" } });
  const actions = log.map(({ action }) => action);
  for (const action of ["person.invited", "person.role-set", "person.link-made", "person.removed"])
    expect(actions).toContain(action);
  expect(log.map(({ actor }) => actor)).not.toContain(null);
  expect(log.map(({ entry }) => entry).join()).not.toMatch(/Mira|example\.com/i);
  // What was refused is no entry.
  expect(await prisma.auditEntry.count({ where: { workspaceId: "ws_b" } })).toBe(0);
});
