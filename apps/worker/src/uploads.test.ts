import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Caller } from "@aisle/app/access/caller";
import type { StudioServices } from "@aisle/app/services/studio-services";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testWorkspace } from "./test-home.ts";
import { startTestJobs, type TestJobs } from "./test-jobs.ts";
import { openTestStudio } from "./test-studio-services.ts";

const caller: Caller = { workspaceId: testWorkspace, userId: "user_1", role: "owner" };
const file = () => Readable.from([Buffer.from("id,title\n1,A\n2,B\n")]);

let jobs: TestJobs;
let studio: Awaited<ReturnType<typeof openTestStudio>>;
let services: StudioServices;

beforeAll(async () => {
  jobs = await startTestJobs();
  studio = await openTestStudio(jobs.home);
  services = studio.services;
});
afterAll(async () => {
  await studio?.close();
  await jobs?.stop();
});

it("imports a file whose name or column map holds what PostgreSQL refuses, or is long", async () => {
  for (const [fileName, map] of [
    ["a\0b\ud83d.csv", {}],
    ["b.csv", { "brand\0": "", id: "id" }],
  ] as const) {
    const { jobId } = await services.imports.start(caller, { kind: "catalog", fileName, map }, file());
    expect((await jobs.ended(jobId)).state).toMatch(/completed|failed/);
    expect((await services.jobs.get(caller, jobId)).error?.message ?? "").not.toContain("inside Aisle");
  }
  const long = Object.fromEntries(["brand", "category", "image"].map((field) => [field, field.repeat(500)]));
  const { jobId } = await services.imports.start(caller, { kind: "catalog", fileName: "c.csv", map: long }, file());
  expect((await jobs.ended(jobId)).failure).toMatch(/^import\.columns: There is no column "brandbrand/);
});

it("leaves no upload behind when its job cannot be given", async () => {
  await jobs.idle();
  const folder = join(jobs.home.environment.home, "uploads");
  const before = await readdir(folder);
  const map = { title: "x".repeat(40_000) };
  await expect(
    services.imports.start(caller, { kind: "catalog", fileName: "d.csv", map }, file()),
  ).rejects.toMatchObject({
    code: "request.too-large",
  });
  expect(await readdir(folder)).toEqual(before);
});

it("answers jobs that are asked for by an id that no job can have, and a second retry", async () => {
  for (const ask of [services.jobs.get, services.jobs.cancel, services.jobs.retry])
    await expect(ask(caller, "a\0b")).rejects.toMatchObject({ code: "job.not-found" });
  const { jobId } = await services.imports.start(
    caller,
    { kind: "catalog", fileName: "e.csv", map: { id: "nowhere" } },
    file(),
  );
  expect((await jobs.ended(jobId)).state).toBe("failed");
  for (let round = 0; round < 5; round++) {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => services.jobs.retry(caller, jobId)));
    expect(outcomes.map(({ status, ...rest }) => (status === "fulfilled" ? status : rest))).toEqual(
      Array.from({ length: 3 }, () => "fulfilled"),
    );
    expect((await jobs.ended(jobId)).state).toBe("failed");
  }
});
