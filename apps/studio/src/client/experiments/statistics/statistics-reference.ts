/** A function of the statistics reference: what it says, line by line. */
export interface StatisticsEntry {
  readonly name: string;
  /** Its place in the page's address, as GitHub would give it. */
  readonly anchor: string;
  readonly chapter: string;
  /** A fenced block is code, a line with a hyphen an item, all else text. */
  readonly parts: readonly { readonly kind: "text" | "item" | "code"; readonly text: string }[];
}

/** Reads the generated reference: `##` begins a chapter, `###` a function. */
export function readStatistics(markdown: string): readonly StatisticsEntry[] {
  const entries: {
    name: string;
    anchor: string;
    chapter: string;
    parts: { kind: "text" | "item" | "code"; text: string }[];
  }[] = [];
  let chapter = "";
  let code: string[] | undefined;
  for (const line of markdown.split("\n")) {
    const parts = entries.at(-1)?.parts;
    if (line.startsWith("```")) {
      if (code !== undefined)
        parts?.push({ kind: "code", text: code.filter((one) => !one.startsWith("//")).join("\n") });
      code = code === undefined ? [] : undefined;
    } else if (code !== undefined) code.push(line);
    else if (line.startsWith("### ")) {
      const name = line.slice(4).trim();
      entries.push({ name, anchor: name.toLowerCase(), chapter, parts: [] });
    } else if (line.startsWith("## ")) chapter = line.slice(3).trim();
    else if (line.startsWith("- ")) parts?.push({ kind: "item", text: plain(line.slice(2)) });
    else if (line.trim() !== "") parts?.push({ kind: "text", text: plain(line) });
  }
  return entries;
}

/** Without the escapes and marks of Markdown, which formulas need and a page does not. */
function plain(line: string): string {
  return line.replace(/\\([\\_|*`[\]<>])/g, "$1").replace(/`([^`]*)`/g, "$1");
}
