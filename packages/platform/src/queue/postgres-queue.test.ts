import { afterAll } from "vitest";
import { type TestDatabase, testDatabase } from "../postgres/test-database.ts";
import { jobQueueConformance } from "./job-queue.conformance.ts";

let database: TestDatabase | undefined;
afterAll(() => database?.drop());

jobQueueConformance(async () => {
  database = await testDatabase();
  return { databaseUrl: database.url };
});
