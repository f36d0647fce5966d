import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Artefact } from "@aisle/learn/artefact/artefact";
import { openBlobStore } from "../blobs/blob-store.ts";
import { createPool } from "../postgres/pool.ts";
import { failureOf, type ThreadFailure } from "../process/thread-message.ts";
import { type LoadedKind, loadArtefact } from "./load-artefact.ts";

/** Where the thread finds the blobs. */
export interface ArtefactThreadData {
  readonly databaseUrl: string;
  readonly blobCache: string;
}

/** What the thread is asked. */
export interface LoadRequest {
  readonly id: number;
  readonly kind: LoadedKind;
  readonly hash: string;
}

/** What it answers. */
export type LoadAnswer =
  | { readonly id: number; readonly artefact: Artefact | undefined }
  | { readonly id: number; readonly failure: ThreadFailure };

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const { databaseUrl, blobCache } = workerData as ArtefactThreadData;
  const blobs = openBlobStore(createPool(databaseUrl, { max: 1, name: "aisle artefacts" }), blobCache);
  port.on("message", ({ id, kind, hash }: LoadRequest) => {
    loadArtefact(blobs, kind, hash).then(
      (artefact) => {
        const buffers = new Set(Object.values(artefact?.arrays ?? {}).map((array) => array.buffer as ArrayBuffer));
        port.postMessage({ id, artefact } satisfies LoadAnswer, [...buffers]);
      },
      (error: unknown) => port.postMessage({ id, failure: failureOf(error) } satisfies LoadAnswer),
    );
  });
}
