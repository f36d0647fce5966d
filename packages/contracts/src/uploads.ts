/** Files that were uploaded for an import. */
export interface Uploads {
  /** Stores every byte of a stream and returns the upload's id. */
  store(bytes: AsyncIterable<Uint8Array>): Promise<string>;
  remove(uploadId: string): Promise<void>;
  /** The rejected rows of the upload's import as CSV, `undefined` when there are none. */
  rejected(uploadId: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}
