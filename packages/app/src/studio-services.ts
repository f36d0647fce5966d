import type { Facts } from "@aisle/runtime/compile/facts";
import type { Problem } from "@aisle/runtime/compile/problem";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { CatalogFields } from "@aisle/runtime/node-sdk/catalog-field";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { Proposal } from "./assistant/proposal.ts";
import type { AuditService } from "./audit/audit-service.ts";
import type {
  CataloguePage,
  CatalogueQuery,
  CollectionRow,
  ProductDetail,
  RequestPage,
  RequestQuery,
} from "./browse-shapes.ts";
import type { ConnectionsService } from "./connections/connections-service.ts";
import type { NotificationsService } from "./notifications/notifications-service.ts";
import type { PersonDataService } from "./person-data/person-data-service.ts";
import type { ShelfItem } from "./preview.ts";
import type { FieldTrial, NearProducts, PortSample, ProductStory } from "./run-data-shapes.ts";
import type { SecretsService } from "./secrets/secrets-service.ts";
import type {
  AboutPipeline,
  AppliedEdits,
  Caller,
  CatalogueSummary,
  DecisionRow,
  DemoShopStatus,
  Draft,
  DraftNews,
  EndpointDetail,
  EndpointRow,
  GraphChoice,
  GraphComparison,
  ImportKind,
  ImportLook,
  JobDetail,
  JobRow,
  KeyRow,
  PipelineRow,
  RunInput,
  RunReport,
  SampleAnswer,
  SentEdit,
  StartState,
  Template,
  Trace,
  Traffic,
  TryItAnswer,
  VersionDetail,
  VersionRow,
} from "./studio-shapes.ts";

/** Every use case that the studio needs. Failures are thrown as `AisleError`. */
export interface StudioServices {
  readonly audit: AuditService;
  readonly secrets: SecretsService;
  readonly connections: ConnectionsService;
  readonly notifications: NotificationsService;
  readonly personData: PersonDataService;

  start(caller: Caller): Promise<StartState>;
  useSampleShop(caller: Caller): Promise<{ readonly jobId: string }>;

  listPipelines(caller: Caller): Promise<readonly PipelineRow[]>;
  createPipeline(
    caller: Caller,
    input: { readonly name: string; readonly templateId?: string; readonly graph?: Json },
  ): Promise<{ readonly pipelineId: string }>;
  renamePipeline(caller: Caller, pipelineId: string, name: string): Promise<void>;
  duplicatePipeline(caller: Caller, pipelineId: string): Promise<{ readonly pipelineId: string }>;
  deletePipeline(caller: Caller, pipelineId: string): Promise<void>;
  /** The draft as a graph file, ids kept. */
  exportPipeline(caller: Caller, pipelineId: string): Promise<{ readonly name: string; readonly graph: Graph }>;

  /** Turns the draft into another graph, by edits; refuses a file that is not a graph. */
  replaceDraft(caller: Caller, pipelineId: string, graph: Json): Promise<{ readonly revision: number }>;

