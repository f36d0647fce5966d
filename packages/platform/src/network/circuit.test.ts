import { afterEach, beforeEach, expect, it, vi } from "vitest";
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
let begun = 0;
const hang = () => {
  begun++;
  return new Promise<never>(() => undefined);
};
const outcomeOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

// Time stands still unless a test moves it: what settles without it did not wait.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] });
  begun = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

it("costs one time-out, then refuses at once, and lets calls through again when one attempt succeeded", async () => {
  const circuit = makeCircuit();
  expect(await circuit.run(async () => 1)).toBe(1);
  const first = outcomeOf(circuit.run(hang));
  await pass(100);
  expect(await first).toMatchObject({ code: "database.unavailable", message: "The database does not answer." });
  for (let i = 0; i < 20; i++) {
    // Also the call that is the attempt is not waited for.
    expect(await outcomeOf(circuit.run(hang))).toMatchObject({ code: "database.unavailable" });
    await pass(25);
  }
  expect(circuit.isOpen).toBe(true);
  // One attempt after each pause of 200 ms, and the time-out of 100 ms that it ended with.
  expect(begun).toBeLessThanOrEqual(3);
  await pass(300);
  expect(await outcomeOf(circuit.run(async () => 2))).toMatchObject({ code: "database.unavailable" });
  await pass(0);
  expect(circuit.isOpen).toBe(false);
  expect(await circuit.run(async () => 2)).toBe(2);
  circuit.close();
});

it("gives a call its own limit, and opens only when nobody answered for as long as it is patient", async () => {
  const circuit = makeCircuit();
  const given: number[] = [];
  for (let i = 0; i < 4; i++) {
    expect(circuit.isOpen).toBe(false);
    const call = outcomeOf(
      circuit.run((withinMs) => {
        given.push(withinMs);
        return hang();
      }, 25),
    );
    await pass(25);
    expect(await call).toMatchObject({ code: "database.unavailable" });
  }
  expect(given).toEqual([25, 25, 25, 25]);
  expect(circuit.isOpen).toBe(true);
  const long = makeCircuit();
  const patient = long.run(() => new Promise((resolve) => setTimeout(() => resolve("late"), 400)), 500);
  await pass(400);
  expect(await patient).toBe("late");
  for (const one of [circuit, long]) one.close();
});

it("opens at a lost connection, and not for a wrong question or for one slow call among others", async () => {
  const circuit = makeCircuit();
  for (let i = 0; i < 5; i++) {
    const wrong = new Error("syntax error");
    await expect(circuit.run(() => Promise.reject(wrong))).rejects.toBe(wrong);
  }
  const slow = circuit.run(hang).catch(() => undefined);
  await pass(20);
  await circuit.run(async () => 1);
  await pass(80);
  await slow;
  expect(circuit.isOpen).toBe(false);
  await expect(circuit.run(() => Promise.reject(away))).rejects.toMatchObject({ code: "database.unavailable" });
  expect(circuit.isOpen).toBe(true);
  circuit.close();
});
