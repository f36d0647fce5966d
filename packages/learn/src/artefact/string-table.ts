import { type Artefact, arrayOf } from "./artefact.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Share of the slots that may be taken: a probe then meets two others at most, on average. */
const maxLoad = 0.5;

/**
 * Strings by place and places by string, in three typed arrays: made in one thread it is handed to another without a
 * copy, and nothing has to be built before the first look-up (a `Map` of 100,000 strings takes a tenth of a second).
 */
export class StringTable {
  /** All strings in UTF-8, one after the other; string `i` from `offsets[i]` to `offsets[i + 1]`. */
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  /** An open-addressing hash table, of a power of two: place + 1, or 0 for an empty slot. */
  readonly slots: Uint32Array;
  #known: (string | undefined)[] | undefined;

  private constructor(bytes: Uint8Array, offsets: Uint32Array, slots: Uint32Array) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.slots = slots;
  }

  /** A table of distinct strings, in the order given. */
  static of(strings: readonly string[]): StringTable {
    const offsets = new Uint32Array(strings.length + 1);
    let bytes = new Uint8Array(Math.max(64, strings.length * 12));
    let end = 0;
    strings.forEach((text, place) => {
      if (bytes.length - end < text.length * 3) {
        const wider = new Uint8Array(bytes.length * 2 + text.length * 3);
        wider.set(bytes.subarray(0, end));
        bytes = wider;
      }
      end += encoder.encodeInto(text, bytes.subarray(end)).written;
      offsets[place + 1] = end;
    });
    return new StringTable(bytes.slice(0, end), offsets, slotsOf(bytes, offsets));
  }

  /** The table that `StringTable.arrays` wrote into an artefact under this name. Throws `ArtefactError` where it lacks. */
  static read(artefact: Artefact, name: string): StringTable {
    return new StringTable(
      arrayOf(artefact, `${name}.bytes`, Uint8Array),
      arrayOf(artefact, `${name}.offsets`, Uint32Array),
      arrayOf(artefact, `${name}.slots`, Uint32Array),
    );
  }

  /** The table as arrays of an artefact. */
  arrays(name: string): Artefact["arrays"] {
    return { [`${name}.bytes`]: this.bytes, [`${name}.offsets`]: this.offsets, [`${name}.slots`]: this.slots };
  }

  get size(): number {
    return this.offsets.length - 1;
  }

  /** The string at a place. */
  at(place: number): string {
    this.#known ??= new Array<string | undefined>(this.size);
    const known = this.#known[place];
    if (known !== undefined) return known;
    const text = decoder.decode(this.bytes.subarray(this.offsets[place]!, this.offsets[place + 1]!));
    this.#known[place] = text;
    return text;
  }

  /** The place of a string; undefined when it is not in the table. */
  find(text: string): number | undefined {
    const query = encoder.encode(text);
    const mask = this.slots.length - 1;
    for (let slot = hashOf(query, 0, query.length) & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const place = this.slots[slot]! - 1;
      if (this.#equals(place, query)) return place;
    }
    return undefined;
  }

  /** All strings, in their order. */
  strings(): string[] {
    return Array.from({ length: this.size }, (_, place) => this.at(place));
  }

  #equals(place: number, query: Uint8Array): boolean {
    const start = this.offsets[place]!;
    if (this.offsets[place + 1]! - start !== query.length) return false;
    for (let i = 0; i < query.length; i++) if (this.bytes[start + i] !== query[i]) return false;
    return true;
  }
}

function slotsOf(bytes: Uint8Array, offsets: Uint32Array): Uint32Array {
  const size = offsets.length - 1;
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, size / maxLoad))));
  const mask = slots.length - 1;
  for (let place = 0; place < size; place++) {
    let slot = hashOf(bytes, offsets[place]!, offsets[place + 1]!) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = place + 1;
  }
  return slots;
}

/** FNV-1a of 32 bits (Fowler, Noll & Vo), with the last step of MurmurHash3 so that the low bits are mixed too. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
