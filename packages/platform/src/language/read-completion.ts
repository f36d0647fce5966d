import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";

/** What a chat completion says, as far as it is read here; compatible servers leave out or vary the rest. */
export interface Completion {
  readonly text: string;
  readonly model: string | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Why the text is not whole. */
  readonly incomplete?: string;
}

const count = z.number().min(0).catch(0);
const parts = z.array(z.looseObject({ text: z.string().optional().catch(undefined) }));
const completion = z.object({
  model: z.string().optional().catch(undefined),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(undefined),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish().catch(undefined),
        message: z.object({
          content: z.union([z.string(), parts]).nullish(),
          refusal: z.string().nullish().catch(undefined),
        }),
      }),
    )
    .min(1),
});

/** Reads the body of a successful answer; throws `language.unavailable` with what came instead of a completion. */
export function readCompletion(body: string, status: number): Completion {
  if (body.trim() === "") throw notSpoken(`answered ${status} without a body`);
  const read = completion.safeParse(parsed(body));
  if (!read.success) throw notSpoken(/^\s*</.test(body) ? "answered with a web page" : "answered without a message");
  const { model, usage, choices } = read.data;
  const { message, finish_reason: ended } = choices[0]!;
  const { content, refusal } = message;
  const text = typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
  const tokens = { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
  const whole = { text, model, ...tokens };
  if (ended === "length") return { ...whole, incomplete: "its answer was cut off at the limit of tokens" };
  return refusal == null || refusal === "" ? whole : { ...whole, incomplete: "it refused to answer" };
}

const notSpoken = (what: string) =>
  new AisleError(
    "language.unavailable",
    `The language model's server ${what}. Check that OPENAI_BASE_URL leads to OpenAI's chat completions, or to a server like it.`,
  );

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
