import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quietEnv, root, runNode, runNpm } from "./run.mjs";

/**
 * Makes a fresh clone ready: installs dependencies, generates the database client and builds, each only when it is
 * missing or out of date. Ends the process with a message when a step fails.
 */
export async function prepare() {
  if (!installed()) {
    await step("Installing dependencies (npm ci; a minute or two the first time)", () =>
      runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"]),
    );
  }
  if (!clientIsFresh()) {
    await step("Generating the database client", generateClient);
  }
  await build();
}

/** Builds what changed, of a package and those that it needs or of all; ends the process with a message when that fails. */
export async function build(of) {
  const only = of === undefined ? [] : [`--filter=${of}...`];
  await step("Building what changed", () =>
    runNode("node_modules/turbo/bin/turbo", ["run", "build", "--ui=stream", "--output-logs=errors-only", ...only], {
      env: quietEnv,
      capture: true,
    }),
  );
}

async function step(title, work) {
  const started = Date.now();
  process.stdout.write(`› ${title} …\n`);
  const { code, output } = await work();
  if (code !== 0) {
    if (output) process.stdout.write(`${output.trim()}\n`);
    console.error(`✗ ${title} failed (exit code ${code}). What it said stands above.`);
    process.exit(1);
  }
  const seconds = (Date.now() - started) / 1000;
  process.stdout.write(`✓ ${title.replace(/ \(.*/, "")} (${seconds.toFixed(1)} s)\n`);
}

/** Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed. */
function installed() {
  const expected = readPackages(join(root, "package-lock.json"));
  const found = readPackages(join(root, "node_modules/.package-lock.json"));
  return Object.entries(expected).every(([path, entry]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const there = found[path];
    // Optional packages of other platforms are left out.
    if (!there) return entry.optional === true;
    return entry.link === true || there.version === entry.version;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

const clientDir = join(root, "packages/platform/src/postgres/generated");
const clientStamp = join(clientDir, ".made-from");

function clientSource() {
  const hash = createHash("sha256");
  hash.update(readFileSync(join(root, "prisma/schema.prisma")));
  hash.update(readFileSync(join(root, "node_modules/prisma/package.json")));
  return hash.digest("hex");
}

function clientIsFresh() {
  return existsSync(clientStamp) && readFileSync(clientStamp, "utf8") === clientSource();
}

async function generateClient() {
  const result = await runNode("node_modules/prisma/build/index.js", ["generate"], { env: quietEnv, capture: true });
  if (result.code === 0) writeFileSync(clientStamp, clientSource());
  return result;
}
