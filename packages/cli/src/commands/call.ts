import { parseArgs } from "node:util";
import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const callUsage = "aisle call SLUG JSON [--key KEY]";

/**
 * Sends a request to a live endpoint and prints the answer: with a key (or AISLE_KEY) as any caller would, without one as a sample
 * through the studio, which is logged and not counted.
 */
export async function callCommand(client: StudioClient, args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { key: { type: "string" } },
  });
  const [slug, text] = positionals;
  if (slug === undefined || text === undefined) throw new CommandError(callUsage);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CommandError("The request is not JSON.", callUsage);
  }
  const key = values.key ?? process.env.AISLE_KEY;
  const { status, answer } =
    key === undefined ? await asSample(client, slug, body) : await asCaller(client, slug, body, key);
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  if (status >= 400) throw new CommandError(`The endpoint answered ${status}.`);
}

async function asSample(
  client: StudioClient,
  slug: string,
  body: unknown,
): Promise<{ status: number; answer: unknown }> {
  const answer = await client.mutate<{ status: number; body: unknown }>("endpoints.tryIt", { slug, body });
  return { status: answer.status, answer: answer.body };
}

async function asCaller(
  client: StudioClient,
  slug: string,
  body: unknown,
  key: string,
): Promise<{ status: number; answer: unknown }> {
  const url = `${client.settings.workerUrl}/v1/${encodeURIComponent(slug)}`;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new CommandError(
      `The worker at ${client.settings.workerUrl} does not answer (${error}).`,
      "Is `npm start` running?",
    );
  });
  return { status: response.status, answer: await response.json() };
}
