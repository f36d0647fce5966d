import { errorTable } from "@aisle/runtime/error-table";
import type { Answer, RawRequest } from "./send.ts";

const maxShown = 40;

/** Counts answers by whom they blame, and prints the first fault of each kind with the request that made it. */
export class Tally {
  readonly #routes = new Map<string, number>();
  readonly #counts = { serverErrors: 0, hangs: 0, unanswered: 0, requests: 0, taken: 0, refused: 0, unavailable: 0 };
  readonly #shown = new Set<string>();

  add(request: RawRequest, { status, body, hung }: Answer): void {
    const counts = this.#counts;
    counts.requests++;
    this.#routes.set(request.route, (this.#routes.get(request.route) ?? 0) + 1);
    const inside = /"httpStatus":(5\d\d)/.exec(body)?.[1];
    const worst = Math.max(status, inside === undefined ? 0 : Number(inside));
    if (hung) this.#fault("hangs", request, status, body);
    else if (status === 0 && request.half !== true) this.#fault("unanswered", request, status, body);
    else if (worst === 503 && isDocumented(body)) counts.unavailable++;
    else if (worst >= 500) this.#fault("serverErrors", request, worst, body);
    else if (status >= 400) counts.refused++;
    else if (status > 0) counts.taken++;
  }

  figures() {
    return { ...this.#counts, routes: this.#routes.size };
  }

  /** Whether any request was sent to a route. */
  reached(route: string): boolean {
    return this.#routes.has(route);
  }

  /** Counts a fault, and shows the first of its kind with what made it. */
  #fault(kind: "serverErrors" | "hangs" | "unanswered", request: RawRequest, status: number, body: string): void {
    this.#counts[kind]++;
    const message = /"message":"([^"]{0,160})/.exec(body)?.[1] ?? "";
    const key = `${kind} ${request.route} ${status} ${message.slice(0, 60)}`;
    if (this.#shown.has(key) || this.#shown.size >= maxShown) return;
    this.#shown.add(key);
    const { method, path, headers, body: sent } = request;
    console.error(
      `${key}\n  ${JSON.stringify({ method, path: path.slice(0, 600), headers, sent: String(sent).slice(0, 900) })}\n  ${body.slice(0, 400)}`,
    );
  }
}

/** Whether a 503 says one of the reasons of the error page. */
function isDocumented(body: string): boolean {
  const codes = [...body.matchAll(/"(?:code|aisle)":"([a-z.-]+)"/g)].map(([, code]) => code!);
  return codes.some(
    (code) => Object.hasOwn(errorTable, code) && errorTable[code as keyof typeof errorTable].status === 503,
  );
}
