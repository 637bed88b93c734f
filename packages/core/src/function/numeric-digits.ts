// A numeric without fixed scale as the bytes that the kernels read (kernel/assembly/numeric.ts has the layout),
// from its text form and back: for constants of plans and for results that leave the arena.
import { internal } from "../common/error.ts";

const HEADER_BYTES = 12;
const DIGITS_PER_GROUP = 4;
const SPECIAL: Readonly<Record<string, number>> = { NaN: 2, Infinity: 3, "-Infinity": 7 };

/** @throws FfqError INTERNAL for a text that is not PostgreSQL's output form of a numeric */
export function numericDigits(text: string): Uint8Array {
  const special = SPECIAL[text];
  if (special !== undefined) return pack(special, 0, 0, []);
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null || text === "" || text === "-") throw internal(`${JSON.stringify(text)} is no numeric`);
  const [, sign = "", whole = "", fraction = ""] = match;
  const left = whole.padStart(Math.ceil(whole.length / DIGITS_PER_GROUP) * DIGITS_PER_GROUP, "0");
  const right = fraction.padEnd(Math.ceil(fraction.length / DIGITS_PER_GROUP) * DIGITS_PER_GROUP, "0");
  const groups = (left + right).match(/\d{4}/g)?.map(Number) ?? [];
  let weight = left.length / DIGITS_PER_GROUP - 1;
  while (groups[0] === 0) {
    groups.shift();
    weight--;
  }
  while (groups.at(-1) === 0) groups.pop();
  const isZero = groups.length === 0;
  return pack(sign === "-" && !isZero ? 1 : 0, isZero ? 0 : weight, fraction.length, groups);
}

function pack(kind: number, weight: number, scale: number, groups: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + groups.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, kind, true);
  view.setInt32(4, weight, true);
  view.setUint16(8, scale, true);
  view.setUint16(10, groups.length, true);
  for (const [position, group] of groups.entries()) view.setUint16(HEADER_BYTES + position * 2, group, true);
  return bytes;
}

/** PostgreSQL's text form of such bytes. */
export function numericText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint32(0, true);
  for (const [text, special] of Object.entries(SPECIAL)) if (special === kind) return text;
  const weight = view.getInt32(4, true);
  const scale = view.getUint16(8, true);
  const count = view.getUint16(10, true);
  const group = (position: number): string => {
    const digit = weight - position;
    const value = digit >= 0 && digit < count ? view.getUint16(HEADER_BYTES + digit * 2, true) : 0;
    return String(value).padStart(DIGITS_PER_GROUP, "0");
  };
  let whole = "";
  for (let position = Math.max(weight, 0); position >= 0; position--) whole += group(position);
  let fraction = "";
  for (let position = -1; fraction.length < scale; position--) fraction += group(position);
  const sign = kind === 1 ? "-" : "";
  const integer = whole.replace(/^0+(?=\d)/, "");
  return scale === 0 ? `${sign}${integer}` : `${sign}${integer}.${fraction.slice(0, scale)}`;
}
