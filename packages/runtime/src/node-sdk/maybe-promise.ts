/** A value, or a promise of it: what answers at once costs no await. */
export type MaybePromise<T> = T | Promise<T>;
