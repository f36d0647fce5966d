/** A file of products or of stock that was imported. */
export interface LoadedFile {
  /** Of its upload: the same file is one load, however often its job was run. */
  readonly id: string;
  readonly job: string;
  readonly kind: "catalog" | "stock";
  readonly fileName: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rows: number;
  readonly rejected: number;
}

/** Files that were imported; they are stored for 400 days. */
export interface CatalogLoads {
  /** In order of time, from a time on and before another, milliseconds since 1970. */
  between(workspaceId: string, from: number, to: number): Promise<readonly LoadedFile[]>;
}
