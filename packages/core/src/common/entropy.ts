// Chance that nobody can foresee, from the host: seeds of generators. What has to be repeatable takes a generator of
// its caller instead.

/** 64 bits. */
export function entropy64(): bigint {
  const [bits = 0n] = crypto.getRandomValues(new BigInt64Array(1));
  return bits;
}
