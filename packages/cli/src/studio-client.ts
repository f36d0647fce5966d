import { CommandError } from "./command-error.ts";
import type { Settings } from "./settings.ts";

interface ErrorAnswer {
  readonly error?: {
    readonly message?: string;
    readonly help?: string;
    readonly data?: { readonly help?: string | null };
  };
}

/** Speaks to the studio over HTTP: its procedures by name, and its plain routes. */
export class StudioClient {
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  query<T>(procedure: string, input?: unknown): Promise<T> {
    const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return this.#procedure(`/trpc/${procedure}${search}`, {});
  }

  mutate<T>(procedure: string, input: unknown): Promise<T> {
    return this.#procedure(`/trpc/${procedure}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
  }

  /** A plain route; throws with the server's words for an answer that is not 2xx. */
  async fetch(path: string, init: RequestInit & { readonly duplex?: "half" } = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.settings.token}`);
    let response: Response;
    try {
      response = await fetch(this.settings.studioUrl + path, { ...init, headers });
    } catch (error) {
      const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CommandError(
        `The studio at ${this.settings.studioUrl} does not answer (${why}).`,
        "Is `npm start` running?",
      );
    }
    if (response.ok) return response;
    const answer = (await response.json().catch(() => ({}))) as ErrorAnswer;
    throw new CommandError(
      answer.error?.message ?? `The studio answered ${response.status}.`,
      answer.error?.help ?? answer.error?.data?.help ?? undefined,
    );
  }

  async #procedure<T>(path: string, init: RequestInit): Promise<T> {
    const response = await this.fetch(path, init);
    const { result } = (await response.json()) as { readonly result: { readonly data: T } };
    return result.data;
  }
}
