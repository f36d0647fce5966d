import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Circuit } from "./circuit.ts";

const away = Object.assign(new Error("connect ECONNREFUSED 10.1.2.3:5432"), { code: "ECONNREFUSED" });
const makeCircuit = () =>
  new Circuit({
    what: "The database",
    code: "database.unavailable",
    isAway: (error) => error === away,
    timeoutMs: 100,
    retryMs: 200,
  });
const hang = () => new Promise<never>(() => undefined);
const timed = async (work: Promise<unknown>) => {
  const started = performance.now();
  const result = await work.catch((error: unknown) => error);
  return { result, ms: performance.now() - started };
};

it("costs one time-out, then refuses at once, and lets calls through again when one attempt succeeded", async () => {
  const circuit = makeCircuit();
  expect(await circuit.run(async () => 1)).toBe(1);
  const first = await timed(circuit.run(hang));
  expect(first.result).toMatchObject({ code: "database.unavailable", message: "The database does not answer." });
  expect(first.ms).toBeGreaterThan(90);
  for (let i = 0; i < 20; i++) {
    const next = await timed(circuit.run(hang));
    expect(next.result).toMatchObject({ code: "database.unavailable" });
    expect(next.ms).toBeLessThan(60);
    // Also the call that is the attempt is not waited for.
    await sleep(25);
  }
  expect(circuit.isOpen).toBe(true);
  await expect.poll(() => circuit.run(async () => 2).catch(() => 0), { timeout: 3000 }).toBe(2);
  expect(circuit.isOpen).toBe(false);
  circuit.close();
});

it("opens at a lost connection, and not for a wrong question or for one slow call among others", async () => {
  const circuit = makeCircuit();
  for (let i = 0; i < 5; i++) {
    const wrong = new Error("syntax error");
    await expect(circuit.run(() => Promise.reject(wrong))).rejects.toBe(wrong);
  }
  const slow = circuit.run(hang).catch(() => undefined);
  await sleep(20);
  await circuit.run(async () => 1);
  await slow;
  expect(circuit.isOpen).toBe(false);
  await expect(circuit.run(() => Promise.reject(away))).rejects.toMatchObject({ code: "database.unavailable" });
  expect(circuit.isOpen).toBe(true);
  circuit.close();
});
