import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localToken, makeTestStudio, owner, pageHeaders, type TestStudio } from "./test-studio.ts";

let studio: TestStudio;

beforeEach(() => {
  studio = makeTestStudio();
});
afterEach(() => studio.close());

describe("a page of another origin, with the user's cookies", () => {
  const changes = [
    "/api/import/catalog?file=a.csv",
    "/api/restore",
    "/api/decisions/rejected/replay",
    "/trpc/jobs.cancel",
    "/api/auth/sign-out",
    "/api/auth/owner-link/redeem",
  ];
  const others: { readonly [name: string]: { readonly [header: string]: string } } = {
    "another port": { origin: "http://studio.test:8080", "sec-fetch-site": "same-site" },
    "a subdomain": { origin: "http://evil.studio.test", "sec-fetch-site": "same-site" },
    "a browser that names no site": { origin: "http://studio.test:8080" },
    "a name that was led here": { origin: "http://evil.test", host: "evil.test", "sec-fetch-site": "same-origin" },
    "a sandboxed frame": { origin: "null", "sec-fetch-site": "cross-site" },
    "no origin at all": { origin: "" },
  };
  it.each(Object.keys(others))("may change nothing: %s", async (name) => {
    const cookie = await studio.redeem();
    const { origin, ...more } = { ...pageHeaders, ...others[name], cookie, "x-aisle-upload": "1" };
    for (const url of changes) {
      const sent = origin === "" ? more : { ...more, origin: origin! };
      const response = await studio.server.inject({ method: "POST", url, headers: sent, payload: "{}" });
      expect([url, response.statusCode, response.json().error.code]).toEqual([url, 403, "access.denied"]);
    }
  });

  it("cannot send an upload in the form of a plain form: that needs a header of its own", async () => {
    const cookie = await studio.redeem();
    const upload = (more: object) =>
      studio.server.inject({
        method: "POST",
        url: "/api/import/catalog?file=a.csv",
        headers: { ...pageHeaders, "content-type": "text/plain", ...more },
        payload: "id",
      });
    expect((await upload({ cookie })).statusCode).toBe(403);
    expect((await upload({ cookie, "x-aisle-upload": "1" })).statusCode).toBe(200);
    expect((await upload({ authorization: `Bearer ${localToken}` })).statusCode).toBe(200);
  });
});

describe("a restore", () => {
  const restore = (more: object) =>
    studio.server.inject({
      method: "POST",
      url: "/api/restore",
      headers: { ...pageHeaders, "content-type": "application/octet-stream", "x-aisle-upload": "1", ...more },
      payload: "rows",
    });

  it("needs the password of an owner again, of the session and of the token alike", async () => {
    const cookie = await studio.redeem();
    expect((await restore({ cookie })).json().error.code).toBe("password.none");
    const authorization = `Bearer ${localToken}`;
    // Nobody has a password yet: the token of the machine is what there is.
    expect((await restore({ authorization })).statusCode).toBe(200);
    await studio.post("/api/auth/owner-link/finish", owner, cookie);
    for (const who of [{ cookie }, { authorization }]) {
      expect((await restore(who)).json().error.code).toBe("password.wrong");
      expect((await restore({ ...who, "x-aisle-password": "wrong" })).json().error.code).toBe("password.wrong");
      expect((await restore({ ...who, "x-aisle-password": "%zz" })).statusCode).toBe(400);
      const right = await restore({ ...who, "x-aisle-password": encodeURIComponent(owner.password) });
      expect([right.statusCode, right.json()]).toMatchObject([200, { tables: 1, rows: 2 }]);
    }
  });

  it("is refused to an admin who has the password", async () => {
    const cookie = await studio.redeem();
    await studio.post("/api/auth/owner-link/finish", owner, cookie);
    studio.role = "admin";
    expect((await restore({ cookie, "x-aisle-password": encodeURIComponent(owner.password) })).statusCode).toBe(403);
  });
});
