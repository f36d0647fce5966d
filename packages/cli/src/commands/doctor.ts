import { CommandError } from "../command-error.ts";
import type { StudioClient } from "../studio-client.ts";

export const doctorUsage = "aisle doctor";

interface Check {
  readonly title: string;
  readonly ok: boolean;
  readonly words: string;
}

interface Health {
  readonly plans: { readonly ready: number; readonly failed: number };
  readonly problems: readonly { readonly part: string; readonly message: string }[];
}

const says = ({ part, message }: Health["problems"][number]) => `${part}: ${message}`;

/** Looks at every part of a running Aisle and says what is wrong and what to do. */
export async function doctorCommand(client: StudioClient): Promise<void> {
  const checks: Check[] = [checkNode(), await checkStudio(client), await checkWorker(client)];
  if (checks[1]!.ok) {
    const inside = await client.fetch("/api/doctor");
    checks.push(...((await inside.json()) as readonly Check[]));
  }
  for (const { title, ok, words } of checks) process.stdout.write(`${ok ? "ok  " : "FAIL"}  ${title}: ${words}\n`);
  if (checks.some((check) => !check.ok)) throw new CommandError("Something needs attention; see above.");
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    title: "Node.js",
    ok,
    words: ok ? process.versions.node : `${process.versions.node}; 20.19 or later is needed`,
  };
}

async function checkStudio(client: StudioClient): Promise<Check> {
  try {
    await client.fetch("/health");
    return { title: "Studio", ok: true, words: client.settings.studioUrl };
  } catch (error) {
    return { title: "Studio", ok: false, words: error instanceof Error ? error.message : String(error) };
  }
}

async function checkWorker({ settings: { workerUrl } }: StudioClient): Promise<Check> {
  try {
    const response = await fetch(`${workerUrl}/health`);
    const { plans, problems } = (await response.json()) as Health;
    const ok = response.ok && plans.failed === 0 && problems.length === 0;
    const words = [`${workerUrl}, ${plans.ready} plans ready, ${plans.failed} failed`, ...problems.map(says)];
    return { title: "Serving worker", ok, words: words.join("; ") };
  } catch {
    return { title: "Serving worker", ok: false, words: `${workerUrl} does not answer; is \`npm start\` running?` };
  }
}