  openDraft(caller: Caller, pipelineId: string): Promise<Draft>;
  applyEdits(
    caller: Caller,
    pipelineId: string,
    baseRevision: number,
    edits: readonly SentEdit[],
  ): Promise<AppliedEdits>;
  /**
   * Every edit after a revision, those that exist first, then as they come, and what changes about the pipeline: its name, address
   * and live version, first where they are not what the caller `knows`. Ends when the signal aborts.
   */
  draftChanges(
    caller: Caller,
    pipelineId: string,
    sinceRevision: number,
    signal: AbortSignal,
    knows?: Pick<AboutPipeline, "name" | "slug">,
  ): AsyncIterable<DraftNews>;
  /** All problems of the stored draft, those that only the server can see included. */
  checkDraft(
    caller: Caller,
    pipelineId: string,
  ): Promise<{ readonly revision: number; readonly problems: readonly Problem[] }>;
  /** What a sentence would change of the stored draft, to be approved; changes nothing. */
  propose(
    caller: Caller,
    pipelineId: string,
    input: { readonly sentence: string; readonly selected: readonly string[] },
  ): Promise<Proposal>;
  /** Three sentences that would change something in the stored draft. */
  suggestions(caller: Caller, pipelineId: string): Promise<readonly string[]>;
  runDraft(
    caller: Caller,
    pipelineId: string,
    input: RunInput & {
      readonly revision: number;
      readonly upTo?: string;
      /** Runs this node and what follows, on what all others gave in an earlier run. */
      readonly from?: { readonly node: string; readonly runId: string };
    },
  ): Promise<RunReport>;
  /** Why a product stands where it stands in a run of a draft; throws `run.gone`, as the three below. */
  whyInRun(
    caller: Caller,
    pipelineId: string,
    input: { readonly runId: string; readonly productId: string },
  ): Promise<ProductStory>;
  /** The whole value of a port, to be pinned; throws `pin.too-large`. */
  portSample(
    caller: Caller,
    pipelineId: string,
    input: { readonly runId: string; readonly port: string },
  ): Promise<PortSample>;
  nearProducts(
    caller: Caller,
    pipelineId: string,
    input: { readonly runId: string; readonly port: string },
  ): Promise<NearProducts>;
  /** What the text of a field gives on the products that came into its node, as it is typed. */
  tryField(
    caller: Caller,
    pipelineId: string,
    input: {
      readonly runId?: string;
      readonly node: string;
      readonly path: readonly (string | number)[];
      readonly text: string;
    },
  ): Promise<FieldTrial>;
  /**
   * Freezes the draft at a revision. Throws `endpoint.slug-taken`, and `graph.revision-gone` when the draft is no longer the one
   * that was looked at; problems of the graph come back in the job.
   */
  publish(
    caller: Caller,
    pipelineId: string,
    input: { readonly slug: string; readonly name: string; readonly notes: string; readonly revision: number },
  ): Promise<{ readonly jobId: string }>;
  listVersions(caller: Caller, pipelineId: string): Promise<readonly VersionRow[]>;
  version(caller: Caller, versionId: string): Promise<VersionDetail>;
  /** Gives a version another name and other notes; what it answers stays. */
  describeVersion(
    caller: Caller,
    versionId: string,
    input: { readonly name: string; readonly notes: string },
  ): Promise<void>;
  /** Two graphs of a pipeline side by side, with who changed what between them. */
  compare(
    caller: Caller,
    pipelineId: string,
    input: { readonly before: GraphChoice; readonly after: GraphChoice },
  ): Promise<GraphComparison>;
  /** Runs a sample request of `after` on both graphs; `before` is null when nothing is live. Neither is logged nor counted. */
  compareSample(
    caller: Caller,
    pipelineId: string,
    input: { readonly before: GraphChoice; readonly after: GraphChoice; readonly sampleId: string },
  ): Promise<{ readonly before: SampleAnswer | null; readonly after: SampleAnswer }>;
  /** Makes a ready version the live one again. */
  /** Gives a live pipeline another address; the old one goes on answering. Throws `endpoint.slug-taken`. */
  moveAddress(caller: Caller, pipelineId: string, slug: string): Promise<void>;
  /** Takes an earlier address away, for good: whoever still calls it gets 404. */
  removeAlias(caller: Caller, pipelineId: string, slug: string): Promise<void>;
  activateVersion(caller: Caller, versionId: string): Promise<void>;

  nodeCatalogue(caller: Caller): Promise<readonly NodeManifest[]>;
  facts(caller: Caller): Promise<Facts>;
  /** Problems of one config, as it is typed: wrong values, and what `prepare` says of an expression. */
  checkConfig(
    caller: Caller,
    input: { readonly type: string; readonly config: JsonObject },
  ): Promise<readonly { readonly path: string; readonly message: string }[]>;

