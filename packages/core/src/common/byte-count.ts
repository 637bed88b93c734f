// Sizes as people write them, for options of engines and of statements.

const powers: Readonly<Record<string, number>> = { "": 0, b: 0, kb: 1, mb: 2, gb: 3, kib: 1, mib: 2, gib: 3 };

/** Bytes as a number, or with a unit: kB, MB and GB are powers of 1024, as PostgreSQL has them. Undefined: neither. */
export function byteCount(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const power = powers[unit?.toLowerCase() ?? ""];
  return digits === undefined || power === undefined ? undefined : Math.floor(Number(digits) * 1024 ** power);
}
