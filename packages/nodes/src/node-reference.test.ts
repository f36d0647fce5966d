import { readFileSync } from "node:fs";
import { defineNode } from "@aisle/runtime/node-sdk/define-node";
import { manifestOf } from "@aisle/runtime/node-sdk/manifest";
import { many, port } from "@aisle/runtime/node-sdk/port-type";
import { expect, it } from "vitest";
import { z } from "zod";
import { builtInNodes } from "./built-in-nodes.ts";
import { nodeReference } from "./node-reference.ts";
import { readableJson } from "./readable-json.ts";

it("docs/nodes.md says what the nodes say (`npm run check` builds; `node scripts/node-reference.mjs` writes it)", () => {
  const page = readFileSync(new URL("../../../docs/nodes.md", import.meta.url), "utf8");
  expect(page).toBe(nodeReference(builtInNodes.map(manifestOf)));
});

it("reports ports, settings with defaults and ranges, effects and examples", () => {
  const node = defineNode({
    type: "rank.tidy",
    version: 3,
    title: "Tidy | up",
    summary: "Tidies.",
    icon: "broom",
    inputs: { lists: many(port("Products"), 2), vector: port("Vector", { params: { embedder: { config: "model" } } }) },
    outputs: { products: port("Products") },
    config: z.object({
      count: z.int().min(1).default(24).describe("How many."),
      share: z.number().positive().max(1).describe("A share."),
      order: z.enum(["up", "down"]).default("up").describe("Which way | round."),
      rules: z
        .array(z.object({ when: z.string().min(1).describe("When") }))
        .max(5)
        .default([])
        .describe("Rules."),
    }),
    effects: ["clock", "random"],
    migrations: { 1: (old) => old, 2: (old) => old },
    run: () => ({ products: [] }),
    examples: [{ title: "Nothing <b>", inputs: {}, outputs: { products: [] }, fellBack: "There is none." }],
  });
  const page = nodeReference([manifestOf(node)]);
  expect(page).toContain("- **Rank**: [Tidy | up](#tidy--up)");
  expect(page.slice(page.indexOf("## Rank"))).toBe(`## Rank

### Tidy | up

\`rank.tidy\` · version 3

Tidies.

| | port | type | |
|---|---|---|---|
| in | \`lists\` | Products | many, at least 2 |
| in | \`vector\` | Vector (embedder: its setting \`model\`) | required |
| out | \`products\` | Products |  |

Reaches \`clock\`, \`random\`.

| setting | type | default | range | what it does |
|---|---|---|---|---|
| \`count\` | whole number | \`24\` | ≥ 1 | How many. |
| \`share\` | number | must be set | > 0, ≤ 1 | A share. |
| \`order\` | \`up\` or \`down\` | \`"up"\` |  | Which way \\| round. |
| \`rules\` | list of entries | \`[]\` | at most 5 | Rules. |
| \`rules[].when\` | text | must be set | not empty | When |

<details><summary>Nothing &lt;b></summary>

\`\`\`json
{ "outputs": { "products": [] }, "fellBack": "There is none." }
\`\`\`

</details>
`);
});

it("breaks JSON only where a line would be too long, and reads back the same", () => {
  const value = { short: [1, 2], none: undefined, long: ["x".repeat(30), { deep: "y".repeat(30) }] };
  const text = readableJson(value, 40);
  expect(text).toContain('"short": [1, 2],');
  expect(JSON.parse(text)).toEqual({ short: value.short, long: value.long });
  expect(readableJson({ values: new Float32Array([1, 0]) })).toBe('{ "values": [1, 0] }');
});
