import { AisleError } from "@aisle/runtime/errors";
import { Refused } from "./bounded-fetch.ts";
import { askedPause } from "./retry-pause.ts";
import { isTooLong } from "./server-dialect.ts";

/** `language.unavailable` with why the server did not answer; what it said is quoted without the key. */
export function unavailable(
  error: unknown,
  { model, apiKey }: { readonly model: string; readonly apiKey?: string | undefined },
): AisleError {
  if (error instanceof AisleError) return error;
  if (!(error instanceof Refused))
    return new AisleError(
      "language.unavailable",
      `The language model's server did not answer: ${causeMessage(error)}.`,
    );
  const { status, message } = error.refusal;
  const said = withoutSecrets(message, apiKey);
  const quote = said === "" ? "" : ` It said: “${said}”`;
  return new AisleError("language.unavailable", refusalMessage(error, model, quote), { status });
}

function refusalMessage({ refusal, headers }: Refused, model: string, quote: string): string {
  const { status, message } = refusal;
  if (isTooLong(message)) return `The question is too long for the language model ${model}.${quote}`;
  if (status === 401 || status === 403)
    return `The language model's server refused the key in OPENAI_API_KEY (${status}).`;
  const pauseMs = askedPause(headers);
  const wait = pauseMs === undefined ? "" : ` and asks to wait ${Math.ceil(pauseMs / 1000)} s`;
  if (status === 429) return `The language model's server is busy (429)${wait}.`;
  return status < 400
    ? `The language model's server answered with an error.${quote}`
    : `The language model's server answered ${status}.${quote}`;
}

const quoteLength = 200;

/** What a server says may repeat the key that it was given. */
function withoutSecrets(message: string, apiKey: string | undefined): string {
  const plain = apiKey === undefined || apiKey === "" ? message : message.replaceAll(apiKey, "…");
  const hidden = plain.replace(/\b(?:Bearer\s+\S+|sk-[\w*.-]+)/gi, "…").replace(/\s+/g, " ");
  const characters = [...hidden.slice(0, 2 * quoteLength)];
  return (characters.length > quoteLength ? `${characters.slice(0, quoteLength).join("")}…` : hidden).trim();
}

const causes: { readonly [code: string]: string } = {
  ECONNREFUSED: "nothing listens at its address",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  ECONNRESET: "it broke off the connection",
  UND_ERR_SOCKET: "it broke off the connection",
};

/** The first cause with a code says what happened; the errors around it only that a fetch failed. */
function causeMessage(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth++) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === "string") return causes[code] ?? code;
    if (cause.cause === undefined) return cause.message;
  }
  return "the connection failed";
}
