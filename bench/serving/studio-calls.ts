import { setTimeout as sleep } from "node:timers/promises";

/** Calls of the studio's API with the installation's internal token. */
export interface StudioCalls {
  query<T>(procedure: string, input?: unknown): Promise<T>;
  mutate<T>(procedure: string, input: unknown): Promise<T>;
  /** Uploads a file's bytes for an import and returns the id of its job. */
  upload(kind: "catalog" | "events" | "stock", fileName: string, bytes: Uint8Array, map?: object): Promise<string>;
  /** Uploads a file's bytes for an import and waits for its end. */
  import(kind: "catalog" | "events" | "stock", fileName: string, bytes: Uint8Array, map?: object): Promise<Job>;
  /** Waits for a job and returns it; throws its error when it failed. */
  job(jobId: string): Promise<Job>;
}

export interface Job {
  readonly state: "waiting" | "active" | "done" | "failed";
  readonly error: { readonly message: string } | null;
  readonly import?: { readonly read: number; readonly stored: number; readonly rejected: number };
}

/** Calls the studio at this address; an answer that is no success is thrown with its body. */
export function studioCalls({ studioUrl, token }: { readonly studioUrl: string; readonly token: string }): StudioCalls {
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(studioUrl + path, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
    const answer = (await response.json()) as T;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const json = (input: unknown) => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const query = async <T>(procedure: string, input?: unknown) => {
    const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return (await call<{ result: { data: T } }>(`/trpc/${procedure}${search}`)).result.data;
  };
  const job = async (jobId: string): Promise<Job> => {
    for (;;) {
      const found = await query<Job>("jobs.get", { jobId });
      if (found.state === "done") return found;
      if (found.state === "failed") throw new Error(found.error?.message);
      await sleep(100);
    }
  };
  const upload: StudioCalls["upload"] = async (kind, fileName, bytes, map = {}) => {
    const search = new URLSearchParams({ file: fileName, map: JSON.stringify(map) });
    const { jobId } = await call<{ jobId: string }>(`/api/import/${kind}?${search}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: bytes as unknown as BodyInit,
    });
    return jobId;
  };
  return {
    query,
    mutate: async <T>(procedure: string, input: unknown) =>
      (await call<{ result: { data: T } }>(`/trpc/${procedure}`, json(input))).result.data,
    job,
    upload,
    import: async (kind, fileName, bytes, map) => job(await upload(kind, fileName, bytes, map)),
  };
}
