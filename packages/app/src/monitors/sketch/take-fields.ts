import type { Json, JsonObject } from "@aisle/runtime/json";
import type { FieldKeys, KnownFields } from "./field-keys.ts";
import { type FieldType, isCategory, maxFields, typeOf, wellFormed } from "./field-values.ts";
import type { Counter, HourSketches } from "./hour-sketches.ts";
import type { NumberColumn } from "./number-column.ts";
import { otherValue, segmentOf } from "./segment-counts.ts";
import type { TextColumn } from "./text-column.ts";

/** Names of an hour whose columns are found at once. */
const maxFound = 500;

/** What an hour counts of a field, each part found when it is first needed. */
interface FieldColumns {
  readonly keys: FieldKeys;
  readonly types: { [type in FieldType]?: Counter };
  numbers?: NumberColumn | undefined;
  lengths?: NumberColumn | undefined;
  texts?: TextColumn | undefined;
}

/** Adds the fields of requests, or of events' properties, to the sketches of one hour. */
export class FieldTaker {
  readonly #hour: HourSketches;
  readonly #known: KnownFields;
  readonly #columns = new Map<string, FieldColumns>();
  /** Columns in the order in which the fields of the last row came: the next row's mostly come alike. */
  readonly #order: FieldColumns[] = [];

  constructor(hour: HourSketches, known: KnownFields) {
    this.#hour = hour;
    this.#known = known;
  }

  /** `isAnswer`: the row is an answer, and counts under its segments too. */
  take(fields: JsonObject, isAnswer: boolean): void {
    let place = 0;
    for (const name in fields) {
      if (place === maxFields) return;
      let columns = this.#order[place];
      if (columns === undefined || columns.keys.name !== name) {
        columns = this.#columnsOf(name);
        this.#order[place] = columns;
      }
      place++;
      this.#take(columns, fields[name], isAnswer);
    }
  }

  #take(columns: FieldColumns, value: Json | undefined, isAnswer: boolean): void {
    const { keys, types } = columns;
    const type = typeOf(value);
    let counter = types[type];
    if (counter === undefined) {
      counter = this.#hour.counter(keys.types[type]);
      types[type] = counter;
    }
    counter.pending++;
    if (!keys.hasValues) return;
    if (type === "number") {
      columns.numbers ??= this.#hour.numberColumn(keys.column);
      if (columns.numbers?.add(value as number) === false) this.#hour.count(`unusable ${keys.column}`);
    } else if (type === "list") {
      columns.lengths ??= this.#hour.numberColumn(`length of ${keys.column}`);
      columns.lengths?.add((value as readonly Json[]).length);
    } else if (type === "text") this.#takeText(columns, value as string, isAnswer);
    else if (type === "yes-no") this.#takeText(columns, String(value), isAnswer);
  }

  #takeText(columns: FieldColumns, raw: string, isAnswer: boolean): void {
    const place = columns.texts?.again(raw);
    if (place === undefined) {
      this.#takeNewText(columns, raw, isAnswer);
      return;
    }
    if (!isAnswer) return;
    place.segment ??= segmentOf(this.#hour.segments, columns.keys.column, place.value);
    if (place.segment !== undefined) place.segment.answers++;
  }

  #takeNewText(columns: FieldColumns, raw: string, isAnswer: boolean): void {
    const isStored = isCategory(raw);
    const value = isStored ? wellFormed(raw) : otherValue;
    if (isStored) {
      columns.texts ??= this.#hour.textColumn(columns.keys.column);
      columns.texts?.add(raw, value);
    }
    const segment = isAnswer ? segmentOf(this.#hour.segments, columns.keys.column, value) : undefined;
    if (segment !== undefined) segment.answers++;
  }

  #columnsOf(name: string): FieldColumns {
    let columns = this.#columns.get(name);
    if (columns === undefined) {
      columns = { keys: this.#known.of(name), types: {} };
      if (this.#columns.size < maxFound) this.#columns.set(name, columns);
    }
    return columns;
  }
}
