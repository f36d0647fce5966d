/** How a condition compares a field with its value. */
export type ConditionOperator =
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "contains"
  | "startsWith"
  | "in"
  | "not-in"
  | "has-item";

export type ConditionValue = string | number | boolean | readonly (string | number)[];

/** One comparison of a product's field with a value that is written out. */
export interface Condition {
  /** `price`, `attributes.colour`. */
  readonly field: string;
  readonly operator: ConditionOperator;
  readonly value: ConditionValue;
}

/** Conditions of which all, or any, must hold. */
export interface Conditions {
  readonly join: "and" | "or";
  readonly parts: readonly Condition[];
}

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words that no name of the language may be. */
const reserved = new Set(
  "as break const continue else false for function if import in let loop null package namespace return true var void while".split(
    " ",
  ),
);

/** A field as an expression reads it; names that are no names of the language stand in brackets. */
function writeField(field: string): string {
  if (!field.startsWith("attributes.")) return field;
  const key = field.slice("attributes.".length);
  return name.test(key) && !reserved.has(key) ? field : `attributes[${JSON.stringify(key)}]`;
}

function writeValue(value: ConditionValue): string {
  if (typeof value !== "object") return JSON.stringify(value);
  // A list holds either whole numbers or others, not both.
  const broken = value.some((one) => typeof one === "number" && !Number.isInteger(one));
  const write = (one: string | number) => (broken && Number.isInteger(one) ? `${String(one)}.0` : JSON.stringify(one));
  return `[${value.map(write).join(", ")}]`;
}

function writeCondition({ field, operator, value }: Condition): string {
  const [read, text] = [writeField(field), writeValue(value)];
  switch (operator) {
    case "contains":
    case "startsWith":
      return `${read}.${operator}(${text})`;
    case "not-in":
      return `!(${read} in ${text})`;
    case "has-item":
      return `${text} in ${read}`;
    default:
      return `${read} ${operator} ${text}`;
  }
}

/** The expression that conditions stand for. */
export function writeConditions({ join, parts }: Conditions): string {
  return parts.map(writeCondition).join(join === "and" ? " && " : " || ");
}

const token =
  /\s*(?:(&&|\|\||==|!=|<=|>=|[<>!()[\],.-])|([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|("(?:[^"\\\n]|\\.)*"|'[^'\\\n]*'))/y;

type Token =
  | { readonly is: "sign" | "name"; readonly text: string }
  | { readonly is: "value"; readonly value: string | number };

function tokensOf(text: string): readonly Token[] | undefined {
  const found: Token[] = [];
  const end = text.trimEnd().length;
  for (token.lastIndex = 0; token.lastIndex < end; ) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, sign, word, number, quoted] = match;
    if (sign !== undefined) found.push({ is: "sign", text: sign });
    else if (word !== undefined) found.push({ is: "name", text: word });
    else if (number !== undefined) {
      // Beyond this a number would be another one when it is written again.
      if (Math.abs(Number(number)) > Number.MAX_SAFE_INTEGER) return undefined;
      found.push({ is: "value", value: Number(number) });
    } else if (quoted !== undefined) {
      const value = unquoted(quoted);
      if (value === undefined) return undefined;
      found.push({ is: "value", value });
    }
  }
  return found;
}

function unquoted(quoted: string): string | undefined {
  if (quoted.startsWith("'")) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    // The language has escapes that JSON does not.
    return undefined;
  }
}

/** Reads an expression as conditions; `undefined` for one that says more than a list of conditions can. */
export function readConditions(text: string): Conditions | undefined {
  if (text.trim() === "") return { join: "and", parts: [] };
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  const parts: Condition[] = [];
  let join: Conditions["join"] | undefined;
  for (;;) {
    const part = reader.condition();
    if (part === undefined) return undefined;
    parts.push(part);
    if (reader.atEnd()) return { join: join ?? "and", parts };
    const next = reader.sign("&&") ? "and" : reader.sign("||") ? "or" : undefined;
    if (next === undefined || (join !== undefined && join !== next)) return undefined;
    join = next;
  }
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  atEnd = () => this.#at >= this.#tokens.length;

  sign(text: string): boolean {
    const next = this.#tokens[this.#at];
    if (next === undefined || next.is === "value" || next.text !== text) return false;
    this.#at++;
    return true;
  }

  condition(): Condition | undefined {
    if (this.sign("!")) {
      const inside = this.sign("(") ? this.condition() : undefined;
      return inside?.operator === "in" && this.sign(")") ? { ...inside, operator: "not-in" } : undefined;
    }
    const value = this.#literal();
    if (value !== undefined) {
      const field = this.sign("in") ? this.#field() : undefined;
      return field === undefined ? undefined : { field, operator: "has-item", value };
    }
    const field = this.#field();
    if (field === undefined) return undefined;
    if (this.sign(".")) {
      const operator = (["contains", "startsWith"] as const).find((one) => this.sign(one));
      const text = operator !== undefined && this.sign("(") ? this.#literal() : undefined;
      return operator !== undefined && typeof text === "string" && this.sign(")")
        ? { field, operator, value: text }
        : undefined;
    }
    if (this.sign("in")) {
      const list = this.#list();
      return list === undefined ? undefined : { field, operator: "in", value: list };
    }
    for (const operator of ["==", "!=", "<=", ">=", "<", ">"] as const) {
      if (!this.sign(operator)) continue;
      const literal = this.#literal() ?? this.#truth();
      return literal === undefined ? undefined : { field, operator, value: literal };
    }
    return undefined;
  }

  /** A name of its own, or an attribute. */
  #field(): string | undefined {
    const root = this.#name();
    if (root === undefined) return undefined;
    if (root !== "attributes") return root;
    if (this.sign("[")) {
      const key = this.#literal();
      return typeof key === "string" && this.sign("]") ? `attributes.${key}` : undefined;
    }
    const key = this.sign(".") ? this.#name() : undefined;
    return key === undefined ? undefined : `attributes.${key}`;
  }

  #name(): string | undefined {
    const next = this.#tokens[this.#at];
    if (next?.is !== "name" || reserved.has(next.text)) return undefined;
    this.#at++;
    return next.text;
  }

  #literal(): string | number | undefined {
    const negative = this.sign("-");
    const next = this.#tokens[this.#at];
    if (next?.is !== "value" || (negative && typeof next.value !== "number")) {
      if (negative) this.#at--;
      return undefined;
    }
    this.#at++;
    return negative ? -Number(next.value) : next.value;
  }

  #truth(): boolean | undefined {
    return this.sign("true") ? true : this.sign("false") ? false : undefined;
  }

  #list(): readonly (string | number)[] | undefined {
    if (!this.sign("[")) return undefined;
    const list: (string | number)[] = [];
    while (!this.sign("]")) {
      if (list.length > 0 && !this.sign(",")) return undefined;
      const value = this.#literal();
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  }
}
