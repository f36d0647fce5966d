import { createHash } from "node:crypto";
import { createPool, type Pool } from "@aisle/platform/postgres/pool";
import { createPrismaClient, type PrismaClient } from "@aisle/platform/postgres/prisma-client";
import { type TestDatabase, testDatabase } from "@aisle/platform/postgres/test-database";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeAccess } from "./make-access.ts";
import { prismaAccessStore } from "./prisma-access-store.ts";

let database: TestDatabase;
let pool: Pool;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.url, { max: 4 });
  prisma = createPrismaClient(pool);
});
afterAll(async () => {
  await prisma?.$disconnect();
  await pool?.end();
  await database?.drop();
});

it("sets one password of several that are sent at once, with the name and the e-mail that came with it", async () => {
  const origin = "http://127.0.0.1:4400";
  const access = makeAccess({
    secret: "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEF",
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    store: prismaAccessStore(prisma),
    localToken: "local-token-of-the-test",
    origins: new Set([origin]),
  });
  const post = (path: string, body: object, cookie = "") =>
    access.handle(
      new Request(`${origin}/api/auth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", host: new URL(origin).host, origin, cookie },
        body: JSON.stringify(body),
      }),
    );
  const token = "a-token-that-works-once";
  const tokenHash = new Uint8Array(createHash("sha256").update(token).digest());
  await prisma.signInLink.create({ data: { tokenHash, expiresAt: new Date(Date.now() + 60_000) } });
  const link = await post("/owner-link/redeem", { token });
  const cookie = link.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const forms = [1, 2, 3].map((n) => ({ name: `I${n}`, email: `i${n}@example.com`, password: `a long password ${n}` }));
  const answers = await Promise.all(forms.map((form) => post("/owner-link/finish", form, cookie)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const { email, password } = forms[answers.findIndex(({ status }) => status === 200)]!;
  expect((await post("/sign-in/email", { email, password })).status).toBe(200);
});
