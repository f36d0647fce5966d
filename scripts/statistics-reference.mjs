// Writes docs/statistics.md from the docstrings of packages/stats/src, or with --check fails when the page is stale.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "packages/stats/src");
const page = join(root, "docs/statistics.md");

const titles = {
  effects: "Effects of two arms",
  sequential: "Sequential readings",
  bayesian: "Bayesian readings",
  multiplicity: "Many tests at once",
  planning: "Planning an experiment",
  assignment: "Assignment and sample ratio",
  "off-policy": "Off-policy estimates",
  drift: "Drift",
  sketches: "Sketches",
  decomposition: "Decomposition and root cause",
  ranking: "Ranking quality and interleaving",
  "forecast-accuracy": "Accuracy of forecasts",
  distributions: "Distributions and special functions",
};

const problems = [];
const text = render(Object.keys(titles).flatMap(functionsOf));
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
if (process.argv.includes("--check")) {
  if (readIfThere(page) !== text) {
    console.error("docs/statistics.md is stale: run node scripts/statistics-reference.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(page, text);
}

function functionsOf(folder) {
  let files = [];
  try {
    files = readdirSync(join(source, folder)).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  return files.sort().flatMap((name) => parseFile(folder, join(source, folder, name)));
}

function parseFile(folder, file) {
  const code = readFileSync(file, "utf8");
  const found = [];
  for (const match of code.matchAll(/^export (?:async )?function\*? (\w+)/gm)) {
    const before = code.slice(0, match.index);
    const docstring = before.match(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/)?.[1];
    const where = `${relative(root, file)}: ${match[1]}`;
    if (!docstring) {
      problems.push(`${where} has no docstring directly above it`);
      continue;
    }
    const tags = parseDocstring(docstring);
    for (const needed of ["equation", "source"]) if (!tags[needed]?.length) problems.push(`${where} lacks @${needed}`);
    found.push({ folder, file, name: match[1], signature: signatureAt(code, match.index), ...tags });
  }
  return found;
}

function parseDocstring(body) {
  const tags = { summary: [], equation: [], source: [], default: [], throws: [] };
  let lines = tags.summary;
  const blocks = [];
  let current = { tag: "summary", lines: [] };
  for (const raw of body.split("\n")) {
    const line = raw.replace(/^\s*\* ?/, "").trimEnd();
    const tag = line.match(/^@(\w+)\s*(.*)$/);
    if (tag) {
      blocks.push(current);
      current = { tag: tag[1], lines: [tag[2]] };
    } else {
      current.lines.push(line.trim());
    }
  }
  blocks.push(current);
  for (const block of blocks) {
    lines = tags[block.tag];
    const joined = block.lines.join(" ").replace(/\s+/g, " ").trim();
    if (lines && joined) lines.push(joined);
  }
  return tags;
}

/** The text from `export` to the `{` that opens the body: the first one outside parentheses and brackets of the list. */
function signatureAt(code, start) {
  let depth = 0;
  let listSeen = false;
  for (let i = start; i < code.length; i++) {
    const c = code[i];
    if (c === "(" || c === "[") depth++;
    else if (c === ")" || c === "]") {
      depth--;
      listSeen ||= depth === 0;
    } else if (c === "{" && depth === 0 && listSeen)
      return code
        .slice(start, i)
        .replace(/^export (async )?/, "$1")
        .replace(/,\s*\)/g, ")")
        .replace(/\s+/g, " ")
        .replace(/\( /g, "(")
        .replace(/ \)/g, ")")
        .trim();
  }
  throw new Error("unclosed signature");
}

function render(functions) {
  const out = [
    "# Statistics reference",
    "",
    "Every function of `@aisle/stats` with its equation, source and defaults, so that a figure on a panel can be checked.",
    "Generated from the docstrings by `node scripts/statistics-reference.mjs`; do not edit.",
    "",
    "A function that can fail on honest data returns its result or a `Degenerate` with a reason and one sentence; wrong",
    "arguments throw `StatsInputError`. No p-value is 0: the smallest is 2.2e-308.",
    "",
  ];
  const folders = Object.keys(titles).filter((folder) => functions.some((f) => f.folder === folder));
  for (const folder of folders)
    out.push(
      `- [${titles[folder]}](#${titles[folder]
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replace(/ /g, "-")})`,
    );
  for (const folder of folders) {
    out.push("", `## ${titles[folder]}`);
    for (const f of functions.filter((candidate) => candidate.folder === folder)) out.push(...renderFunction(f));
  }
  return `${out.join("\n")}\n`;
}

function renderFunction(f) {
  const path = relative(source, f.file).replace(/\.ts$/, "").replaceAll("\\", "/");
  const out = [
    "",
    `### ${f.name}`,
    "",
    f.summary.join(" "),
    "",
    "```ts",
    `// @aisle/stats/${path}`,
    f.signature,
    "```",
    "",
  ];
  for (const equation of f.equation) out.push(`- Equation: ${equation === "none" ? "none" : escapeMarkdown(equation)}`);
  for (const citation of f.source) out.push(`- Source: ${escapeMarkdown(citation)}`);
  if (f.default.length > 0) out.push(`- Defaults: ${f.default.map(defaultOf).join("; ")}`);
  for (const thrown of f.throws) out.push(`- Throws: ${thrown.replace(/^StatsInputError\s*/, "`StatsInputError` ")}`);
  return out;
}

function defaultOf(entry) {
  const [name, ...value] = entry.split(" ");
  return `\`${name}\` ${value.join(" ")}`;
}

function escapeMarkdown(line) {
  return line.replace(/([*_<>|])/g, "\\$1");
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
