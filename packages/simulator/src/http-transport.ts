import { type TrafficTransport, trafficResponse } from "./play-traffic.ts";

const requestTimeoutMs = 10_000;

/** Simulated traffic over HTTP to a worker's address, until the signal aborts. */
export function httpTransport(
  workerUrl: string,
  keys: { readonly endpoint: string; readonly write: string },
  signal: AbortSignal,
): TrafficTransport {
  return {
    async post(path, key, body) {
      const response = await fetch(workerUrl + path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${keys[key]}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      return trafficResponse(response);
    },
    pause: (ms) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        let timer: ReturnType<typeof setTimeout> | undefined;
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", end);
          resolve();
        };
        timer = setTimeout(end, ms);
        signal.addEventListener("abort", end);
      }),
    isStopped: () => signal.aborted,
  };
}