  listEndpoints(caller: Caller): Promise<readonly EndpointRow[]>;
  endpoint(caller: Caller, slug: string): Promise<EndpointDetail>;
  traffic(caller: Caller, slug: string, hours: number): Promise<Traffic>;
  decisions(
    caller: Caller,
    slug: string,
    filter: { readonly show: "all" | "fell-back" | "slow" | "failed"; readonly limit: number },
  ): Promise<readonly DecisionRow[]>;
  /** Requests of all endpoints, the latest first. */
  requests(caller: Caller, query: RequestQuery): Promise<RequestPage>;
  trace(caller: Caller, decisionId: string): Promise<Trace>;
  /** Why a product stands where it stands in a logged answer, or is not there; throws `decision.not-found`. */
  whyInDecision(
    caller: Caller,
    input: { readonly decisionId: string; readonly productId: string },
  ): Promise<ProductStory>;
  /** The OpenAPI document of one live endpoint; throws `endpoint.not-found`. */
  openApi(caller: Caller, slug: string): Promise<JsonObject>;
  tryIt(caller: Caller, slug: string, body: Json): Promise<TryItAnswer>;
  listKeys(caller: Caller): Promise<readonly KeyRow[]>;
  /** The only time that the whole key is told. */
  createKey(
    caller: Caller,
    input: { readonly kind: KeyRow["kind"]; readonly name: string },
  ): Promise<{ readonly row: KeyRow; readonly key: string }>;
  revokeKey(caller: Caller, keyId: string): Promise<void>;

  listTemplates(caller: Caller): Promise<readonly Template[]>;
  catalogue(caller: Caller): Promise<CatalogueSummary>;
  searchCatalogue(caller: Caller, query: CatalogueQuery): Promise<CataloguePage>;
  /** Throws `product.not-found`. */
  product(caller: Caller, productId: string): Promise<ProductDetail>;
  /** Which fields the products have, of what types, with frequent values. */
  catalogFields(caller: Caller): Promise<CatalogFields>;
  /** Products by their ids, in the order of the ids; null for one that the catalog does not have. */
  productsById(
    caller: Caller,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly item: ShelfItem | null }[]>;
  listCollections(caller: Caller): Promise<readonly CollectionRow[]>;
  /** Embeds what changed and builds the indexes anew; the job that does so already is named when there is one. */
  rebuildCollections(caller: Caller): Promise<{ readonly jobId: string }>;
  /** Reads the first bytes of a file (gzip included) and guesses which column is which field. */
  lookAtFile(
    caller: Caller,
    input: { readonly kind: ImportKind; readonly fileName: string; readonly head: Uint8Array },
  ): Promise<ImportLook>;
  /** Stores the stream, queues its import, and returns once every byte is kept. `map` is field → column. */
  importFile(
    caller: Caller,
    input: { readonly kind: ImportKind; readonly fileName: string; readonly map: { readonly [field: string]: string } },
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly jobId: string }>;

  /** Every rejected row of an import as CSV (line, reason, row); throws `job.not-found` when there is no such report. */
  rejectedRows(caller: Caller, jobId: string): Promise<AsyncIterable<Uint8Array>>;

  demoShop(caller: Caller): Promise<DemoShopStatus>;
  /** Takes the demo shop's products out of the catalogue; they can be brought back until `deleteDemoShop`. */
  setDemoShopAside(caller: Caller): Promise<void>;
  bringDemoShopBack(caller: Caller): Promise<void>;
  /** Deletes its events and stock for good; throws `demo-shop.not-aside` while its products are in the catalogue. */
  deleteDemoShop(caller: Caller): Promise<void>;
  settings(caller: Caller): Promise<{ readonly timeZone: string }>;
  /** Takes the IANA name of a zone; throws `settings.time-zone`. */
  setTimeZone(caller: Caller, timeZone: string): Promise<void>;

  listJobs(caller: Caller): Promise<readonly JobRow[]>;
  job(caller: Caller, jobId: string): Promise<JobDetail>;
  /** True when the job will end; false when it had ended already. */
  cancelJob(caller: Caller, jobId: string): Promise<boolean>;
  /** Runs a failed or cancelled job once more. */
  retryJob(caller: Caller, jobId: string): Promise<void>;
}
