/** Where every page behind the sign-in stands; the browser tests visit each of them. */
export const pagePaths = {
  start: "/",
  pipelines: "/pipelines",
  canvas: "/pipelines/:id",
  endpoints: "/endpoints",
  endpoint: "/endpoints/:slug",
  experiments: "/experiments",
  metrics: "/experiments/metrics",
  statistics: "/experiments/statistics",
  experiment: "/experiments/:id",
  health: "/monitors",
  alert: "/monitors/alerts/:id",
  subject: "/monitors/:kind/:name",
  value: "/value",
  runs: "/runs",
  trace: "/traces/:id",
  catalogue: "/catalogue",
  collections: "/collections",
  jobs: "/jobs/:id?",
  settings: "/settings",
  audit: "/settings/audit",
} as const;

export type PageName = keyof typeof pagePaths;
