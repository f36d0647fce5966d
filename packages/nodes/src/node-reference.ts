import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeExample, NodeRole } from "@aisle/runtime/node-sdk/define-node";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { ParamSpec, PortSpec } from "@aisle/runtime/node-sdk/port-type";
import { oneLine, readableJson } from "./readable-json.ts";

const intro = `# Nodes

Every node that comes with Aisle, by the folders of the palette. Generated from the nodes' own definitions by
\`node scripts/node-reference.mjs\`; do not edit. How to write one: [add-a-node.md](add-a-node.md).

An input is *required*, *optional*, or takes *many* wires in order. A node without its required inputs is skipped, with
the reason in the trace. *Reaches* names the capabilities that a node declares; it has no others. Money is in minor units
(cents), shares are 0–1. The examples are tests: each runs on every change. In them \`given\` is what the capabilities
answer, and \`"node": "this"\` stands for the node's own id.
`;

const folderTitles: { readonly [folder: string]: string } = { data: "Data in" };

/** A longer default stands below its table. */
const maxDefaultLength = 100;

const roleLabels: { readonly [R in NodeRole]: string } = {
  step: "",
  first: "",
  trigger: "starts an endpoint",
  answer: "is an endpoint's answer",
  batch: "in jobs only",
};

/** The text of docs/nodes.md for the nodes given, in their order. */
export function nodeReference(manifests: readonly NodeManifest[]): string {
  const folders = [...new Set(manifests.map((manifest) => manifest.folder))].map((folder) => ({
    title: folderTitles[folder] ?? folder.charAt(0).toUpperCase() + folder.slice(1),
    nodes: manifests.filter((manifest) => manifest.folder === folder),
  }));
  const map = folders.map(
    ({ title, nodes }) =>
      `- **${title}**: ${nodes.map((node) => `[${node.title}](#${anchor(node.title)})`).join(", ")}`,
  );
  const parts = folders.map(({ title, nodes }) => [`## ${title}`, ...nodes.map(nodeText)].join("\n\n"));
  return `${[intro + map.join("\n").replace(/^/, "\n"), ...parts].join("\n\n")}\n`;
}

function nodeText(node: NodeManifest): string {
  const role = roleLabels[node.role];
  const line = [`\`${node.type}\``, `version ${node.version}`, ...(role === "" ? [] : [role])].join(" · ");
  const reaches = node.effects.length === 0 ? "nothing: it is a pure function" : node.effects.map(code).join(", ");
  return [
    `### ${node.title}`,
    line,
    node.summary,
    portTable(node),
    `Reaches ${reaches}.`,
    configTable(node.configSchema),
    ...node.examples.map(exampleText),
  ].join("\n\n");
}

function portTable({ inputs, outputs }: NodeManifest): string {
  const row = (direction: string, [name, spec]: readonly [string, PortSpec]) =>
    `| ${direction} | ${code(name)} | ${portType(spec)} | ${direction === "in" ? arity(spec) : ""} |`;
  const rows = [
    ...Object.entries(inputs).map((entry) => row("in", entry)),
    ...Object.entries(outputs).map((entry) => row("out", entry)),
  ];
  return ["| | port | type | |", "|---|---|---|---|", ...rows].join("\n");
}

function portType({ type, params = {} }: PortSpec): string {
  const named = Object.entries(params).map(([name, spec]) => `${name}: ${describeParam(spec)}`);
  return named.length === 0 ? type : `${type} (${named.join(", ")})`;
}

function describeParam(spec: ParamSpec): string {
  if (typeof spec === "string") return spec;
  if ("fact" in spec) return `the fact ${code(spec.fact)}`;
  if ("config" in spec) return `its setting ${code(spec.config)}`;
  return `as wired (${spec.variable})`;
}

function arity({ arity: kind, min = 1, lazy }: PortSpec): string {
  if (kind !== "many") return kind;
  return `many, at least ${min}${lazy ? ", each read only when those before it gave nothing" : ""}`;
}

function configTable(schema: JsonObject): string {
  const fields = settings(schema);
  if (fields.length === 0) return "No settings.";
  const rows = fields.map(
    ([name, field, required]) =>
      `| ${code(name)} | ${fieldType(field)} | ${defaultText(field, required)} | ${rangeText(field)} | ${cell(String(field.description ?? ""))} |`,
  );
  const table = ["| setting | type | default | range | what it does |", "|---|---|---|---|---|", ...rows].join("\n");
  const long = fields.filter(
    ([, field]) => field.default !== undefined && oneLine(field.default).length > maxDefaultLength,
  );
  return [
    table,
    ...long.map(
      ([name, field]) => `The default of ${code(name)}:\n\n\`\`\`json\n${readableJson(field.default)}\n\`\`\``,
    ),
  ].join("\n\n");
}

/** The fields of a schema; those of a list's entries follow it as `list[].field`. */
function settings(schema: JsonObject, prefix = ""): [string, JsonObject, boolean][] {
  const required = (schema.required ?? []) as readonly Json[];
  return Object.entries((schema.properties ?? {}) as { readonly [name: string]: JsonObject }).flatMap(
    ([name, field]) => {
      const items = (field.items ?? {}) as JsonObject;
      const own: [string, JsonObject, boolean] = [prefix + name, field, required.includes(name)];
      return [own, ...(items.properties === undefined ? [] : settings(items, `${prefix}${name}[].`))];
    },
  );
}

function fieldType(field: JsonObject): string {
  const choices = field.enum as readonly Json[] | undefined;
  if (choices !== undefined) return choices.map((choice) => code(String(choice))).join(" or ");
  if (field.type === "array")
    return `list of ${plural(String((field.items as JsonObject | undefined)?.type ?? "value"))}`;
  if (field.format !== undefined) return String(field.format);
  return { integer: "whole number", string: "text", boolean: "yes / no" }[String(field.type)] ?? String(field.type);
}

function plural(type: string): string {
  return { string: "texts", integer: "whole numbers", object: "entries" }[type] ?? `${type}s`;
}

function defaultText(field: JsonObject, required: boolean): string {
  if (field.default === undefined) return required ? "must be set" : "";
  const text = oneLine(field.default);
  return text.length > maxDefaultLength ? "below" : code(text);
}

function rangeText(field: JsonObject): string {
  const { minimum, exclusiveMinimum, maximum, minLength, maxLength, maxItems } = field;
  const low =
    minimum !== undefined ? `≥ ${minimum}` : exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : undefined;
  // Zod writes down the safe integers as the range of every whole number.
  const high = maximum === undefined || Number(maximum) >= Number.MAX_SAFE_INTEGER ? undefined : `≤ ${maximum}`;
  const length = minLength === undefined || minLength === 0 ? undefined : "not empty";
  const textLimit = maxLength === undefined ? undefined : `at most ${maxLength} characters`;
  const itemLimit = maxItems === undefined ? undefined : `at most ${maxItems}`;
  return [low, high, length, textLimit, itemLimit].filter((part) => part !== undefined).join(", ");
}

function exampleText({ title, config, inputs, given, outputs, fellBack }: NodeExample): string {
  const shown = { config, ...(Object.keys(inputs).length > 0 ? { inputs } : {}), given, outputs, fellBack };
  return `<details><summary>${title.replaceAll("<", "&lt;")}</summary>\n\n\`\`\`json\n${readableJson(shown)}\n\`\`\`\n\n</details>`;
}

/** A heading's anchor, as GitHub makes it. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
