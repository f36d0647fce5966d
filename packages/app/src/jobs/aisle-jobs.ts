import type { Json } from "@aisle/runtime/json";

/** Every job of the queue: its input and its result. Payloads carry ids and small settings only. */
export type AisleJobs = {
  /** Compiles a version, runs its samples, and makes it live. */
  readonly publish: {
    readonly payload: {
      readonly workspaceId: string;
      readonly pipelineId: string;
      readonly versionId: string;
      readonly slug: string;
    };
    readonly result: Json;
  };
  /** Imports an uploaded file. `map` is JSON of field → column. */
  readonly import: {
    readonly payload: {
      readonly workspaceId: string;
      readonly kind: string;
      readonly uploadId: string;
      readonly fileName: string;
      readonly map: string;
      /** Id of the person who hears of a failure; those who run the workspace where it is absent. */
      readonly askedBy?: string;
    };
    readonly result: Json;
  };
  /** Embeds what changed in the catalogue and builds its search indexes. */
  readonly "index-catalogue": { readonly payload: { readonly workspaceId: string }; readonly result: Json };
  /** Counts popularity and what is viewed and bought together. */
  readonly "index-events": { readonly payload: { readonly workspaceId: string }; readonly result: Json };
  /** Folds new events and decisions into the sums of a workspace's experiments, or of one, and reads them. */
  readonly "fold-experiments": {
    readonly payload: { readonly workspaceId: string; readonly experimentId?: string };
    readonly result: Json;
  };
  /** Folds new decisions and events into the hours of a workspace's monitors. */
  readonly "fold-monitors": { readonly payload: { readonly workspaceId: string }; readonly result: Json };
  /** Sends a notification through a connection. */
  readonly notify: {
    readonly payload: { readonly workspaceId: string; readonly deliveryId: string };
    readonly result: Json;
  };
  /** Compiles and checks the arms of an experiment on the live version, and starts it or brings it in line. */
  readonly "start-experiment": {
    readonly payload: { readonly workspaceId: string; readonly experimentId: string };
    readonly result: Json;
  };
  /** Makes a finished experiment of an uploaded file. `options` is JSON of what its columns are. */
  readonly "import-experiment": {
    readonly payload: {
      readonly workspaceId: string;
      readonly experimentId: string;
      readonly key: string;
      readonly uploadId: string;
      readonly fileName: string;
      readonly options: string;
      readonly askedBy: string;
    };
    readonly result: Json;
  };
  /** Fills an empty workspace with the demo shop. */
  readonly "demo-shop": { readonly payload: { readonly workspaceId: string }; readonly result: Json };
  /** Lets simulated shoppers visit the demo shop until a time, milliseconds since 1970. */
  readonly "demo-traffic": {
    readonly payload: { readonly workspaceId: string; readonly until: number; readonly visitsPerSecond: number };
    readonly result: Json;
  };
};

export type JobName = keyof AisleJobs;
