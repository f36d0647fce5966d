import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { processBody, threadBody } from "./killable-body.ts";
import { KillableProgram, type ProgramStopped } from "./killable-program.ts";

const script = new URL("./busy.fixture.mjs", import.meta.url);
const bodies = {
  thread: () => threadBody(script, { heapMb: 64 }),
  process: () => processBody(script, process.env),
};

let program: KillableProgram;
const ended: ProgramStopped[] = [];
const open = (start: (typeof bodies)["thread"], limits: { stallMs?: number; graceMs?: number } = {}) => {
  ended.length = 0;
  program = new KillableProgram({
    start,
    ...limits,
    handlers: { double: ([value]: readonly [number]) => 2 * value },
    onStopped: (error) => ended.push(error),
  });
  return program;
};
afterEach(() => program?.close());

async function stopped(asking: Promise<unknown>) {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown as ProgramStopped,
  );
  return [error?.name, error?.reason];
}

describe.each(Object.entries(bodies))("a %s", (kind, start) => {
  it("answers calls both ways, several at once, and hands errors on as they are", async () => {
    const { call } = { call: (name: string, ...args: unknown[]) => open(start).call(name, args) };
    expect(await call("add", 1, 2)).toBe(3);
    expect(await Promise.all([program.call("add", [3, 4]), program.call("askBack", [21])])).toEqual([7, 42]);
    await expect(program.call("fail", ["aisle"])).rejects.toMatchObject({
      name: "AisleError",
      code: "expression.invalid",
      message: "wrong",
      details: { field: "keep" },
    });
    await expect(program.call("fail", [""])).rejects.toMatchObject({ name: "TypeError", message: "broken" });
    await expect(program.call("nothing", [])).rejects.toThrow("nothing answers nothing here");
    await expect(program.call("notCopied", [])).rejects.toThrow(/could not be cloned/);
  });

  it("is ended when it stands still while it is asked something, and starts again for the next call", async () => {
    open(start, { stallMs: 1000 });
    await program.start();
    const began = performance.now();
    const waiting = program.call("deaf", []);
    expect(await stopped(program.call("busy", []))).toEqual(["ProgramStopped", "stalled"]);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await stopped(waiting)).toEqual(["ProgramStopped", "stalled"]);
    expect(ended.map(({ reason }) => reason)).toEqual(["stalled"]);
    expect(await program.call("add", [1, 1])).toBe(2);
  });

  it("is left alone while it waits, however long", async () => {
    open(start, { stallMs: 600 });
    const waiting = program.call("deaf", []);
    await Promise.race([waiting, sleep(2000)]);
    expect(ended).toEqual([]);
    expect(await program.call("add", [1, 1])).toBe(2);
    const closing = stopped(waiting);
    await program.close();
    expect(await closing).toEqual(["ProgramStopped", "closed"]);
  });

  it("hears that a call was given up, and is ended when that does not help", async () => {
    open(start, { graceMs: 300 });
    await expect(program.call("untilAborted", [], { signal: AbortSignal.timeout(100) })).rejects.toThrow("heard of it");
    expect(ended).toEqual([]);
    for (const name of ["busy", "deaf"]) {
      await program.start();
      expect(await stopped(program.call(name, [], { signal: AbortSignal.timeout(100) }))).toEqual([
        "ProgramStopped",
        "cancelled",
      ]);
    }
    expect(await program.call("add", [1, 1])).toBe(2);
  });

  it("rejects what was asked when it breaks off", async () => {
    open(start);
    if (kind === "process") expect(await program.call("pid", [])).not.toBe(process.pid);
    expect(await stopped(program.call("exit", []))).toEqual(["ProgramStopped", "broken"]);
    if (kind === "thread") expect(await stopped(program.call("fill", []))).toEqual(["ProgramStopped", "broken"]);
    expect(await program.call("add", [1, 1])).toBe(2);
  });
});

it("says that a program does not start", async () => {
  const missing = new URL("./nowhere.fixture.mjs", import.meta.url);
  open(() => threadBody(missing, { heapMb: 64 }));
  expect(await stopped(program.call("add", [1, 1]))).toEqual(["ProgramStopped", "broken"]);
});
