import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestAisle, type TestAisle } from "./test-aisle.ts";

const template = fileURLToPath(new URL("../../../templates/home-recommendations.json", import.meta.url));

let aisle: TestAisle;
beforeAll(async () => {
  aisle = await startTestAisle();
}, 120_000);
afterAll(() => aisle?.stop(), 60_000);

interface Shop {
  readonly state: string;
  readonly products: number;
  readonly events: number;
}
const shop = () => aisle.ask<Shop>("demoShop.state", undefined);

it("asks for a demo shop that is in use, and for numbers that it can keep to", async () => {
  const none = await aisle.aisle(["demo", "traffic", "--minutes", "1"]);
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("The demo shop is not in use") });
  for (const [option, value] of [
    ["--minutes", "soon"],
    ["--per-second", "1000"],
  ] as const) {
    const wrong = await aisle.aisle(["demo", "traffic", option, value]);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining(`${option} takes a number from`) });
  }
}, 60_000);

it("lets shoppers ask, click and buy over HTTP; what they report goes with the demo shop, and the keys with the command", async () => {
  const { jobId } = await aisle.ask<{ jobId: string }>("start.useSampleShop", {}, true);
  await vi.waitFor(async () => expect(await aisle.ask("jobs.get", { jobId })).toMatchObject({ state: "done" }), {
    timeout: 150_000,
    interval: 500,
  });
  expect(await aisle.aisle(["publish", template])).toMatchObject({ code: 0 });
  const before = await shop();
  const done = await aisle.aisle(["demo", "traffic", "--minutes", "0.2", "--per-second", "10", "--seed", "3"]);
  expect(done).toMatchObject({ code: 0, stderr: expect.stringMatching(/seed 3/) });
  const [, answers, clicks] = /: (\d+) answers?.*?, (\d+) clicks?,.* seed 3$/m.exec(done.stderr) ?? [];
  expect(Number(answers)).toBeGreaterThan(10);
  expect(Number(clicks)).toBeGreaterThan(0);
  // A click is two events, and all of them are the demo shop's.
  expect((await shop()).events).toBeGreaterThanOrEqual(before.events + 2 * Number(clicks));
  const keys = await aisle.ask<readonly { name: string; revokedAt?: string | null }[]>("keys.list", undefined);
  expect(keys.filter(({ name, revokedAt }) => name === "Demo traffic" && revokedAt == null)).toEqual([]);
  await aisle.ask("demoShop.setAside", {}, true);
  await aisle.ask("demoShop.remove", {}, true);
  expect(await aisle.ask("catalogue.summary", undefined)).toMatchObject({ events: 0, orders: 0 });
}, 420_000);
