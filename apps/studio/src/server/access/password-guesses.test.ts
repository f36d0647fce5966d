import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTestStudio, owner, pageHeaders, type TestStudio } from "../test-studio.ts";

let studio: TestStudio;

beforeEach(() => {
  studio = makeTestStudio();
});
afterEach(() => studio.close());

describe("guesses at a password", () => {
  const signIn = (password: string, { cookie = "", from = "203.0.113.1", email = "ines@example.com" } = {}) =>
    studio.server.inject({
      method: "POST",
      url: "/api/auth/sign-in/email",
      headers: { ...pageHeaders, cookie, "x-forwarded-for": from },
      remoteAddress: "10.0.0.1",
      payload: JSON.stringify({ email, password }),
    });
  const deviceOf = (response: Awaited<ReturnType<typeof signIn>>) =>
    response.cookies
      .filter(({ name }) => name.startsWith("aisle.device."))
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");

  it("lock nobody out of a browser in which they have signed in", async () => {
    await studio.post("/api/auth/owner-link/finish", owner, await studio.redeem());
    const known = deviceOf(await signIn(owner.password));
    expect(known).not.toBe("");
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, at) => signIn("not the password", { from: `203.0.113.${at}` })),
    );
    expect(tries.filter(({ statusCode }) => statusCode === 401)).toHaveLength(4);
    expect(tries.filter(({ statusCode }) => statusCode === 429)).toHaveLength(8);
    expect(Number(tries.find(({ statusCode }) => statusCode === 429)!.headers["retry-after"])).toBeGreaterThan(0);
    expect((await signIn(owner.password)).statusCode).toBe(429);
    expect((await signIn(owner.password, { cookie: known })).statusCode).toBe(200);
    // The cookie of another account, or one that was made up, is of no use.
    expect((await signIn(owner.password, { cookie: known.replace(/=.{4}/, "=AAAA") })).statusCode).toBe(429);
    expect((await signIn("not it", { cookie: known, email: "other@example.com" })).statusCode).toBe(401);
  });

  it("of one address lock out neither other addresses nor other accounts", async () => {
    await studio.post("/api/auth/owner-link/finish", owner, await studio.redeem());
    for (let at = 0; at < 9; at++) await signIn("not the password", { email: `person${at}@example.com` });
    expect((await signIn(owner.password)).statusCode).toBe(429);
    expect((await signIn(owner.password, { from: "203.0.113.77" })).statusCode).toBe(200);
  });

  it("from a known device are slowed down, and the right password is let in all the same", async () => {
    await studio.post("/api/auth/owner-link/finish", owner, await studio.redeem());
    const cookie = deviceOf(await signIn(owner.password));
    for (let at = 0; at < 3; at++) expect((await signIn("not it", { cookie })).statusCode).toBe(401);
    const started = performance.now();
    const [first, second] = await Promise.all([signIn("not it", { cookie }), signIn("not it", { cookie })]);
    expect([first.statusCode, second.statusCode].sort()).toEqual([401, 429]);
    expect(performance.now() - started).toBeGreaterThan(45);
    expect((await signIn(owner.password, { cookie })).statusCode).toBe(200);
  });

  it("do not believe an address that no trusted proxy says", async () => {
    for (let at = 0; at < 9; at++) {
      await studio.server.inject({
        method: "POST",
        url: "/api/auth/sign-in/email",
        headers: { ...pageHeaders, "x-forwarded-for": `203.0.113.${at}` },
        remoteAddress: "198.51.100.1",
        payload: JSON.stringify({ email: `p${at}@example.com`, password: "not the password" }),
      });
    }
    const next = await studio.server.inject({
      method: "POST",
      url: "/api/auth/sign-in/email",
      headers: { ...pageHeaders, "x-forwarded-for": "203.0.113.200" },
      remoteAddress: "198.51.100.1",
      payload: JSON.stringify({ email: "ines@example.com", password: "not the password" }),
    });
    expect(next.statusCode).toBe(429);
  });
});
