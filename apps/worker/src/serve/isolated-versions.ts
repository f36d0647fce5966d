import type { ServedElsewhere } from "@aisle/app/serving/live-plan";
import type { Served, ServeInput } from "@aisle/app/serving/served";
import type { Endpoint } from "@aisle/contracts/endpoint";
import type { Version } from "@aisle/contracts/version";
import { threadBody } from "@aisle/platform/isolation/killable-body";
import { KillableProgram, ProgramStopped } from "@aisle/platform/isolation/killable-program";
import type { Facts } from "@aisle/runtime/compile/facts";
import { AisleError } from "@aisle/runtime/errors";
import type { ProcessCapabilities } from "@aisle/runtime/node-sdk/capabilities/capability";
import { capabilityHandlers } from "./remote-capabilities.ts";

/** A version whose patterns may never end, with what it is compiled from. */
export interface IsolatedVersion {
  readonly endpoint: Endpoint;
  readonly version: Version;
  readonly facts: Facts;
}

/** A request's own deadline. */
const stallMs = 2_000;
const heapMb = 512;

export interface IsolatedVersionsDeps {
  readonly capabilities: (workspaceId: string) => Promise<ProcessCapabilities>;
  /** Of the tokens that stand for personal values in the log. */
  readonly secret: string;
  readonly onStopped: (error: Error) => void;
}

/** Serves such versions in a thread of theirs, which is started for the first and ended when it stands still. */
export class IsolatedVersions {
  readonly #program: KillableProgram;
  #prepared = 0;

  constructor({ capabilities, secret, onStopped }: IsolatedVersionsDeps) {
    this.#program = new KillableProgram({
      start: () => threadBody(new URL("./versions-thread.js", import.meta.url), { data: { secret }, heapMb }),
      stallMs,
      handlers: capabilityHandlers(capabilities),
      onStopped,
    });
  }

  /** How many versions the thread holds now. */
  held(): Promise<number> {
    return this.#program.call<number>("held", []);
  }

  /** Prepares a version there, and gives the way to ask it. */
  async prepare(isolated: IsolatedVersion): Promise<ServedElsewhere> {
    // The same version is prepared again when facts change, while requests still go to the one before.
    const key = `${isolated.version.id} ${++this.#prepared}`;
    const prepare = () => this.#program.call<void>("prepare", [key, isolated]);
    const serve = (input: ServeInput) => this.#program.call<Served | undefined>("serve", [key, input]);
    // A thread that has ended holds nothing, and is not started for that.
    const forget = () => {
      if (this.#program.isRunning) this.#program.call("forget", [key]).catch(() => undefined);
    };
    await prepare();
    let inFlight = 0;
    let isGone = false;
    return {
      forget() {
        isGone = true;
        if (inFlight === 0) forget();
      },
      async serve(input) {
        inFlight++;
        try {
          const served = await serve(input);
          if (served !== undefined) return served;
          await prepare();
          return (await serve(input))!;
        } catch (error) {
          if (!(error instanceof ProgramStopped)) throw error;
          const message =
            "The version was stopped: a pattern of it took too long. Publish one without look-ahead and back-references.";
          throw new AisleError("run.deadline", message, {}, error);
        } finally {
          // Whoever found the version before it was gone may ask last, and have it prepared once more.
          if (--inFlight === 0 && isGone) forget();
        }
      },
    };
  }

  close(): Promise<void> {
    return this.#program.close();
  }
}
