import { errorTable } from "@aisle/runtime/error-table";
import { Random } from "./fuzz/random.ts";
import { nextRequest, type OpenApi, procedureNames, type Target } from "./fuzz/requests.ts";
import { type Answer, type RawRequest, send } from "./fuzz/send.ts";
import { furnish, setStage } from "./fuzz/stage.ts";
import { type RunningAisle, startAisle } from "./serving/running-aisle.ts";

const connections = 16;
/** What requests remove or sign out is there again after so many. */
const stageEvery = 4000;
const maxShown = 40;

/**
 * Sends generated requests, fitting, nearly fitting and hostile ones, to every procedure of the router, every route of the
 * OpenAPI document and every other route of a whole Aisle, as each role and as nobody. Counts answers that blame the
 * server (5xx, but for a documented 503), hangs (no end within ten seconds) and connections that ended without an answer.
 * Options: `--requests N` (100000), `--seed N` (1).
 */
export async function bench(args: readonly string[]) {
  const option = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const requests = option("--requests", 100_000);
  const seed = option("--seed", 1);
  const started = performance.now();
  // Every request may say another address: limits by address would hide what lies behind them.
  const aisle = await startAisle({ AISLE_TRUSTED_PROXIES: "loopback", AISLE_LOG: "error" });
  try {
    await furnish(aisle);
    const tally = new Tally();
    const random = new Random(seed);
    for (let sent = 0; sent < requests; sent += stageEvery) {
      const target = await makeTarget(aisle);
      let left = Math.min(stageEvery, requests - sent);
      const connection = async () => {
        while (left-- > 0) {
          const request = nextRequest(target, random);
          tally.add(request, await send(request));
        }
      };
      await Promise.all(Array.from({ length: connections }, connection));
      console.log(`${sent + stageEvery} of ${requests}: ${JSON.stringify(tally.figures())}`);
    }
    const seconds = Math.round((performance.now() - started) / 1000);
    return { suite: "fuzz", figures: { ...tally.figures(), seed, seconds, notReached: tally.notReached() } };
  } finally {
    await aisle.stop();
  }
}

async function makeTarget(aisle: RunningAisle): Promise<Target> {
  const stage = await setStage(aisle);
  const headers = { authorization: `Bearer ${stage.endpointKey}` };
  const openApi = (await (await fetch(`${aisle.workerUrl}/openapi.json`, { headers })).json()) as OpenApi;
  const port = (url: string) => Number(new URL(url).port);
  return { studioPort: port(aisle.studioUrl), workerPort: port(aisle.workerUrl), stage, openApi };
}

class Tally {
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

  /** Procedures that no request was sent to; none in a run of the full size. */
  notReached(): readonly string[] {
    return procedureNames.filter((name) => !this.#routes.has(`/trpc/${name}`));
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
