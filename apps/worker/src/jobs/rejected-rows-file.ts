import { type FileHandle, open, rm } from "node:fs/promises";
import { type RejectedRow, rejectedRowLine, rejectedRowsHeader } from "@aisle/app/imports/import-report";

/** The rejected rows of an import as CSV, written batch by batch, so that a million of them stand in no memory. */
export class RejectedRowsFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #waiting: string[] = [];
  #bytes: number;

  private constructor(path: string, file: FileHandle, bytes: number) {
    this.#path = path;
    this.#file = file;
    this.#bytes = bytes;
  }

  /** Opens it with the first `bytes` of an earlier run: what that run wrote after its last checkpoint is written again. */
  static async open(path: string, bytes: number): Promise<RejectedRowsFile> {
    const file = await open(path, bytes > 0 ? "a" : "w", 0o600);
    if (bytes > 0) await file.truncate(bytes);
    const rows = new RejectedRowsFile(path, file, bytes);
    if (bytes === 0) rows.#waiting.push(rejectedRowsHeader);
    return rows;
  }

  add(row: RejectedRow): void {
    this.#waiting.push(rejectedRowLine(row));
  }

  /** Writes what has come in since, and returns how long the file is now. */
  async flush(): Promise<number> {
    const text = Buffer.from(this.#waiting.join(""));
    this.#waiting = [];
    if (text.length > 0) await this.#file.write(text);
    this.#bytes += text.length;
    return this.#bytes;
  }

  /** Closes it; a file without rows goes. */
  async close(): Promise<void> {
    await this.#file.close();
    if (this.#bytes <= rejectedRowsHeader.length) await rm(this.#path, { force: true });
  }
}
