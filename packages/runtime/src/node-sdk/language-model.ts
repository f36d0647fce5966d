import type { Json, JsonObject } from "../json.ts";

/** What a language model is asked: text in, JSON of a schema out. */
export interface LanguageQuestion {
  readonly system: string;
  readonly user: string;
  /** JSON Schema of the answer, with the name it is given to the model under. */
  readonly schema: { readonly name: string; readonly json: JsonObject };
  /** 0 to 0.2, the range for structured work; 0 by default. */
  readonly temperature?: number;
  /** Most tokens of the answer. */
  readonly maxTokens?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The parsed answer, not yet checked against the schema, and what it cost. */
export interface LanguageAnswer {
  readonly value: Json;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A language model that answers in JSON. Throws `language.unavailable` and `language.bad-answer`. */
export interface LanguageModel {
  ask(question: LanguageQuestion): Promise<LanguageAnswer>;
}
