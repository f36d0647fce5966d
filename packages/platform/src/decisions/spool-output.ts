import { closeSync, ftruncateSync, mkdirSync, openSync, unlinkSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { endedFlag, endedFlagAt, frameHeaderBytes, sealFrame, spoolFileHeader, spoolFileName } from "./spool-format.ts";

/** What the spool does with files; each throws as Node's does. */
export interface SpoolFiles {
  /** Makes a file that was not there, and its directory, and opens it for writing. */
  create(path: string): number;
  /** Writes bytes at a place, as many as it can; returns how many. */
  write(file: number, bytes: Buffer, from: number, position: number): number;
  truncate(file: number, size: number): void;
  close(file: number): void;
  remove(path: string): void;
}

export const nodeFiles: SpoolFiles = {
  create(path) {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "wx", 0o600);
  },
  write: (file, bytes, from, position) => writeSync(file, bytes, from, bytes.length - from, position),
  truncate: ftruncateSync,
  close: closeSync,
  remove: unlinkSync,
};

/** The spool file of this process that is being written, and the next one when it has grown large. */
export class SpoolOutput {
  readonly #files: SpoolFiles;
  readonly #directory: string;
  readonly #rotateBytes: number;
  readonly #startedAt = Date.now();
  #file: number | undefined;
  #size = 0;
  #number = 0;

  constructor(files: SpoolFiles, directory: string, rotateBytes: number) {
    this.#files = files;
    this.#directory = directory;
    this.#rotateBytes = rotateBytes;
  }

  /** Appends a frame as a whole or, when it throws, not at all. */
  write(frame: Buffer): void {
    this.#file ??= this.#begin();
    const file = this.#file;
    try {
      this.#writeWhole(file, frame, this.#size);
    } catch (error) {
      this.#afterFailure(file);
      throw error;
    }
    this.#size += frame.length;
    if (this.#size > this.#rotateBytes) this.end();
  }

  /** Marks the file as whole and closes it. Where it cannot be marked, its reader waits for this process to end. */
  end(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#mark(file);
    this.#files.close(file);
  }

  #begin(): number {
    const path = join(this.#directory, spoolFileName(this.#startedAt, this.#number++));
    const file = this.#files.create(path);
    try {
      this.#writeWhole(file, spoolFileHeader, 0);
    } catch (error) {
      this.#files.close(file);
      this.#files.remove(path);
      throw error;
    }
    this.#size = spoolFileHeader.length;
    return file;
  }

  /**
   * A part of a frame would stand before all that follows it: a file that cannot be cut is written no more. Nor is one that can be
   * marked: on a full disk what was copied from it takes its room until it is removed, and only a file that has ended is.
   */
  #afterFailure(file: number): void {
    const isCut = this.#cut(file);
    if (isCut && (this.#size === spoolFileHeader.length || !this.#mark(file))) return;
    if (!isCut) this.#flag(file);
    this.#file = undefined;
    this.#files.close(file);
  }

  /** Says that nothing more will be written, at the file's end or, where there is no room, in its header. */
  #mark(file: number): boolean {
    const mark = Buffer.alloc(frameHeaderBytes);
    sealFrame(mark, 0, 0, 0);
    try {
      this.#writeWhole(file, mark, this.#size);
      return true;
    } catch {
      this.#cut(file);
      return this.#flag(file);
    }
  }

  #flag(file: number): boolean {
    try {
      this.#writeWhole(file, endedFlag, endedFlagAt);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes back what was written after the last whole frame. */
  #cut(file: number): boolean {
    try {
      this.#files.truncate(file, this.#size);
      return true;
    } catch {
      return false;
    }
  }

  #writeWhole(file: number, bytes: Buffer, position: number): void {
    for (let done = 0; done < bytes.length; ) done += this.#files.write(file, bytes, done, position + done);
  }
}
