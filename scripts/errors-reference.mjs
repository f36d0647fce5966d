import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./run.mjs";

const blame = {
  author: "the pipeline's author",
  caller: "the caller",
  dependency: "an outside service",
  us: "Aisle's developers",
};

/** The text of docs/errors.md for an error table. */
export function errorsPage(table) {
  const lines = [
    "# Errors",
    "",
    "Every error that Aisle raises has a code. Over HTTP the body is",
    '`{ "error": { "code", "message", "help", "retryable", "blame", "details" } }` with the status below. *Retry* says',
    "whether the same call may succeed later with nothing changed. This page is generated from",
    "`packages/runtime/src/error-table.ts` by `node scripts/errors-reference.mjs`.",
    "",
    "| code | status | who must act | retry | what to do |",
    "|---|---|---|---|---|",
  ];
  for (const code of Object.keys(table).sort()) {
    const row = table[code];
    lines.push(
      `| \`${code}\` | ${row.status} | ${blame[row.blame]} | ${row.retryable ? "yes" : "no"} | ${row.help.replaceAll("|", "\\|")} |`,
    );
  }
  return `${lines.join("\n")}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { errorTable } = await import("../packages/runtime/dist/error-table.js");
  const path = join(root, "docs/errors.md");
  const page = errorsPage(errorTable);
  if (!process.argv.includes("--check")) {
    writeFileSync(path, page);
  } else if (readFileSync(path, "utf8") !== page) {
    console.error("docs/errors.md is stale: run `node scripts/errors-reference.mjs`");
    process.exitCode = 1;
  }
}
