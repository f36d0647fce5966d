import { Random } from "./fuzz/random.ts";
import { nextRequest, type OpenApi, procedureNames, type Target } from "./fuzz/requests.ts";
import { send } from "./fuzz/send.ts";
import { furnish, setStage } from "./fuzz/stage.ts";
import { Tally } from "./fuzz/tally.ts";
import { type RunningAisle, startAisle } from "./serving/running-aisle.ts";

const connections = 16;
/** What requests remove or sign out is there again after so many. */
const stageEvery = 4000;

/**
 * Sends generated requests, fitting, nearly fitting and hostile ones, to every procedure of the router, every route of the
 * OpenAPI document and every other route of a whole Aisle, as each role and as nobody. Counts answers that blame the
 * server (5xx, but for a documented 503), hangs (ten seconds without a byte) and connections that ended without an answer.
 * Options: `--requests N` (100000), `--seed N` (1), `--minutes N` (no limit), after which it ends with what it has sent.
 */
export async function bench(args: readonly string[]) {
  const option = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const requests = option("--requests", 100_000);
  const seed = option("--seed", 1);
  const started = performance.now();
  const until = started + option("--minutes", Number.POSITIVE_INFINITY) * 60_000;
  // Every request may say another address: limits by address would hide what lies behind them.
  const aisle = await startAisle({ AISLE_TRUSTED_PROXIES: "loopback", AISLE_LOG: "error" });
  try {
    await furnish(aisle);
    const tally = new Tally();
    const random = new Random(seed);
    for (let sent = 0; sent < requests && performance.now() < until; sent += stageEvery) {
      const target = await makeTarget(aisle);
      let left = Math.min(stageEvery, requests - sent);
      const connection = async () => {
        while (left-- > 0 && performance.now() < until) {
          const request = nextRequest(target, random);
          tally.add(request, await send(request));
        }
      };
      await Promise.all(Array.from({ length: connections }, connection));
      console.log(`${sent + stageEvery} of ${requests}: ${JSON.stringify(tally.figures())}`);
    }
    const seconds = Math.round((performance.now() - started) / 1000);
    return {
      suite: "fuzz",
      figures: {
        ...tally.figures(),
        seed,
        seconds,
        notReached: procedureNames.filter((name) => !tally.reached(`/trpc/${name}`)),
      },
    };
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
