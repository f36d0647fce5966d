import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";

let note: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "aisle-supervised-"));
  note = join(folder, "note");
  return () => rm(folder, { recursive: true });
});

const start = async (kind: string): Promise<ChildProcess> => {
  const child = fork(new URL("supervised.fixture.mjs", import.meta.url), [kind, note], { stdio: "pipe" });
  expect((await once(child, "message"))[0]).toBe("ready");
  return child;
};
const exit = async (child: ChildProcess) => (await once(child, "exit"))[0] as number | null;

it("gives signs of life, and stops in good order on SIGTERM", async () => {
  const child = await start("good");
  for (let beats = 0; beats < 2; beats++) expect((await once(child, "message"))[0]).toBe("alive");
  child.kill("SIGTERM");
  expect(await exit(child)).toBe(0);
  expect(await readFile(note, "utf8")).toBe("stopped");
});

it("stops when its supervisor is gone, although nobody reads its output any more", async () => {
  const child = await start("good");
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.disconnect();
  expect(await exit(child)).toBe(0);
  expect(await readFile(note, "utf8")).toBe("stopped");
});

it("ends with an error when its stop fails or takes more than 4 s", async () => {
  const [failing, stuck] = await Promise.all([start("failing"), start("stuck")]);
  const before = Date.now();
  failing.kill("SIGTERM");
  stuck.kill("SIGTERM");
  expect(await Promise.all([exit(failing), exit(stuck)])).toEqual([1, 1]);
  expect(Date.now() - before).toBeLessThan(8000);
});
