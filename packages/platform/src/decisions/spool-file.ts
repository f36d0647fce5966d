import { type FileHandle, open } from "node:fs/promises";
import {
  frameHeaderBytes,
  readFrames,
  type SpoolBeginning,
  type SpoolFrame,
  spoolBeginning,
  spoolFileHeader,
} from "./spool-format.ts";

const maxIdleBytes = 8 << 20;

/** Memory that files are read into, one after the other; grows to the largest frame and shrinks again. */
export class ReadBuffer {
  bytes: Buffer;
  readonly #size: number;

  constructor(size: number) {
    this.#size = Math.max(size, frameHeaderBytes + spoolFileHeader.length);
    this.bytes = Buffer.allocUnsafeSlow(this.#size);
  }

  grow(size: number): void {
    if (size > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(size);
  }

  shrink(): void {
    if (this.bytes.length > Math.max(this.#size, maxIdleBytes)) this.bytes = Buffer.allocUnsafeSlow(this.#size);
  }
}

/** Frames of a file that follow each other, as many as fit; valid until the buffer is read into again. */
export interface FileStretch {
  readonly frames: readonly SpoolFrame[];
  /** Where in the file the last frame ends. */
  readonly end: number;
  /** True when the file ends here: its end mark, or for a file that nobody writes any more its last byte, was reached. */
  readonly done: boolean;
  /** Bytes before a frame or the end mark that are none. */
  readonly damagedBytes: number;
  /** Bytes at the end of a file that nobody writes any more, which are no whole frame. */
  readonly unfinishedBytes: number;
}

/** A spool file as its reader sees it. */
export class SpoolFile {
  readonly beginning: SpoolBeginning;
  readonly #file: FileHandle;
  readonly #buffer: ReadBuffer;

  private constructor(file: FileHandle, beginning: SpoolBeginning, buffer: ReadBuffer) {
    this.#file = file;
    this.beginning = beginning;
    this.#buffer = buffer;
  }

  /** Throws when the file cannot be read or begins as no spool that this Aisle reads; `undefined` for one too short to tell. */
  static async open(path: string, buffer: ReadBuffer): Promise<SpoolFile | undefined> {
    const file = await open(path, "r");
    try {
      const begin = Buffer.alloc(spoolFileHeader.length);
      const { bytesRead } = await file.read(begin, 0, begin.length, 0);
      const beginning = bytesRead < begin.length ? undefined : spoolBeginning(begin);
      if (beginning !== undefined) return new SpoolFile(file, beginning, buffer);
      if (bytesRead === begin.length)
        throw new Error(`${path} is not a decision spool that this Aisle reads; move it away.`);
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return undefined;
  }

  /** The frames from a place on. `left` says that nobody writes the file any more. */
  async read(from: number, left: boolean): Promise<FileStretch> {
    let damagedBytes = 0;
    for (let at = from === 0 ? spoolFileHeader.length : from; ; ) {
      const { bytes } = this.#buffer;
      const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, at);
      const atEnd = at + bytesRead >= (await this.#file.stat()).size;
      const found = readFrames(bytes.subarray(0, bytesRead), 0, left && atEnd);
      const { frames, whole } = found;
      if (frames.length > 0 || whole || atEnd) {
        const ends = whole || (left && atEnd);
        return {
          frames,
          end: at + found.end,
          done: frames.length === 0 && ends,
          damagedBytes: damagedBytes + found.damagedBytes,
          unfinishedBytes: !whole && ends ? damagedBytes + bytesRead - found.end : 0,
        };
      }
      damagedBytes += found.damagedBytes;
      at += found.next;
      this.#buffer.grow(found.wants);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
