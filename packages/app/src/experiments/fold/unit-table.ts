import { hashText } from "@aisle/stats/sketches/hash-text";
import { bytesColumn, integerColumn, numberColumn } from "./growing-column.ts";
import { HashIndex } from "./hash-index.ts";

/** In the column of arms: not exposed yet. */
export const noArm = 255;
/** Of a unit that was never exposed. */
export const neverExposed = Number.POSITIVE_INFINITY;

/**
 * The units of an experiment by a 64-bit hash of their id, so that no id is held: when each was first exposed, in which arm, whether
 * it met others, and the codes of its segments. Units that turn out to be one person are linked; their root stands for all.
 */
export class UnitTable {
  readonly high = integerColumn();
  readonly low = integerColumn();
  /** Milliseconds since 1970. */
  readonly exposedAt = numberColumn();
  readonly arm = bytesColumn();
  readonly crossed = bytesColumn();
  /** 1 for a unit that is known by a token alone. */
  readonly token = bytesColumn();
  /** A column for each dimension; 0 is unknown. */
  readonly segments: readonly ReturnType<typeof bytesColumn>[];
  readonly #index = new HashIndex(this.high, this.low);
  #odds: ReturnType<typeof numberColumn> | undefined;
  #parent: ReturnType<typeof integerColumn> | undefined;
  #pastAt: ReturnType<typeof numberColumn> | undefined;

  constructor(dimensions: number) {
    this.segments = Array.from({ length: dimensions }, bytesColumn);
  }

  get size(): number {
    return this.exposedAt.length;
  }

  /** Row of a unit, −1 where it is not there. */
  find(unit: string): number {
    const [high, low] = hashText(unit);
    return this.#index.find(high, low);
  }

  /** Row of a unit, which is added where it is new. */
  row(unit: string): number {
    const [high, low] = hashText(unit);
    return this.rowOf(high, low);
  }

  rowOf(high: number, low: number): number {
    const found = this.#index.find(high, low);
    if (found >= 0) return found;
    const row = this.append(high, low);
    this.#index.add(row);
    return row;
  }

  /** Adds a row; one with the hash 0, 0 stands for a person who was forgotten and is never found. */
  append(high: number, low: number): number {
    const row = this.size;
    this.high.push(high);
    this.low.push(low);
    this.exposedAt.push(neverExposed);
    this.arm.push(noArm);
    this.crossed.push(0);
    this.token.push(0);
    this.#pastAt?.push(neverExposed);
    this.#odds?.push(0);
    for (const column of this.segments) column.push(0);
    this.#parent?.push(row);
    return row;
  }

  /** Indexes rows that were appended without it. */
  reindex(): void {
    this.#index.rebuild();
  }

  /** The row that stands for all rows of one person. */
  root(row: number): number {
    const parent = this.#parent;
    if (parent === undefined) return row;
    let root = row;
    while (parent.get(root) !== root) root = parent.get(root);
    for (let at = row; at !== root; ) {
      const next = parent.get(at);
      parent.set(at, root);
      at = next;
    }
    return root;
  }

  get linked(): boolean {
    return this.#parent !== undefined;
  }

  parentOf(row: number): number {
    return this.#parent?.get(row) ?? row;
  }

  /** Makes two units one person: the earlier exposure holds, and both arms count as met. */
  link(a: number, b: number): void {
    if (this.#parent === undefined) {
      if (a === b) return;
      this.#parent = integerColumn();
      for (let row = 0; row < this.size; row++) this.#parent.push(row);
    }
    const [first, second] = [this.root(a), this.root(b)];
    if (first === second) return;
    // The smaller row, so that the order of links makes no difference.
    const [root, child] = first < second ? [first, second] : [second, first];
    const [rootArm, childArm] = [this.arm.get(root), this.arm.get(child)];
    const differ = rootArm !== noArm && childArm !== noArm && rootArm !== childArm;
    if (differ || this.crossed.get(child) === 1) this.crossed.set(root, 1);
    if (this.token.get(child) === 1) this.token.set(root, 1);
    this.markPast(root, this.pastAt(child));
    if (isEarlier(this.exposedAt.get(child), childArm, this.exposedAt.get(root), rootArm)) this.#copy(child, root);
    this.#parent.set(child, root);
  }

  /** Links as they were stored: rows with the rows that they are linked to. */
  restoreLinks(linked: boolean, children: readonly (readonly [row: number, parent: number])[]): void {
    if (!linked) return;
    this.#parent = integerColumn();
    for (let row = 0; row < this.size; row++) this.#parent.push(row);
    for (const [row, parent] of children) this.#parent.set(row, parent);
  }

  /** Takes an exposure; returns whether it is the first that is known, or an earlier one. */
  expose(row: number, at: number, arm: number): boolean {
    const root = this.root(row);
    const known = this.arm.get(root);
    if (known !== noArm && known !== arm) this.crossed.set(root, 1);
    if (!isEarlier(at, arm, this.exposedAt.get(root), known)) return false;
    this.exposedAt.set(root, at);
    this.arm.set(root, arm);
    return true;
  }

  /** Something that a unit did early on, milliseconds since 1970. */
  markPast(row: number, at: number): void {
    if (at === neverExposed) return;
    if (this.#pastAt === undefined) {
      this.#pastAt = numberColumn();
      this.#pastAt.fillTo(this.size, neverExposed);
    }
    if (at < this.#pastAt.get(row)) this.#pastAt.set(row, at);
  }

  /** The earliest of what was marked, or `neverExposed`. */
  pastAt(row: number): number {
    return this.#pastAt?.get(row) ?? neverExposed;
  }

  /** P(the arm) at the first exposure of a unit whose split changes. */
  setOdds(row: number, odds: number): void {
    if (odds === 0 && this.#odds === undefined) return;
    if (this.#odds === undefined) {
      this.#odds = numberColumn();
      this.#odds.fillTo(this.size, 0);
    }
    this.#odds.set(row, odds);
  }

  /** What was set, or 0. */
  oddsOf(row: number): number {
    return this.#odds?.get(row) ?? 0;
  }

  /** Cuts what links a unit to a person; its sums stay. */
  forget(unit: string): boolean {
    const row = this.find(unit);
    if (row < 0) return false;
    this.high.set(row, 0);
    this.low.set(row, 0);
    this.#index.rebuild();
    return true;
  }

  #copy(from: number, to: number): void {
    this.exposedAt.set(to, this.exposedAt.get(from));
    this.arm.set(to, this.arm.get(from));
    this.setOdds(to, this.oddsOf(from));
    for (const column of this.segments) column.set(to, column.get(from));
  }
}

/** In one order whatever came first: by time, and of the same time by arm. */
function isEarlier(at: number, arm: number, thanAt: number, thanArm: number): boolean {
  return at < thanAt || (at === thanAt && arm < thanArm);
}
