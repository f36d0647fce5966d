import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { firstClosedFolder } from "./os-user.ts";

it.skipIf(process.platform === "win32")("finds the first folder on the way that a user may not enter", async () => {
  const root = await mkdtemp(join(tmpdir(), "closed-"));
  const nobody = { uid: 64_321, gid: 64_321 };
  const deep = join(root, "a/b");
  await mkdir(deep, { recursive: true });
  await chmod(root, 0o755);
  await chmod(join(root, "a"), 0o700);
  expect(firstClosedFolder(join(deep, "not-made-yet"), nobody)).toBe(join(root, "a"));
  expect(firstClosedFolder(deep, { uid: process.getuid!(), gid: process.getgid!() })).toBeUndefined();
  await chmod(join(root, "a"), 0o711);
  await chmod(deep, 0o755);
  expect(firstClosedFolder(deep, nobody)).toBeUndefined();
  await rm(root, { recursive: true });
});
