import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UploadFolder } from "./upload-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aisle-uploads-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

it("keeps every byte of a stream", async () => {
  const uploads = new UploadFolder(folder);
  const id = await uploads.store(chunks("a,b\n", "1,2\n"));
  expect(await uploads.sizeBytes(id)).toBe(8);
  await uploads.remove(id);
  expect(await readdir(folder)).toEqual([]);
});

it("leaves nothing of a stream that broke off", async () => {
  async function* broken() {
    yield Buffer.from("half");
    throw new Error("gone");
  }
  await expect(new UploadFolder(folder).store(broken())).rejects.toThrow("gone");
  expect(await readdir(folder)).toEqual([]);
});

it("takes no id that leads elsewhere", () => {
  expect(() => new UploadFolder(folder).path("../secret")).toThrow(RangeError);
});

it("removes what was left over, and keeps what is new", async () => {
  const uploads = new UploadFolder(folder);
  const old = await uploads.store(chunks("old"));
  await writeFile(uploads.rejectedPath(old), "line\n");
  for (const path of [uploads.path(old), uploads.rejectedPath(old)]) await utimes(path, 1000, 1000);
  const young = await uploads.store(chunks("new"));
  await uploads.removeOlder(Date.now() - 60_000);
  expect(await readdir(folder)).toEqual([young]);
});
