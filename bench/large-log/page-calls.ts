/** What a page of the studio asks for at once. */
export interface StudioPage {
  readonly name: string;
  /** Texts of a search are others in every round, as people's are. */
  readonly calls: (round: number) => readonly (readonly [procedure: string, input?: unknown])[];
}

/** Ids that the pages are opened with. */
export interface PageIds {
  readonly slug: string;
  readonly pipelineId: string;
  readonly decisionId: string;
  readonly productId: string;
  /** A day in the middle of the log, ISO 8601. */
  readonly pastDay: { readonly since: string; readonly until: string };
}

const words = ["lamp", "jacket", "rug", "shoe", "stove", "desk", "rain", "trail"];
const hex = "0123456789abcdef";

/** Every page of the studio, with the ways of asking that have to look furthest. */
export function studioPages({ slug, pipelineId, decisionId, productId, pastDay }: PageIds): readonly StudioPage[] {
  const requests = (name: string, input: object): StudioPage => ({
    name: `runs, ${name}`,
    calls: () => [["endpoints.list"], ["endpoints.requests", { limit: 50, ...input }]],
  });
  const search = (name: string, input: object | ((round: number) => object)): StudioPage => ({
    name: `catalogue, ${name}`,
    calls: (round) => [
      ["catalogue.summary"],
      ["catalogue.search", { offset: 0, limit: 48, ...(typeof input === "function" ? input(round) : input) }],
    ],
  });
  const endpoint = (show: string, hours: number): StudioPage => ({
    name: `endpoint, ${show}, ${hours} hours`,
    calls: () => [
      ["endpoints.get", { slug }],
      ["endpoints.traffic", { slug, hours }],
      ["endpoints.decisions", { slug, show, limit: 50 }],
    ],
  });
  return [
    { name: "start", calls: () => [["session"], ["start.state"]] },
    { name: "templates", calls: () => [["start.templates"], ["nodes.catalogue"]] },
    { name: "pipelines", calls: () => [["pipelines.list"], ["start.state"]] },
    {
      name: "canvas",
      calls: () => [
        ["drafts.open", { pipelineId }],
        ["nodes.catalogue"],
        ["nodes.facts"],
        ["pipelines.versions", { pipelineId }],
      ],
    },
    search("all", {}),
    search("text", (round) => ({
      text: `${words[round % words.length]!}${round < words.length ? "" : ` ${hex[round % 16]!}`}`,
    })),
    search("rare text", (round) => ({ text: `product-${4217 + round * 31}` })),
    search("text that is nowhere", (round) => ({ text: `zzz${round}` })),
    search("brand", (round) => ({ brand: `Brand ${round}` })),
    search("last page", { offset: 99_000 }),
    search("dearest", { sort: "dearest", stock: "in-stock" }),
    { name: "product", calls: () => [["catalogue.product", { productId }]] },
    { name: "collections", calls: () => [["collections.list"], ["catalogue.summary"]] },
    { name: "endpoints", calls: () => [["endpoints.list"]] },
    endpoint("all", 1),
    endpoint("fell-back", 24),
    endpoint("slow", 168),
    endpoint("failed", 168),
    { name: "endpoint, its description", calls: () => [["endpoints.openApi", { slug }]] },
    requests("all", {}),
    requests("endpoint", { endpoint: slug }),
    requests("failed", { outcome: "failed" }),
    requests("an outcome that never was", { outcome: "suspended" }),
    requests("slow", { minMs: 50 }),
    requests("slower than any", { minMs: 5_000 }),
    requests("slow and failed", { minMs: 50, outcome: "failed" }),
    requests("a past day", pastDay),
    requests("slow on a past day", { ...pastDay, minMs: 50 }),
    requests("a product", { find: productId }),
    requests("a product that was never shown", { find: "product-none" }),
    requests("a decision", { find: decisionId }),
    {
      name: "trace",
      calls: () => [
        ["endpoints.trace", { decisionId }],
        ["endpoints.why", { decisionId, productId }],
      ],
    },
    { name: "jobs", calls: () => [["jobs.list"]] },
    { name: "keys", calls: () => [["keys.list"]] },
    { name: "people", calls: () => [["people.list"]] },
  ];
}
