// Loaded before a program whose clock is to be wrong by AISLE_BENCH_CLOCK_MS milliseconds.
const shiftMs = Number(process.env.AISLE_BENCH_CLOCK_MS ?? 0);
const RealDate = Date;
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + shiftMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [realNow() + shiftMs] : args, newTarget),
});
