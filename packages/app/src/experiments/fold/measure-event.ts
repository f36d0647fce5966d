import type { FollowRule, Measure } from "@aisle/contracts/metric";
import { compileExpression } from "@aisle/nodes/expression";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { ExpressionBudget } from "@aisle/runtime/node-sdk/expression-budget";
import { hashText } from "@aisle/stats/sketches/hash-text";
import { parseAmount, toMinor } from "../../imports/parse-amount.ts";
import { interactionsOf, isObject } from "../../intake/interactions-of.ts";
import type { FoldMeasure } from "./fold-measures.ts";
import { type OrderPart, wholeOrder } from "./order-part.ts";

/** What a row adds to a measure; money has its currency where that is known. */
export interface MeasuredValue {
  readonly value: number;
  readonly currency?: string;
}

/** What a unit of a product costs. */
export type CostOf = (productId: string) => { readonly cost: number; readonly currency: string | null } | undefined;

/** Steps that the filters of many rows may take together; counted down. */
export interface RowAllowance {
  steps: number;
}

/** Whether a row counts, by the measure's filter. */
export type RowFilter = (variables: { readonly [name: string]: unknown }) => boolean;

/** Enough for one row, such as an order of a thousand lines; one that takes more is not let through. */
export const filterBudget = (): ExpressionBudget => ({ steps: 10_000, matchingMs: 50 });

/**
 * Compiles a measure's filter; `onUnread` is called for each row that it could not judge: it cannot be read, or took too many steps.
 * Where rows share an allowance each spends of it, and those that come when it is used up are not judged.
 */
export function rowFilter(
  { source }: Measure,
  onUnread: () => unknown = () => undefined,
  allowance?: RowAllowance,
): RowFilter {
  if (source.where === undefined || source.where.trim() === "") return () => true;
  const unread = () => {
    onUnread();
    return false;
  };
  let expression: ReturnType<typeof compileExpression>;
  try {
    expression = compileExpression(source.where, "where");
  } catch {
    return unread;
  }
  return (variables) => {
    const budget = filterBudget();
    const given = Math.min(budget.steps, allowance?.steps ?? budget.steps);
    budget.steps = given;
    try {
      return expression({ id: "", score: 0, fields: variables } as never, budget) === true;
    } catch {
      return unread();
    } finally {
      if (allowance !== undefined) allowance.steps -= given - Math.max(0, budget.steps);
    }
  };
}

/** What an event adds to a measure; undefined where it has no such number, or where that was counted by another message of its order. */
export function measureEvent(
  { measure: { value: of }, money }: FoldMeasure,
  properties: JsonObject,
  costOf: CostOf,
  part: OrderPart = wholeOrder,
): MeasuredValue | undefined {
  if (of.add === "count") return part.isFirst ? { value: 1 } : undefined;
  if (of.add === "field") {
    if (!part.isWhole) return undefined;
    const amount = parseAmount(at(properties, of.path));
    if (amount === undefined) return undefined;
    const currency = currencyOf(properties.currency);
    return money ? withCurrency(toMinor(amount, currency), currency) : { value: amount };
  }
  const lines = linesOf(properties).filter(({ productId }) => part.products?.has(productId) !== false);
  if (of.add === "value") return worthOf(lines, part.isWhole ? properties : {});
  let margin = 0;
  let currency: string | undefined;
  let found = false;
  for (const { productId, quantity, valueMinor, currency: own } of lines) {
    const cost = costOf(productId);
    // A line whose cost is unknown has no margin that could be told.
    if (valueMinor === undefined || cost === undefined || (cost.currency ?? own) !== (own ?? cost.currency)) continue;
    found = true;
    margin += valueMinor - cost.cost * quantity;
    currency ??= own ?? cost.currency ?? undefined;
  }
  return found ? withCurrency(margin, currency) : undefined;
}

/** A number of the text that an event repeats or not, where it counts by what came after it; 0 where it has none. */
export function followText({ same }: FollowRule, properties: JsonObject): number {
  const text = same === undefined ? undefined : at(properties, same);
  if (typeof text !== "string" && typeof text !== "number") return 0;
  const plain = String(text).trim().toLowerCase().replace(/\s+/g, " ");
  return plain === "" ? 0 : hashText(plain)[1] || 1;
}

/** The products that an event names. */
export function productsOf(properties: JsonObject): readonly string[] {
  return linesOf(properties).map(({ productId }) => productId);
}

function linesOf(properties: JsonObject) {
  // An order holds its lines; other events of the e-commerce spec are one.
  const lines = interactionsOf(Array.isArray(properties.products) ? "Order Completed" : "Product Added", properties);
  return typeof lines === "string" ? [] : lines;
}

function worthOf(lines: ReturnType<typeof linesOf>, properties: JsonObject): MeasuredValue | undefined {
  const currencies = new Set(lines.map(({ currency }) => currency));
  if (lines.length > 0 && currencies.size === 1 && lines.every(({ valueMinor }) => valueMinor !== undefined))
    return withCurrency(
      lines.reduce((sum, { valueMinor }) => sum + valueMinor!, 0),
      lines[0]!.currency,
    );
  const currency = currencyOf(properties.currency);
  const total = parseAmount(properties.revenue) ?? parseAmount(properties.total) ?? parseAmount(properties.value);
  return total === undefined ? undefined : withCurrency(toMinor(total, currency), currency);
}

function withCurrency(value: number, currency: string | undefined): MeasuredValue {
  return currency === undefined ? { value } : { value, currency };
}

function currencyOf(value: Json | undefined): string | undefined {
  const code = typeof value === "string" ? value.trim().toUpperCase() : "";
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}

/** The value at a path such as `total` or `payment.fee`. */
export function at(from: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = from;
  for (const part of path.replace(/^properties\./, "").split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}
