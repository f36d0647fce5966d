/** How many steps are left before the kill. */
export interface Killed {
  left: number;
}

/** A source whose process is killed before or after one of its calls; `sync` are methods that give their answer at once. */
export function killedSource<S extends object>(
  real: S,
  kill: Killed,
  isAfter: boolean,
  sync: readonly string[] = [],
): S {
  const die = () => {
    if (kill.left-- === 0) throw new Error("killed");
  };
  return new Proxy(real, {
    get(_, name: keyof S & string) {
      return (...given: readonly never[]) => {
        if (!isAfter) die();
        const result: unknown = Reflect.apply(real[name] as () => unknown, real, given);
        if (!(result instanceof Promise))
          return sync.includes(name) ? result : dying(result as AsyncIterable<unknown>, die);
        return result.then((value) => {
          if (isAfter) die();
          return value;
        });
      };
    },
  });
}

async function* dying<T>(pages: AsyncIterable<T>, die: () => void): AsyncGenerator<T> {
  for await (const page of pages) {
    yield page;
    die();
  }
}

/** Runs work killed at one step after the other until it ends, and says how often it was killed. */
export async function killedEverywhere(
  work: (kill: Killed, isAfter: boolean) => Promise<boolean>,
  maxSteps = 40,
): Promise<number> {
  let kills = 0;
  for (let step = 0; ; step++) {
    try {
      if (await work({ left: step % maxSteps }, step % 2 === 0)) return kills;
    } catch (error) {
      if ((error as Error).message !== "killed") throw error;
      kills++;
    }
  }
}
