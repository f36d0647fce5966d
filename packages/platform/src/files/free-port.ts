import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * A TCP port of the loopback address that nothing listens on at this moment. It lies below those that systems hand out
 * for outgoing connections, so that none of those takes it before its server starts.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1000; tries++) {
    const port = randomInt(10_240, 32_768);
    if (await portIsFree(port, "127.0.0.1")) return port;
  }
  throw new Error("No port of 127.0.0.1 is free.");
}

/** Whether nothing listens on the port of this address yet. */
export function portIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
