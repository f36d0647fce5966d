import type { WorkerCalls } from "@aisle/app/runs/worker-calls";
import { type ErrorCode, errorTable } from "@aisle/runtime/error-table";
import { AisleError } from "@aisle/runtime/errors";
import type { Json } from "@aisle/runtime/json";

interface ErrorAnswer {
  readonly error?: { readonly code?: string; readonly message?: string };
}

const timeoutMs = 30_000;

/** Calls a serving process with the internal token. Throws its errors as they are, `serving.starting` when it does not answer. */
export function workerCalls(workerUrl: string, token: string): WorkerCalls {
  const send = async (
    path: string,
    body: unknown,
    headers: { [name: string]: string } = {},
    signal?: AbortSignal,
  ): Promise<Response> => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(workerUrl + path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
        body: JSON.stringify(body),
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
    } catch (error) {
      throw new AisleError("serving.starting", "The serving worker does not answer; it may be starting.", {}, error);
    }
  };
  const ask = async <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> => {
    const response = await send(path, body, {}, signal);
    const answer = (await response.json()) as T & ErrorAnswer;
    if (response.ok) return answer;
    const code = answer.error?.code ?? "";
    const known = Object.hasOwn(errorTable, code) ? (code as ErrorCode) : "internal";
    throw new AisleError(known, answer.error?.message ?? `The serving worker answered ${response.status}.`);
  };
  return {
    run: (input) => ask("/internal/run", input),
    why: (input) => ask("/internal/why", input),
    sample: (input) => ask("/internal/sample", input),
    near: (input) => ask("/internal/near", input),
    tryField: (input) => ask("/internal/try-field", input),
    check: (input) => ask("/internal/check", input),
    answerSample: (input) => ask("/internal/answer-sample", input),
    replay: (input, signal) => ask("/internal/replay", input, signal),
    checkConfig: (input) => ask("/internal/check-config", input),
    async tryIt({ workspaceId, userId }, slug, body) {
      const started = performance.now();
      const response = await send(`/internal/v1/${encodeURIComponent(workspaceId)}/${encodeURIComponent(slug)}`, body, {
        "x-aisle-person": userId,
      });
      const answer = (await response.json()) as Json;
      return { status: response.status, totalMs: performance.now() - started, body: answer };
    },
  };
}
