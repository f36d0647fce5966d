const fixed = 20_261_123;

/**
 * The seed that property tests draw from: always the same in CI, so that a change is judged by what it changed; elsewhere
 * AISLE_TEST_SEED=… explores other cases.
 */
export function propertySeed(env = process.env) {
  const asked = Number(env.AISLE_TEST_SEED);
  return env.CI === undefined && env.AISLE_TEST_SEED !== undefined && Number.isInteger(asked) ? asked : fixed;
}
