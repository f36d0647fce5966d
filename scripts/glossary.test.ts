import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** Words of names that are no longer used, and what is said instead. Several words stand one after the other. */
const retired: ReadonlyMap<string, string> = new Map([
  ["mend", "quick fix"],
  ["complain", "log, onError"],
  ["told", "notify, report"],
  ["tell", "notify, report"],
  ["kept", "stored, retained; remaining for what passes a filter"],
  ["dearer", "more expensive"],
  ["stranger", "outsider, third party"],
  ["tidy up", "auto-layout"],
  ["made of", "cache key"],
  ["fix outputs", "override outputs"],
  ["given outputs", "overrides"],
  ["draws as", "random stream"],
  ["bring up", "prepare, migrate"],
  ["look at", "inspect, check"],
  ["look every", "poll every"],
  ["catch up", "retry"],
  ["passed over", "skipped"],
  ["rare parts", "optional fields"],
  ["error words", "message, describe…"],
  ["walk steps", "run steps"],
  ["change words", "message, describe…"],
]);

/** A name in small words: `#keptRuns`, `kept-runs.ts` and `KEPT_RUNS` are all “kept runs”. */
function wordsOf(name: string): string {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[^A-Za-z0-9]+/g, " ");
  return ` ${apart.trim().toLowerCase()} `;
}

/** The retired words in a name. */
const retiredIn = (name: string) => [...retired.keys()].filter((words) => wordsOf(name).includes(` ${words} `));

/** Names in a source text: comments, texts and patterns are prose, which may say more. */
function namesIn(source: string): ReadonlySet<string> {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/(^|\s)\/\/.*$/gm, " ")
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
  const declared =
    /(?:const|let|function|class|interface|type|readonly|async|get|set)\s+(#?[A-Za-z_$][\w$]*)|(?:^|[({[,.]|\.\.\.)\s*(#?[A-Za-z_$][\w$]*)(?=\??\s*[:=,)}\]])/gm;
  return new Set([...code.matchAll(declared)].map(([, one, two]) => one ?? two ?? ""));
}

it("finds retired words in names of every form, and nothing in prose", () => {
  expect(retiredIn("#keptRuns")).toEqual(["kept"]);
  expect(retiredIn("packages/x/src/look-at-file.ts")).toEqual(["look at"]);
  expect(retiredIn("recommendSize")).toEqual([]);
  const source = 'const told = 1; // kept here\nf({ keptRuns: "tell" }, tell);';
  expect([...namesIn(source)].flatMap(retiredIn)).toEqual(["told", "kept", "tell"]);
});

it("no name and no file of the project uses a retired word", () => {
  const files = execFileSync("git", ["ls-files", "apps", "bench", "packages", "scripts", "docs"], { cwd: root })
    .toString()
    .split("\n")
    .filter(
      (file) => /\.(tsx?|mjs|css|md)$/.test(file) && existsSync(join(root, file)) && !file.endsWith("glossary.test.ts"),
    );
  expect(files.length).toBeGreaterThan(1000);
  const problems = files.flatMap((file) => {
    const names = /\.(css|md)$/.test(file) ? [] : [...namesIn(readFileSync(join(root, file), "utf8"))];
    return [file, ...names].flatMap((name) =>
      retiredIn(name).map((words) => `${file}: “${name}” says “${words}”; say ${retired.get(words)}`),
    );
  });
  expect(problems).toEqual([]);
});
