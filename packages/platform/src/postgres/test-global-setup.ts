import { useTestServer } from "./test-server.ts";

let stop: () => Promise<void>;

/** Vitest's global setup: announces this run to the shared test server. */
export async function setup(): Promise<void> {
  stop = await useTestServer();
}

/** Vitest's global teardown: stops the shared test server when no other run uses it. */
export async function teardown(): Promise<void> {
  await stop();
}
