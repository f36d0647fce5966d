import { useEffect, useState } from "react";
import { ago } from "./format.ts";

/** A time as how long ago it was; the exact one shows on hover. */
export function RelativeTime({ at }: { readonly at: string | number }) {
  const [now, setNow] = useState(Date.now());
  const time = new Date(at);
  useEffect(() => {
    const age = Date.now() - new Date(at).getTime();
    const timer = setInterval(() => setNow(Date.now()), age < 60_000 ? 1_000 : 30_000);
    return () => clearInterval(timer);
  }, [at]);
  return (
    <time dateTime={time.toISOString()} title={time.toLocaleString()}>
      {ago(Math.max(0, now - time.getTime()))}
    </time>
  );
}
