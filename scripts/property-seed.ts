import fc from "fast-check";

// The same cases everywhere, so that a change is judged by what it changed; AISLE_TEST_SEED=… explores others.
fc.configureGlobal({ seed: Number(process.env.AISLE_TEST_SEED ?? 20_261_123) });
