import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Where the optional data sets lie, seen from the repository's root, in which benches run. */
export const dataFolder = "../shared/data";

/** The rows of a CSV file, gzipped or not, each a record by column name. Fields may be quoted, but hold no line break. */
export function readTable(path: string): Record<string, string>[] {
  const bytes = readFileSync(path);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString("utf8");
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const names = fields(lines[0] ?? "");
  return lines.slice(1).map((line) => {
    const values = fields(line);
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
  });
}

/** The value after an option such as `--future`; undefined where the option is absent. Throws where its value is. */
export function optionValue(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const value = args[at + 1];
  if (value === undefined || value.startsWith("--")) throw new Error(`${name} wants a file.`);
  return value;
}

/** Peak memory of this process so far, in megabytes. */
export function peakMemoryMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function fields(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  const out: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quoted) {
      if (c !== '"') field += c;
      else if (line[i + 1] === '"') {
        field += c;
        i++;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      out.push(field);
      field = "";
    } else field += c;
  }
  out.push(field);
  return out;
}
