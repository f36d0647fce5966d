import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run.mjs";

const heading = `# Benchmarks

Written by the benches: \`npm run bench -- <suite> --record\` replaces its own section. Compare ratios, not absolute
figures: machines differ, and a shared one spreads.
`;

/** The text of docs/benchmarks.md with the section of this result's suite put in or replaced; sections stand in order of name. */
export function withSection(page, { suite, figures, machine }, day) {
  const sections = new Map();
  for (const part of page.split(/^(?=## )/m)) {
    const name = /^## (.+)$/m.exec(part)?.[1];
    if (part.startsWith("## ") && name) sections.set(name, part.trimEnd());
  }
  const rows = Object.entries(figures).map(([name, value]) => `| ${name} | ${format(value)} |`);
  sections.set(
    suite,
    [
      `## ${suite}`,
      "",
      `${day}, ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}, Node.js ${machine.node}`,
      "",
      "| figure | value |",
      "|---|---|",
      ...rows,
    ].join("\n"),
  );
  const ordered = [...sections.keys()].sort().map((name) => sections.get(name));
  return `${[heading.trimEnd(), ...ordered].join("\n\n")}\n`;
}

function format(value) {
  if (typeof value !== "number") return typeof value === "string" ? value : JSON.stringify(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** Writes a bench's result into docs/benchmarks.md. */
export function recordBench(result) {
  const path = join(root, "docs/benchmarks.md");
  mkdirSync(join(root, "docs"), { recursive: true });
  const page = existsSync(path) ? readFileSync(path, "utf8") : "";
  writeFileSync(path, withSection(page, result, new Date().toISOString().slice(0, 10)));
}
